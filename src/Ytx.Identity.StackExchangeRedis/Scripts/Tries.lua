-- What a try does to the wrong tries of Row.lua.

-- With one wrong try more. Where the list is full, first goes what counts neither in a row nor in a window.
local function record(row, limit, mark)
    row = row .. stamp .. mark
    local windows = byte(limit, 11)
    if #row > 10 * min(windows + u32(limit, 1), 2000) then
        local out = 1
        for at = 1, #row - 10 * windows, 10 do
            if sub(row, at + 6, at + 9) == cleared then
                out = at
                break
            end
        end
        row = sub(row, 1, out - 1) .. sub(row, out + 10)
    end
    return row
end

-- Clears the marks that are this one, or all.
local function forgive(row, mark)
    local tries = {}
    for at = 1, #row, 10 do
        local of = sub(row, at + 6, at + 9)
        tries[#tries + 1] = sub(row, at, at + 5) .. ((not mark or of == mark) and cleared or of)
    end
    return table.concat(tries)
end

-- No time ends a row, unless its tries lapse; but its block does, 400 days after its last try.
local function endOf(row, limit)
    local lapse, life = u48(limit, 5), u48(limit, 12)
    for at = 7, #row, 10 do
        if sub(row, at, at + 3) ~= cleared then
            life = max(life, lapse > 0 and lapse or 34560000000)
            break
        end
    end
    return #row > 0 and u48(row, #row - 9) + life or now
end
