-- The wrong tries of a user at a door, oldest first: time (6), mark (4). All count in the windows; in a row counts a try
-- whose mark is not zero. The limit: how many in a row (4), after how long one lapses (6, 0 never), how many the windows
-- need (1), how long they are (6), their rules.
local cleared = '\0\0\0\0'

local function lockOf(row, limit)
    local most, lapse, inARow, wait = u32(limit, 1), u48(limit, 5), 0, 0
    for at = #row - 9, 1, -10 do
        if string.sub(row, at + 6, at + 9) ~= cleared then
            inARow = inARow + 1
            if inARow == most then
                if lapse == 0 then
                    return forever
                end
                wait = math.max(0, math.min(lapse, lapse - (now - u48(row, at))))
            end
        end
    end
    return math.max(wait, (waitOf(row, 10, limit, 18)))
end

-- With one wrong try more. Where the list is full, first goes what counts neither in a row nor in a window.
local function record(row, limit, mark)
    row = row .. p48(now) .. mark
    local windows = string.byte(limit, 11)
    if #row > 10 * math.min(windows + u32(limit, 1), 2000) then
        local out = 1
        for at = 1, #row - 10 * windows, 10 do
            if string.sub(row, at + 6, at + 9) == cleared then
                out = at
                break
            end
        end
        row = string.sub(row, 1, out - 1) .. string.sub(row, out + 10)
    end
    return row
end

-- Clears the marks that are this one, or all.
local function forgive(row, mark)
    local tries = {}
    for at = 1, #row, 10 do
        local of = string.sub(row, at + 6, at + 9)
        tries[#tries + 1] = string.sub(row, at, at + 5) .. ((not mark or of == mark) and cleared or of)
    end
    return table.concat(tries)
end

-- No time ends a row, unless its tries lapse; but its block does, 400 days after its last try.
local function endOf(row, limit)
    local lapse, life = u48(limit, 5), u48(limit, 12)
    for at = 7, #row, 10 do
        if string.sub(row, at, at + 3) ~= cleared then
            life = math.max(life, lapse > 0 and lapse or 34560000000)
            break
        end
    end
    return #row > 0 and u48(row, #row - 9) + life or now
end
