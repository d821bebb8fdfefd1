-- Gives back what a call took from one subject, and ends the challenge that it opened or puts the replaced one back.
-- KEYS: 1 allowances, 2 challenge, for the user only
-- ARGV: 1 mark of the request (2); 2 nonce (16), for the user only, and what was replaced: life (4), challenge; 3.. claims
-- Returns 1. Redis 7.0.
--#include Clock
--#include Allowances
local mark, all = ARGV[1], redis.call('GET', KEYS[1])
local lists = all and read(all) or {}
for i = 3, #ARGV do
    local name = string.sub(ARGV[i], 1, 4)
    local size, events = sizeOf(name), lists[name] or ''
    for at = #events - size + 1, 1, -size do
        if string.sub(events, at + 6, at + 7) == mark then
            local rest, before = string.sub(events, 1, at - 1) .. string.sub(events, at + size), 0
            if size == 22 then
                before = timeAt(events, at + 16)
            end
            if before > 0 then
                -- The item's use before this one goes back to where its time belongs.
                local place = #rest
                while place > 0 and timeAt(rest, place - 21) > before do
                    place = place - 22
                end
                rest = string.sub(rest, 1, place) .. packTime(before) .. mark
                    .. string.sub(events, at + 8, at + 15) .. packTime(0) .. string.sub(rest, place + 1)
            end
            lists[name] = rest
            break
        end
    end
end
if all then
    local rest = write((struct.unpack('<I4', all)), lists)
    if #rest > 4 then
        redis.call('SET', KEYS[1], rest, 'KEEPTTL')
    else
        redis.call('DEL', KEYS[1])
    end
end
if KEYS[2] then
    local challenge = redis.call('GET', KEYS[2])
    if challenge and string.sub(challenge, 1, 16) == string.sub(ARGV[2], 1, 16) then
        if #ARGV[2] > 16 then
            redis.call('SET', KEYS[2], string.sub(ARGV[2], 21), 'PX', (struct.unpack('<I4', ARGV[2], 17)))
        else
            redis.call('DEL', KEYS[2])
        end
    end
end
return 1
