-- What all that count share: how a list of event times is held to rules.
-- How long until the rules allow one more, and which of them says so. Rules that know the item are passed over.
local function waitOf(events, size, rules, first, now, usedAt)
    local held, longest, denier = #events / size, 0, 0
    for at = first, #rules, 12 do
        local count, window, pause = struct.unpack('<I4I4I4', rules, at)
        if held >= count and not (usedAt and now - usedAt < window) then
            -- The window is full as long as its count-th newest event lies in it. A clock set back prolongs no wait.
            local oldest = timeAt(events, (held - count) * size + 1)
            local wait = math.min(window, window - (now - oldest))
            if pause > 0 then
                local newest = timeAt(events, (held - 1) * size + 1)
                if newest - oldest < window then
                    wait = math.max(wait, math.min(pause, pause - (now - newest)))
                end
            end
            if wait > longest then
                longest, denier = wait, (at - first) / 12
            end
        end
    end
    return longest, denier
end
