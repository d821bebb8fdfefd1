-- Records a try as a wrong one, then compares; on a match the challenge is used up and the try forgiven.
-- KEYS: 1 the user's ledger
-- ARGV: 1 Verify, 2 WrongCodeLimit, both of WireFormat.cs
-- Returns Reply and VerifyReply. Redis 7.0.
--#include Numbers
--#include Ledger
local cleared = $WrongCode.Mark.zeros

local function verdict(status, tries, wait)
    return char(status) .. stamp .. char(tries) .. (wait and p48(wait) or $VerifyReply.Wait.zeros)
end

if isLate then
    return verdict($Status.TooLate, 0)
end
local head, key = ARGV[1], KEYS[1]
local rowName, rest = sub(head, $Verify.WrongCodes), redis.call('GET', key) or ''
local row, rowAt = look(rest, rowName)
if rowAt then
    rest = without(rest, rowName)
end
if row then
    --#include Windows
    --#include Row
    local lock = lockOf(row, ARGV[2])
    if lock > 0 then
        return verdict($Status.Locked, 0, lock)
    end
end
local challenge, at = look(rest, sub(head, $Verify.Challenge))
-- An end holds in both directions: what began after now has ended, or a clock that is set back would let a code live longer.
if not challenge or u48(challenge, $Challenge.Began.at) > now then
    return verdict($Status.Missing, 0)
end
local tries = byte(challenge, $Challenge.Tries.at) - 1
if tries < 0 then
    return verdict($Status.TriesUsedUp, 0)
end

-- On record before it is compared: where this cannot be written, the script ends here and nothing was compared.
local mark = sub(head, $Verify.Mark)
local try = stamp .. (mark == cleared and $WrongCode.Mark.one or mark)
local others = without(rest, sub(head, $Verify.Challenge))
if row then
    -- Where the list is full, first goes what counts neither in a row nor in a window.
    local limit = ARGV[2]
    local windows = byte(limit, $WrongCodeLimit.Keep.at)
    local tried = try .. row
    if #tried > $WrongCode.size * math.min(windows + u48(limit, $WrongCodeLimit.InARow.at), 2000) then
        local out = #tried - $WrongCode.reach
        for spare = out, $WrongCode.size * windows + 1, -$WrongCode.size do
            if sub(tried, $spare+WrongCode.Mark) == cleared then
                out = spare
                break
            end
        end
        tried = sub(tried, 1, out - 1) .. sub(tried, out + $WrongCode.size)
    end
    try = block(sub(head, $Verify.WrongCodes.at, $Verify.Life.last), tried)
else
    try = sub(head, $Verify.WrongCodes.at, $Verify.Length.last) .. try
end
redis.call('SET', key, try .. sub(rest, $at+Block.Name.at, $at+Block.Content+Challenge.Binding.last) .. char(tries)
    .. sub(challenge, $Challenge.Ended.at) .. others, 'KEEPTTL')

-- Lua compares strings by identity: it takes as long wherever they differ.
if sub(challenge, $Challenge.Verifier) ~= sub(head, $Verify.Verifier) then
    redis.call('PEXPIRE', key, string.format('%.0f', u48(head, $Verify.Life.at)), 'GT')
    return verdict($Status.Wrong, tries)
end
local ended = sub(challenge, $Challenge.Ended)
if ended ~= $Challenge.Ended.zeros then
    others = without(others, string.lower(sub(ended, $Name.Kind)) .. sub(ended, $Name.Hash.at))
end
if row then
    -- Clears the marks of this number, or all.
    local forgiven, counts = {}, false
    for i = 1, #row, $WrongCode.size do
        local of = sub(row, $i+WrongCode.Mark)
        local isOver = of == cleared or mark == cleared or of == mark
        forgiven[#forgiven + 1] = sub(row, $i+WrongCode.Time) .. (isOver and cleared or of)
        counts = counts or not isOver
    end
    local life = counts and sub(head, $Verify.Life) or sub(ARGV[2], $WrongCodeLimit.ClearedLife)
    --#include Sweep
    local left
    others, left = sweep(others .. block(rowName .. life, table.concat(forgiven)))
    redis.call('SET', key, others, 'PX', string.format('%.0f', left))
else
    redis.call('SET', key, others, 'KEEPTTL')
end
return verdict($Status.Verified, 0) .. sub(challenge, $Challenge.RequestId.at)
