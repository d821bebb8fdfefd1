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
--#include Challenge
local function verdict(status, tries, wait)
    return answer(status) .. char(tries) .. p48(wait)
end

if isLate then
    return verdict(0, 0, 0)
end
local ledger, name, rowName = read(KEYS[1]), string.sub(ARGV[1], 7, 14), string.sub(ARGV[1], 15, 22)
local challenge, row, mark = aliveIn(ledger, name), ledger.contents[rowName] or '', string.sub(ARGV[1], 39, 42)
local lock = row ~= '' and lockOf(row, ARGV[2]) or 0
if lock > 0 then
    return verdict(3, 0, lock)
elseif not challenge then
    return verdict(6, 0, 0)
end
local tries = string.byte(challenge, 43) - 1
if tries < 0 then
    return verdict(7, 0, 0)
end

-- On record before it is compared: where this cannot be written, the script ends here and nothing was compared.
put(ledger, name, ledger.ends[name], string.sub(challenge, 1, 42) .. char(tries) .. string.sub(challenge, 44))
local tried = record(row, ARGV[2], mark == cleared and '\1\0\0\0' or mark)
put(ledger, rowName, endOf(tried, ARGV[2]), tried)
write(ledger)

-- Lua compares strings by identity: it takes as long wherever they differ.
if string.sub(challenge, 17, 32) ~= string.sub(ARGV[1], 23, 38) then
    return verdict(5, tries, 0)
end
row = forgive(row, mark ~= cleared and mark or nil)
put(ledger, rowName, endOf(row, ARGV[2]), row)
put(ledger, name, now, '')
put(ledger, string.sub(challenge, 44, 51), now, '')
write(ledger)
return verdict(4, 0, 0) .. string.sub(challenge, 52)
