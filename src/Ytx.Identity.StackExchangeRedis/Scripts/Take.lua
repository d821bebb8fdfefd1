-- One more subject's part of a new call, of a number or a client address: takes from its allowances, or from none.
-- KEYS: 1 allowances
-- ARGV: 1 deadline (6), mark (2), wait after the first (4); 2 life of the allowances; 3.. claims
-- Returns status (1: 0 too late, 1 granted, 2 denied), time (6), wait (4), claim (1), rule (1). Redis 7.0.
--#include Clock
--#include First
local now, all = serverTime(), redis.call('GET', KEYS[1])
local deadline, life, next = timeAt(ARGV[1], 1), ARGV[2], struct.unpack('<I4', ARGV[1], 9)
if deadline > 0 and now > deadline then
    return answer(0, now, 0, 0, 0)
end
if all then
--#include Windows
--#include Allowances
    local lists = read(all)
    local wait, claim, rule = look(lists, 3, now)
    if wait > 0 then
        return answer(2, now, wait, claim, rule)
    end
    life, next = math.max(tonumber(life), (struct.unpack('<I4', all))), take(lists, 3, string.sub(ARGV[1], 7, 8), now)
    all = write(life, lists)
else
    all = first(3, now)
end
redis.call('SET', KEYS[1], all, 'PX', life)
return answer(1, now, next, 0, 0)
