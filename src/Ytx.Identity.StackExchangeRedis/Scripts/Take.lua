-- One more subject's part of a new call, of a number or a client address: takes from its allowances, or from none.
-- KEYS: 1 allowances
-- ARGV: 1 deadline (6), mark (2), life of the allowances (4); 2.. claims
-- Returns status (1: 0 too late, 1 granted, 2 denied), time (6), wait (6), claim (1), rule (1). Redis 7.0.
--#include Windows
--#include Allowances
local now = serverTime()
local deadline, life = struct.unpack('>I6', ARGV[1]), struct.unpack('>I4', ARGV[1], 9)
if deadline > 0 and now > deadline then
    return struct.pack('>BI6I6BB', 0, now, 0, 0, 0)
end
local fields, held, wait, claim, rule = look(KEYS[1], 2, now)
if wait > 0 then
    return struct.pack('>BI6I6BB', 2, now, wait, claim, rule)
end
return struct.pack('>BI6I6BB', 1, now, take(KEYS[1], 2, fields, held, string.sub(ARGV[1], 7, 8), life, now), 0, 0)
