-- The wrong tries of a user for a kind of purpose, newest first: time (6), mark (4). All count in the windows; in a row counts a try
-- whose mark is not zero. The limit: how many in a row (6), after how long one lapses (6, 0 never), life of a row in which
-- none counts any more (6), how many tries the windows need (1), how many rules they have (1), and these.
local forever, cleared = 281474976710655, '\0\0\0\0'

local function lockOf(row, limit)
    local most, lapse, inARow = u48(limit, 1), u48(limit, 7), 0
    local wait = waitOf(row, 10, limit, 21, byte(limit, 20))
    for at = 1, #row, 10 do
        if sub(row, at + 6, at + 9) ~= cleared then
            inARow = inARow + 1
            if inARow == most then
                return lapse == 0 and forever or max(wait, math.min(lapse, lapse - (now - u48(row, at))))
            end
        end
    end
    return wait
end
