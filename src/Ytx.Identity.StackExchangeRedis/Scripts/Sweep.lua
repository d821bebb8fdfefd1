-- The blocks that have not ended, and how long until the last of them does.
local function sweep(all)
    local alive, last, at = {}, 1, 1
    while at < #all do
        local low, high = byte(all, $at+Block.Length)
        local stop, left = $at+Block.Length.last + low + high * 256,
            u48(all, $at+Block.Life.at) + u48(all, $at+Block.Content.at) - now
        if left > 0 then
            alive[#alive + 1], last = sub(all, at, stop), max(last, left)
        end
        at = stop + 1
    end
    return table.concat(alive), last
end
