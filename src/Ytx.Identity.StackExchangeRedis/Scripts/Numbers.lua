-- What all scripts share: numbers in strings, 6 bytes little-endian, and the server's clock in milliseconds, which alone
-- decides. By bytes, without the struct library: Garnet's gives fractions and knows nothing of more than 4 bytes.
local byte, sub, char, floor, max = string.byte, string.sub, string.char, math.floor, math.max

local function u48(text, at)
    local a, b, c, d, e, f = byte(text, $at+Number.Time)
    return a + b * 256 + c * 65536 + d * 16777216 + e * 4294967296 + f * 1099511627776
end

local function p48(number)
    local low = number % 16777216
    local a, high = low % 256, (number - low) / 16777216
    local b, d = (low - a) % 65536, high % 256
    local e = (high - d) % 65536
    return char(a, b / 256, (low - a - b) / 65536, d, e / 256, (high - d - e) / 65536)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + floor(time[2] / 1000)
local stamp = p48(now)

-- A caller gives up at the deadline, which stands first in ARGV. What runs later does nothing.
local isLate = now > u48(ARGV[1], $Call.Deadline.at)
