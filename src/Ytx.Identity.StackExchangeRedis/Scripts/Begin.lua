-- The user's part of a new call: unless the door is locked or an allowance used up, takes from his allowances and opens
-- the challenge, or finds the one alive. A challenge is nonce (16 bytes), verifier (16), binding (4), tries left (1),
-- then the name of its last call; its life is its key's.
-- KEYS: 1 allowances, 2 challenge, 3 wrong tries
-- ARGV: 1 deadline (6), mark (2), wait after the first (4), renew below (4), new challenge (37); 2 life of the
--       allowances; 3 lifetime; 4 limit of wrong tries; 5.. claims
-- Returns status (1: 0 too late, 1 granted, 2 denied, 3 locked), time (6), wait (4, all bits set: for ever), claim (1),
--       rule (1), and then the challenge: life (4), tries (1), whether it is new (1), nonce (16), and which it replaced:
--       life (4), challenge. Redis 7.0.
--#include Clock
--#include First
local now, found = serverTime(), redis.call('MGET', KEYS[1], KEYS[2], KEYS[3])
local deadline, life, next, renewBelow = timeAt(ARGV[1], 1), ARGV[2], struct.unpack('<I4I4', ARGV[1], 9)
if deadline > 0 and now > deadline then
    return answer(0, now, 0, 0, 0)
end
local all, challenge, row = found[1], found[2], found[3]
if row then
--#include Windows
--#include Guesses
    local lock = lockOf(row, ARGV[4], now)
    if lock ~= 0 then
        return answer(3, now, lock < 0 and 4294967295 or lock, 0, 0)
    end
end

local left, fresh = challenge and redis.call('PTTL', KEYS[2]) or 0, string.sub(ARGV[1], 17)
local same = left > 0 and string.sub(challenge, 33, 36) == string.sub(fresh, 33, 36)
if all then
--#include Windows
--#include Allowances
    local lists = read(all)
    local wait, claim, rule = look(lists, 5, now)
    if wait > 0 then
        local tries = same and string.byte(challenge, 37) or 0
        return answer(2, now, wait, claim, rule)
            .. struct.pack('<I4BB', same and left or 0, tries, 0) .. string.sub(fresh, 1, 16)
    end
    life, next = math.max(tonumber(life), (struct.unpack('<I4', all))), take(lists, 5, string.sub(ARGV[1], 7, 8), now)
    all = write(life, lists)
elseif #ARGV > 4 then
    all = first(5, now)
end
if all then
    redis.call('SET', KEYS[1], all, 'PX', life)
end
local replaced, new = '', 0
if not same or left < renewBelow or string.byte(challenge, 37) == 0 then
    if left > 0 then
        replaced = struct.pack('<I4', left) .. challenge
    end
    challenge, left, new = fresh, tonumber(ARGV[3]), 1
    redis.call('SET', KEYS[2], fresh, 'PX', ARGV[3])
end
return answer(1, now, next, 0, 0)
    .. struct.pack('<I4BB', left, string.byte(challenge, 37), new) .. string.sub(challenge, 1, 16) .. replaced
