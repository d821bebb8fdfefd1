-- What all scripts share: numbers in strings, little-endian, and the server's clock in milliseconds, which alone decides.
-- By bytes, without the struct library: Garnet's gives fractions and knows nothing of more than 4 bytes.
local function u16(text, at)
    local a, b = string.byte(text, at, at + 1)
    return a + b * 256
end

local function u32(text, at)
    local a, b, c, d = string.byte(text, at, at + 3)
    return a + b * 256 + c * 65536 + d * 16777216
end

local function u48(text, at)
    local a, b, c, d, e, f = string.byte(text, at, at + 5)
    return a + b * 256 + c * 65536 + d * 16777216 + e * 4294967296 + f * 1099511627776
end

local floor, char = math.floor, string.char

local function p16(number)
    return char(number % 256, floor(number / 256))
end

local function p32(number)
    return char(number % 256, floor(number / 256) % 256, floor(number / 65536) % 256, floor(number / 16777216))
end

local function p48(number)
    return char(number % 256, floor(number / 256) % 256, floor(number / 65536) % 256, floor(number / 16777216) % 256,
        floor(number / 4294967296) % 256, floor(number / 1099511627776))
end

local time, forever = redis.call('TIME'), 281474976710655
local now = time[1] * 1000 + floor(time[2] / 1000)

-- A caller gives up at the deadline, which stands first in ARGV. What runs later does nothing.
local isLate = now > u48(ARGV[1], 1)

-- How every answer begins: status (1), the time (6).
local function answer(status)
    return char(status) .. p48(now)
end
