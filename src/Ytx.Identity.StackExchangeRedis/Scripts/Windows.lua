-- How long until rules, so many from a place on, allow one more event, and which of them says so. Events are of one size,
-- newest first, each beginning with its time. Rules whose window holds the time of the item's own
-- last use are passed over.
local function waitOf(events, size, rules, first, many, usedAt)
    local held, longest, denier = #events / size, 0, 0
    for rule = 0, many - 1 do
        local at = first + $Rule.size * rule
        local count = u48(rules, $at+Rule.Count.at)
        if held >= count then
            local window, pause = u48(rules, $at+Rule.Window.at), u48(rules, $at+Rule.Pause.at)
            if not (usedAt and now - usedAt < window) then
                -- The window is full as long as its count-th newest event lies in it. A clock set back prolongs no wait.
                local oldest = u48(events, (count - 1) * size + 1)
                local wait = math.min(window, window - (now - oldest))
                if pause > 0 then
                    local newest = u48(events, $Event.Time.at)
                    if newest - oldest < window then
                        wait = max(wait, math.min(pause, pause - (now - newest)))
                    end
                end
                if wait > longest then
                    longest, denier = wait, rule
                end
            end
        end
    end
    return longest, denier
end
