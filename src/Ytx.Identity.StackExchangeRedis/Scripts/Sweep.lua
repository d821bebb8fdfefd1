-- The blocks that have not ended, and how long until the last of them does.
local function sweep(all)
    local alive, last, at = {}, 1, 1
    while at < #all do
        local low, high = byte(all, at + 14, at + 15)
        local stop, left = at + 15 + low + high * 256, u48(all, at + 8) + u48(all, at + 16) - now
        if left > 0 then
            alive[#alive + 1], last = sub(all, at, stop), max(last, left)
        end
        at = stop + 1
    end
    return table.concat(alive), last
end
