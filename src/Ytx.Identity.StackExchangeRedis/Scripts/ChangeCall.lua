-- Replaces what is known of a call, unless somebody has changed it since it was read. It lives no longer for that.
-- KEYS: 1 the call
-- ARGV: 1 what was read, 2 what takes its place
-- Returns 1, or 0 if it was changed or is gone. Redis 7.0.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
