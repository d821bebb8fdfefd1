-- Records a try as a wrong one, then compares; on a match the challenge is used up and the try forgiven.
-- KEYS: 1 the user's ledger
-- ARGV: 1 deadline (6), names of challenge and row (8, 8), verifier (16), mark of the number (4, zeros: forgive the whole
--       row); 2 limit of wrong tries
-- Returns status (1: 0 too late, 3 locked, 4 verified, 5 wrong, 6 missing, 7 tries used up), time (6), tries left (1),
--       wait (6, all bits set: for ever), and after a match the vendor's name for the call. Redis 7.0.
--#include Numbers
--#include Ledger
--#include Windows
--#include Row
--#include Tries
--#include Challenge
local function verdict(status, tries, wait)
    return char(status) .. stamp .. char(tries) .. p48(wait)
end

-- Two blocks of a ledger, and the others as they stand, with the end of the last of these. What has ended is left out.
local function split(all, one, other)
    local first, second, rest, last, at = nil, nil, '', now, 1
    while at < #all do
        local low, high = byte(all, at + 14, at + 15)
        local name, ends, stop = sub(all, at, at + 7), u48(all, at + 8), at + 15 + low + high * 256
        if ends > now then
            if name == one then
                first = sub(all, at, stop)
            elseif name == other then
                second = sub(all, at + 16, stop)
            else
                rest, last = rest .. sub(all, at, stop), max(last, ends)
            end
        end
        at = stop + 1
    end
    return first, second, rest, last
end

if isLate then
    return verdict(0, 0, 0)
end
local name, rowName, mark = sub(ARGV[1], 7, 14), sub(ARGV[1], 15, 22), sub(ARGV[1], 39, 42)
local block, row, rest, last = split(redis.call('GET', KEYS[1]) or '', name, rowName)
local lock = row and lockOf(row, ARGV[2]) or 0
local challenge = alive(block and sub(block, 17))
if lock > 0 then
    return verdict(3, 0, lock)
elseif not challenge then
    return verdict(6, 0, 0)
end
local tries = byte(challenge, 43) - 1
if tries < 0 then
    return verdict(7, 0, 0)
end

-- On record before it is compared: where this cannot be written, the script ends here and nothing was compared.
local tried = record(row or '', ARGV[2], mark == cleared and '\1\0\0\0' or mark)
local ends = endOf(tried, ARGV[2])
set(KEYS[1], append(rest .. sub(block, 1, 58) .. char(tries) .. sub(block, 60), rowName, ends, tried),
    max(last, u48(block, 9), ends))

-- Lua compares strings by identity: it takes as long wherever they differ.
if sub(challenge, 17, 32) ~= sub(ARGV[1], 23, 38) then
    return verdict(5, tries, 0)
end
local _
_, _, rest, last = split(rest, sub(challenge, 44, 51), '')
if row then
    row = forgive(row, mark ~= cleared and mark or nil)
    ends = endOf(row, ARGV[2])
    if ends > now then
        rest, last = append(rest, rowName, ends, row), max(last, ends)
    end
end
set(KEYS[1], rest, last)
return verdict(4, 0, 0) .. sub(challenge, 52)
