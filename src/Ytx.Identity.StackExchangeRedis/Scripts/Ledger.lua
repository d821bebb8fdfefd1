-- A ledger is all that is known of one subject, in one string of blocks: name (8), life (6, ms), length (2), content, which
-- begins with the newest time in it (6): the block ends a life after that, counts for nothing then, and goes when its like is
-- written or the ledger is swept. Names are keyed hashes, which nobody can put into a content, so none is found elsewhere.
-- The first letter of a name tells the kind: 'e' events, 'i' items, 'b' buckets, 'g' wrong tries, 'c' a challenge, 'w' one
-- that was withdrawn.
-- An event is its time (6) and the mark of its request (2), newest first; where items are counted, also the item (8).

-- The content of a block, if it has not ended, and where it stands.
local function look(all, name)
    local at = string.find(all, name, 1, true)
    if at then
        local low, high = byte(all, at + 14, at + 15)
        local stop = at + 15 + low + high * 256
        return u48(all, at + 8) + u48(all, at + 16) > now and sub(all, at + 16, stop) or nil, at, stop
    end
end

local function without(all, name)
    local _, at, stop = look(all, name)
    return at and sub(all, 1, at - 1) .. sub(all, stop + 1) or all
end

-- A block, of its name and life (14) and its content.
local function block(head, content)
    local low = #content % 256
    return head .. char(low, (#content - low) / 256) .. content
end
