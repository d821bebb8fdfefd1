-- Takes a call from the allowances of any number of subjects, or from none, and opens a challenge or finds the one alive.
-- KEYS: ledgers, that of the challenge's user first
-- ARGV: 1 deadline (6), mark of the request (2), what becomes of the challenge (1: 0 there is none here, 1 it is told, 2 it
--       is opened);
--       2 name, life and length (8, 6, 2) of a challenge, nonce (16), verifier (16), binding (4), tries (1), the name of the
--       block that a right code ends (8, its kind in upper case, zeros for none), name of the row (8), renew below (6, ms);
--       3 limit of wrong tries;
--       4.. of each ledger life of the longest-lived block (6), number of the first claim (1), where the claims begin (2);
--       how long the next call waits where there was no ledger (6), where what it becomes there begins (1); that life in
--       digits; what it becomes there, a row of E for each event, or nothing if that must be counted; the claims of Take.lua
-- Returns status (1: 0 too late, 1 granted, 2 denied, 3 locked), time (6), wait (6, all bits set: for ever), claim (1),
--       rule (1), and of the challenge: life (6), nonce (16), tries (1), then the life and content of one that it replaced.
--       Redis 7.0.
--#include Numbers
--#include Ledger
local mode, opened, challenge, left, isSame = byte(ARGV[1], 9), ARGV[2], nil, 0, false

local function told(status, wait, claim, rule)
    local reply = char(status) .. stamp .. p48(wait) .. char(claim, rule)
    if mode == 0 then
        return reply
    elseif isSame then
        return reply .. p48(left) .. sub(challenge, 7, 22) .. sub(challenge, 43, 43)
    end
    return reply .. '\0\0\0\0\0\0' .. (challenge and sub(challenge, 7, 22) or sub(opened, 17, 32)) .. '\0'
end

if isLate then
    return told(0, 0, 0, 0)
end
local ledgers = {}
for i = 1, #KEYS do
    ledgers[i] = redis.call('GET', KEYS[i]) or ''
end
local user, place = ledgers[1], nil
if mode > 0 and user ~= '' then
    local row = look(user, sub(opened, 62, 69))
    if row then
        --#include Windows
        --#include Row
        local lock = lockOf(row, ARGV[3])
        if lock > 0 then
            return told(3, lock, 0, 0)
        end
    end
    challenge, place = look(user, sub(opened, 1, 8))
    -- An end holds in both directions: what began after now has ended, or a clock that is set back would let a code live longer.
    if challenge and u48(challenge, 1) > now then
        challenge = nil
    elseif challenge then
        left = u48(challenge, 1) + u48(user, place + 8) - now
        isSame = sub(challenge, 39, 42) == sub(opened, 49, 52)
    end
end

-- What is added to each ledger, and the rest of it. Nothing is written before everything has granted.
local event, added, rest = stamp .. sub(ARGV[1], 7, 8), {}, {}
local events, nextWait, longest, denied, denier, take = { EEEEEEEE = event }, 0, 0, 0, 0, nil
for i = 1, #KEYS do
    local all, claims, new = ledgers[i], ARGV[i + 3], ''
    local low, high = byte(claims, 8, 9)
    local first, fresh = low + high * 256, byte(claims, 16)
    if all == '' and fresh < first then
        new = string.gsub(sub(claims, fresh, first - 1), 'EEEEEEEE', events)
        nextWait = max(nextWait, u48(claims, 10))
    else
        --#include Take
        new, all = take(all, claims, first)
    end
    added[i], rest[i] = new, all
end
if longest > 0 then
    return told(2, longest, denied, denier)
end

local replaced = ''
if mode == 2 then
    local ended, head = sub(opened, 54, 61), nil
    if not (isSame and left >= u48(opened, 70) and byte(challenge, 43) > 0) then
        replaced = challenge and sub(user, place + 8, place + 13) .. challenge or ''
        head, challenge, left, isSame = sub(opened, 1, 16), stamp .. sub(opened, 17, 61), u48(opened, 9), true
    elseif ended ~= '\0\0\0\0\0\0\0\0' and sub(challenge, 44, 51) ~= ended then
        -- What this call took from, a right code ends.
        head, challenge = sub(user, place, place + 15), sub(challenge, 1, 43) .. ended .. sub(challenge, 52)
    end
    if head then
        added[1], rest[1] = added[1] .. head .. challenge, without(rest[1], sub(head, 1, 8))
    end
end
local lives = {}
for i = 1, #KEYS do
    if added[i] ~= '' then
        local claims, others = ARGV[i + 3], rest[i]
        lives[i] = sub(claims, 17, byte(claims, 16) - 1)
        if others ~= '' then
            local last
            if #others > 512 then
                --#include Sweep
                others, last = sweep(others)
            else
                last = redis.call('PTTL', KEYS[i])
            end
            lives[i] = string.format('%.0f', max(u48(claims, 1), last))
        end
        added[i] = added[i] .. others
    end
end

-- From here on only one command, which has been let through or not when the first ledger is written: all are, or none.
for i = 1, #KEYS do
    if lives[i] then
        redis.call('SET', KEYS[i], added[i], 'PX', lives[i])
    end
end
return told(1, nextWait, 0, 0) .. replaced
