-- Takes a call from the allowances of any number of subjects, or from none, and opens a challenge or finds the one alive.
-- KEYS: ledgers, that of the challenge's user first
-- ARGV: 1 Begin, 2 Opening, 3 WrongCodeLimit, 4.. a Ledger for each key, all of WireFormat.cs
-- Returns Reply and BeginReply. Redis 7.0.
--#include Numbers
--#include Ledger
local mode, opened, challenge, left, isSame = byte(ARGV[1], $Begin.ChallengeUse.at), ARGV[2], nil, 0, false

local function told(status, wait, claim, rule)
    local reply = char(status) .. stamp .. p48(wait) .. char(claim, rule)
    if mode == $ChallengeUse.None then
        return reply
    elseif isSame then
        return reply .. p48(left) .. sub(challenge, $Challenge.Nonce) .. sub(challenge, $Challenge.Tries)
    end
    return reply .. $BeginReply.Life.zeros .. (challenge and sub(challenge, $Challenge.Nonce) or sub(opened, $Opening.Nonce))
        .. $BeginReply.Tries.zeros
end

if isLate then
    return told($Status.TooLate, 0, 0, 0)
end
local ledgers = {}
for i = 1, #KEYS do
    ledgers[i] = redis.call('GET', KEYS[i]) or ''
end
local user, place = ledgers[1], nil
if mode > $ChallengeUse.None and user ~= '' then
    local row = look(user, sub(opened, $Opening.WrongCodes))
    if row then
        --#include Windows
        --#include Row
        local lock = lockOf(row, ARGV[3])
        if lock > 0 then
            return told($Status.Locked, lock, 0, 0)
        end
    end
    challenge, place = look(user, sub(opened, $Opening.Name))
    -- A challenge that began after now counts as ended. Otherwise a clock that was set back would let a code live longer.
    if challenge and u48(challenge, $Challenge.Began.at) > now then
        challenge = nil
    elseif challenge then
        left = u48(challenge, $Challenge.Began.at) + u48(user, $place+Block.Life.at) - now
        isSame = sub(challenge, $Challenge.Binding) == sub(opened, $Opening.Binding)
    end
end

-- What is added to each ledger, and the rest of it. Nothing is written before everything has granted.
local event, added, rest = stamp .. sub(ARGV[1], $Begin.Mark), {}, {}
local events, nextWait, longest, denied, denier, take = { $Event.StandIn = event }, 0, 0, 0, 0, nil
for i = 1, #KEYS do
    local all, claims, new = ledgers[i], ARGV[i + 3], ''
    local low, high = byte(claims, $Ledger.ClaimsFrom)
    local first, fresh = low + high * 256, byte(claims, $Ledger.NewFrom.at)
    if all == '' and fresh < first then
        new = string.gsub(sub(claims, fresh, first - 1), '$Event.StandIn', events)
        nextWait = max(nextWait, u48(claims, $Ledger.Wait.at))
    else
        --#include Take
        new, all = take(all, claims, first)
    end
    added[i], rest[i] = new, all
end
if longest > 0 then
    return told($Status.Denied, longest, denied, denier)
end

local replaced = ''
if mode == $ChallengeUse.Opens then
    local ended, head = sub(opened, $Opening.Ended), nil
    if not (isSame and left >= u48(opened, $Opening.RenewBelow.at) and byte(challenge, $Challenge.Tries.at) > 0) then
        replaced = challenge and sub(user, $place+Block.Life) .. challenge or ''
        head, challenge, left, isSame = sub(opened, $Opening.Name.at, $Opening.Length.last),
            stamp .. sub(opened, $Opening.Nonce.at, $Opening.Ended.last), u48(opened, $Opening.Life.at), true
    elseif ended ~= $Challenge.Ended.zeros and sub(challenge, $Challenge.Ended) ~= ended then
        -- Note the block that this call took from, so that a right code ends it.
        head, challenge = sub(user, $place+Block.Name.at, $place+Block.Length.last),
            sub(challenge, 1, $Challenge.Tries.last) .. ended .. sub(challenge, $Challenge.RequestId.at)
    end
    if head then
        added[1], rest[1] = added[1] .. head .. challenge, without(rest[1], sub(head, $Block.Name))
    end
end
local lives = {}
for i = 1, #KEYS do
    if added[i] ~= '' then
        local claims, others = ARGV[i + 3], rest[i]
        lives[i] = sub(claims, $Ledger.Digits.at, byte(claims, $Ledger.NewFrom.at) - 1)
        if others ~= '' then
            local last
            if #others > 512 then
                --#include Sweep
                others, last = sweep(others)
            else
                last = redis.call('PTTL', KEYS[i])
            end
            lives[i] = string.format('%.0f', max(u48(claims, $Ledger.Life.at), last))
        end
        added[i] = added[i] .. others
    end
end

-- From here on only SET is called. If the first SET is permitted, all are, so all ledgers are written or none.
for i = 1, #KEYS do
    if lives[i] then
        redis.call('SET', KEYS[i], added[i], 'PX', lives[i])
    end
end
return told($Status.Granted, nextWait, 0, 0) .. replaced
