-- Notes the vendor's name for the call behind a challenge, unless that has ended or been replaced.
-- KEYS: 1 challenge
-- ARGV: 1 nonce; 2 the name
-- Returns 1 if it was noted, else 0. Redis 7.0.
local challenge = redis.call('GET', KEYS[1])
if challenge and string.sub(challenge, 1, 16) == ARGV[1] then
    redis.call('SET', KEYS[1], string.sub(challenge, 1, 37) .. ARGV[2], 'KEEPTTL')
    return 1
end
return 0
