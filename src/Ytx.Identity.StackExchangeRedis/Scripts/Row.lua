-- The wrong tries of a user at a door, oldest first: time (6), mark (4). All count in the windows; in a row counts a try
-- whose mark is not zero. The limit: how many in a row (4), after how long one lapses (6, 0 never), how many the windows
-- need (1), how long they are (6), their rules.
local cleared = '\0\0\0\0'

local function lockOf(row, limit)
    local most, lapse, inARow, wait = u32(limit, 1), u48(limit, 5), 0, 0
    for at = #row - 9, 1, -10 do
        if sub(row, at + 6, at + 9) ~= cleared then
            inARow = inARow + 1
            if inARow == most then
                if lapse == 0 then
                    return forever
                end
                wait = max(0, min(lapse, lapse - (now - u48(row, at))))
            end
        end
    end
    return max(wait, (waitOf(row, 10, limit, 18)))
end
