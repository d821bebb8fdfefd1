-- Counts a try, then compares; on a match the challenge is used up, and so are the wrong tries in a row at its number.
-- A challenge ends with its key, so the clock is asked only where there were wrong tries.
-- KEYS: 1 challenge, 2 wrong tries
-- ARGV: 1 verifier (16), mark of the number (4), limit of wrong tries
-- Returns status (1: 3 locked, 4 verified, 5 wrong, 6 missing, 7 tries used up), tries left (1), wait (4, all bits set:
--       for ever), and after a match the name of the call. Redis 7.0.
local row, challenge = redis.call('GET', KEYS[2]), redis.call('GET', KEYS[1])
-- Lua compares strings by identity: it takes as long wherever they differ.
local right = challenge and string.sub(challenge, 17, 32) == string.sub(ARGV[1], 1, 16)
if right and not row and string.byte(challenge, 37) > 0 then
    redis.call('DEL', KEYS[1])
    return #challenge == 37 and '\4' or '\4\0\0\0\0\0' .. string.sub(challenge, 38)
end

--#include Clock
--#include Windows
--#include Guesses
local now, limit = row and serverTime(), string.sub(ARGV[1], 21)
local lock = row and lockOf(row, limit, now) or 0
if lock ~= 0 then
    return struct.pack('<BBI4', 3, 0, lock < 0 and 4294967295 or lock)
end
if not challenge then
    return struct.pack('<BBI4', 6, 0, 0)
end
local tries, number = string.byte(challenge, 37), string.sub(ARGV[1], 17, 20)
if tries == 0 then
    return struct.pack('<BBI4', 7, 0, 0)
end
local inARow, ofNumber, times = 0, 0, ''
if row then
    inARow, ofNumber = struct.unpack('<I4I4', row)
    times = string.sub(row, 13)
    if string.sub(row, 9, 12) ~= number then
        ofNumber = 0
    end
end

if right then
    redis.call('DEL', KEYS[1])
    if string.sub(row, 9, 12) == number then
        -- The windows stay: an owner's success must not buy an attacker new tries. Nor does it forgive another number's.
        keep(KEYS[2], inARow - ofNumber, 0, number, times, limit)
    end
    return struct.pack('<BBI4', 4, 0, 0) .. string.sub(challenge, 38)
end
redis.call('SETRANGE', KEYS[1], 36, string.char(tries - 1))
keep(KEYS[2], inARow + 1, ofNumber + 1, number, times .. packTime(now or serverTime()), limit)
return struct.pack('<BBI4', 5, tries - 1, 0)
