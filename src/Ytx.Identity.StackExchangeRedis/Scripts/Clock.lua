-- What all share that deal in time: the server's clock decides, in milliseconds. A time takes 6 bytes, in two numbers,
-- since Garnet's struct knows none of more than 4. All numbers are little-endian.
local function serverTime()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function packTime(time)
    return struct.pack('<I4I2', time % 4294967296, math.floor(time / 4294967296))
end

local function timeAt(all, at)
    local low, high = struct.unpack('<I4I2', all, at)
    return low + high * 4294967296
end

-- How all answer that take.
local function answer(status, now, wait, claim, rule)
    return struct.pack('<BI4I2I4BB', status, now % 4294967296, math.floor(now / 4294967296), wait, claim, rule)
end
