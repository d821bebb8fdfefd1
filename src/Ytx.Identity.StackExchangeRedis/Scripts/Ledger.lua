-- A ledger is all that is known of one subject, in one string of blocks, as WireFormat.cs lays them out. A block ends its life
-- after the newest time in it, counts for nothing then, and goes when its like is written or the ledger is swept. Names are
-- keyed hashes, which nobody can put into a content, so none is found elsewhere.

-- The content of a block, if it has not ended, and where it stands.
local function look(all, name)
    local at = string.find(all, name, 1, true)
    if at then
        local low, high = byte(all, $at+Block.Length)
        local stop = $at+Block.Length.last + low + high * 256
        return u48(all, $at+Block.Life.at) + u48(all, $at+Block.Content.at) > now and sub(all, $at+Block.Content.at, stop) or nil, at, stop
    end
end

local function without(all, name)
    local _, at, stop = look(all, name)
    return at and sub(all, 1, at - 1) .. sub(all, stop + 1) or all
end

-- A block, of its name and life and its content.
local function block(head, content)
    local low = #content % 256
    return head .. char(low, (#content - low) / 256) .. content
end
