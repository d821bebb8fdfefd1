-- The wrong codes of a user for a kind of purpose, newest first. All count in the windows; in a row counts one whose mark is not
-- zeros.
local forever, cleared = $Forever, $WrongCode.Mark.zeros

local function lockOf(row, limit)
    local most, forgetAfter, inARow = u48(limit, $WrongCodeLimit.InARow.at), u48(limit, $WrongCodeLimit.ForgetAfter.at), 0
    local wait = waitOf(row, $WrongCode.size, limit, $WrongCodeLimit.Rules.at, byte(limit, $WrongCodeLimit.Many.at))
    for at = 1, #row, $WrongCode.size do
        if sub(row, $at+WrongCode.Mark) ~= cleared then
            inARow = inARow + 1
            if inARow == most then
                return forgetAfter == 0 and forever
                    or max(wait, math.min(forgetAfter, forgetAfter - (now - u48(row, $at+WrongCode.Time.at))))
            end
        end
    end
    return wait
end
