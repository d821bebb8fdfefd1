-- Records a try as a wrong one, then compares; on a match the challenge is used up and the try forgiven.
-- KEYS: 1 the user's ledger
-- ARGV: 1 deadline (6), name of the challenge (8), verifier (16), mark of the number (4, zeros: forgive the whole row), and
--       name, life and length of a row of one wrong try (8, 6, 2); 2 limit of wrong tries
-- Returns status (1: 0 too late, 3 locked, 4 verified, 5 wrong, 6 missing, 7 tries used up), time (6), tries left (1),
--       wait (6, all bits set: for ever), and after a match the vendor's name for the call. Redis 7.0.
--#include Numbers
--#include Ledger
local cleared = '\0\0\0\0'

local function verdict(status, tries, wait)
    return char(status) .. stamp .. char(tries) .. (wait and p48(wait) or '\0\0\0\0\0\0')
end

if isLate then
    return verdict(0, 0)
end
local head, key = ARGV[1], KEYS[1]
local rowName, rest = sub(head, 35, 42), redis.call('GET', key) or ''
local row, rowAt = look(rest, rowName)
if rowAt then
    rest = without(rest, rowName)
end
if row then
    --#include Windows
    --#include Row
    local lock = lockOf(row, ARGV[2])
    if lock > 0 then
        return verdict(3, 0, lock)
    end
end
local challenge, at = look(rest, sub(head, 7, 14))
-- An end holds in both directions: what began after now has ended, or a clock that is set back would let a code live longer.
if not challenge or u48(challenge, 1) > now then
    return verdict(6, 0)
end
local tries = byte(challenge, 43) - 1
if tries < 0 then
    return verdict(7, 0)
end

-- On record before it is compared: where this cannot be written, the script ends here and nothing was compared.
local mark = sub(head, 31, 34)
local try = stamp .. (mark == cleared and '\1\0\0\0' or mark)
local others = without(rest, sub(head, 7, 14))
if row then
    -- Where the list is full, first goes what counts neither in a row nor in a window.
    local limit = ARGV[2]
    local windows = byte(limit, 19)
    local tried = try .. row
    if #tried > 10 * math.min(windows + u48(limit, 1), 2000) then
        local out = #tried - 9
        for spare = out, 10 * windows + 1, -10 do
            if sub(tried, spare + 6, spare + 9) == cleared then
                out = spare
                break
            end
        end
        tried = sub(tried, 1, out - 1) .. sub(tried, out + 10)
    end
    try = block(sub(head, 35, 48), tried)
else
    try = sub(head, 35, 50) .. try
end
redis.call('SET', key, try .. sub(rest, at, at + 57) .. char(tries) .. sub(challenge, 44) .. others, 'KEEPTTL')

-- Lua compares strings by identity: it takes as long wherever they differ.
if sub(challenge, 23, 38) ~= sub(head, 15, 30) then
    redis.call('PEXPIRE', key, string.format('%.0f', u48(head, 43)), 'GT')
    return verdict(5, tries)
end
local ended = sub(challenge, 44, 51)
if ended ~= '\0\0\0\0\0\0\0\0' then
    others = without(others, string.lower(sub(ended, 1, 1)) .. sub(ended, 2))
end
if row then
    -- Clears the marks of this number, or all.
    local forgiven, counts = {}, false
    for i = 1, #row, 10 do
        local of = sub(row, i + 6, i + 9)
        local isOver = of == cleared or mark == cleared or of == mark
        forgiven[#forgiven + 1] = sub(row, i, i + 5) .. (isOver and cleared or of)
        counts = counts or not isOver
    end
    local life = counts and sub(head, 43, 48) or sub(ARGV[2], 13, 18)
    --#include Sweep
    local left
    others, left = sweep(others .. block(rowName .. life, table.concat(forgiven)))
    redis.call('SET', key, others, 'PX', string.format('%.0f', left))
else
    redis.call('SET', key, others, 'KEEPTTL')
end
return verdict(4, 0) .. sub(challenge, 52)
