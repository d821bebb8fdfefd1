-- What all scripts share: numbers in strings, little-endian, and the server's clock in milliseconds, which alone decides.
-- By bytes, without the struct library: Garnet's gives fractions and knows nothing of more than 4 bytes.
local byte, sub, char, floor, max, min = string.byte, string.sub, string.char, math.floor, math.max, math.min

local function u32(text, at)
    local a, b, c, d = byte(text, at, at + 3)
    return a + b * 256 + c * 65536 + d * 16777216
end

local function u48(text, at)
    local a, b, c, d, e, f = byte(text, at, at + 5)
    return a + b * 256 + c * 65536 + d * 16777216 + e * 4294967296 + f * 1099511627776
end

local function p32(number)
    local a = number % 256
    local b = (number - a) % 65536
    local c = (number - a - b) % 16777216
    return char(a, b / 256, c / 65536, (number - a - b - c) / 16777216)
end

local function p48(number)
    local low = number % 16777216
    local a, high = low % 256, (number - low) / 16777216
    local b, d = (low - a) % 65536, high % 256
    local e = (high - d) % 65536
    return char(a, b / 256, (low - a - b) / 65536, d, e / 256, (high - d - e) / 65536)
end

local time, forever = redis.call('TIME'), 281474976710655
local now = time[1] * 1000 + floor(time[2] / 1000)
local stamp = p48(now)

-- A caller gives up at the deadline, which stands first in ARGV. What runs later does nothing.
local isLate = now > u48(ARGV[1], 1)
