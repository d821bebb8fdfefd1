-- How long until rules (count 4, window 6, pause 6, from first on) allow one more event, and which of them says so. Events
-- are of one size, oldest first, each beginning with its time (6). Rules whose window holds the time of the item's own last
-- use are passed over.
local function waitOf(events, size, rules, first, usedAt)
    local held, longest, denier = #events / size, 0, 0
    for at = first, #rules, 16 do
        local count = u32(rules, at)
        if held >= count then
            local window, pause = u48(rules, at + 4), u48(rules, at + 10)
            if not (usedAt and now - usedAt < window) then
                -- The window is full as long as its count-th newest event lies in it. A clock set back prolongs no wait.
                local oldest = u48(events, (held - count) * size + 1)
                local wait = min(window, window - (now - oldest))
                if pause > 0 then
                    local newest = u48(events, (held - 1) * size + 1)
                    if newest - oldest < window then
                        wait = max(wait, min(pause, pause - (now - newest)))
                    end
                end
                if wait > longest then
                    longest, denier = wait, (at - first) / 16
                end
            end
        end
    end
    return longest, denier
end
