-- An allowance whose count is too large to keep every time, such as the application's: 61 buckets, one more than a
-- window has, so that it never grants more than the rule. A key is the newest bucket (6 bytes), the total (4), and the
-- buckets' counts (4 each), newest first.
-- KEYS: one for each rule
-- ARGV: 1 deadline (6), and when what is given back was taken (6), or 0 to take; 2.. of each rule count and width of a
--       bucket (4 each, ms)
-- Returns status (1: 0 too late, 1 granted, 2 denied), time (6), wait (4), claim (1, always 0), rule (1). Redis 7.0.
--#include Clock
local now = serverTime()
local deadline, takenAt = timeAt(ARGV[1], 1), timeAt(ARGV[1], 7)
if deadline > 0 and now > deadline then
    return answer(0, now, 0, 0, 0)
end

if takenAt == 0 and #KEYS == 1 then
    -- Most calls fall into the newest bucket while there is room: then its start is all that changes.
    local start, limit, width = redis.call('GETRANGE', KEYS[1], '0', '13'), struct.unpack('<I4I4', ARGV[2])
    if start ~= '' then
        local newest, total, count = timeAt(start, 1), struct.unpack('<I4I4', start, 7)
        if newest == math.floor(now / width) and total < limit then
            redis.call('SETRANGE', KEYS[1], '0', packTime(newest) .. struct.pack('<I4I4', total + 1, count + 1))
            return answer(1, now, 0, 0, 0)
        end
    end
end

local function add(all, back, amount)
    local at = 1 + 4 * back
    local count = struct.unpack('<I4', all, at) + amount
    return string.sub(all, 1, at - 1) .. struct.pack('<I4', count) .. string.sub(all, at + 4)
end

local longest, denier, windows = 0, 0, {}
for i, key in ipairs(KEYS) do
    local limit, width = struct.unpack('<I4I4', ARGV[i + 1])
    local bucket, newest, total, all = math.floor(now / width), 0, 0, redis.call('GET', key)
    if all then
        newest, total = timeAt(all, 1), struct.unpack('<I4', all, 7)
        all = string.sub(all, 11)
    else
        newest, all = bucket, string.rep('\0', 244)
    end
    if bucket > newest then
        local gone = 4 * math.min(61, bucket - newest)
        for at = 245 - gone, 241, 4 do
            total = total - struct.unpack('<I4', all, at)
        end
        newest, all = bucket, string.rep('\0', gone) .. string.sub(all, 1, 244 - gone)
    end
    if total >= limit then
        -- Room comes when enough of the oldest buckets have left the window.
        local over, back = total - limit + 1, 60
        while back >= 0 do
            over = over - struct.unpack('<I4', all, 1 + 4 * back)
            if over <= 0 then
                break
            end
            back = back - 1
        end
        local wait = (newest - back + 61) * width - now
        if wait > longest then
            longest, denier = wait, i - 1
        end
    end
    windows[i] = { newest, total, all, width }
end

if takenAt == 0 and longest > 0 then
    return answer(2, now, longest, 0, denier)
end
for i, key in ipairs(KEYS) do
    local newest, total, all, width = unpack(windows[i])
    local back, amount = 0, 1
    if takenAt > 0 then
        back, amount = math.max(0, newest - math.floor(takenAt / width)), -1
    end
    if back <= 60 and (amount > 0 or struct.unpack('<I4', all, 1 + 4 * back) > 0) then
        redis.call('SET', key, packTime(newest) .. struct.pack('<I4', total + amount) .. add(all, back, amount), 'PX', 62 * width)
    end
end
return answer(1, now, 0, 0, 0)
