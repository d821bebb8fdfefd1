-- What always may be done: gives back what a call took, ends its challenge or records its call, forgets wrong codes.
-- KEYS: ledgers
-- ARGV: 1 Amend, 2.. each an Edit, which goes on as BucketEdit or ChallengeEdit if its block is of that kind, all of WireFormat.cs
-- Returns Reply. Redis 7.0.
--#include Numbers
--#include Ledger
--#include Buckets
--#include Sweep
if isLate then
    return char($Status.TooLate) .. stamp
end
local mark, ledgers, isChanged = sub(ARGV[1], $Amend.Mark), {}, {}
for i, key in ipairs(KEYS) do
    ledgers[i] = redis.call('GET', key) or ''
end

-- The name of a block that tells that a challenge was withdrawn, and its life, as long as any can live: ten minutes.
local function withdrawn(nonce)
    return '$Kind.Withdrawn.letter' .. sub(nonce, 1, $Name.Hash.size) .. p48(600000)
end

-- Without the newest that the request took.
local function giveBack(events, size)
    for at = 1, #events, size do
        if sub(events, $at+Event.Mark) == mark then
            return sub(events, 1, at - 1) .. sub(events, at + size)
        end
    end
    return events
end

for i = 2, #ARGV do
    local edit = ARGV[i]
    local ledger, kind = byte(edit, $Edit.Ledger.at, $Edit.Name+Name.Kind.last)
    local all = ledgers[ledger]
    local content, at = look(all, sub(edit, $Edit.Name))
    local head, changed = at and sub(all, $at+Block.Name.at, $at+Block.Life.last), content
    if content and kind == $Kind.Events then
        changed = giveBack(content, $Event.size)
    elseif content and kind == $Kind.Items then
        changed = giveBack(content, $ItemUse.size)
    elseif content and kind == $Kind.Buckets then
        changed = addToBuckets(
            content, edit, $BucketEdit.Rules.at, byte(edit, $BucketEdit.Many.at), u48(edit, $BucketEdit.TakenAt.at), -1)
    elseif content and kind == $Kind.WrongCodes then
        changed = ''
    elseif content and kind == $Kind.Challenge then
        local isSame = sub(content, $Challenge.Nonce) == sub(edit, $ChallengeEdit.Nonce)
        if byte(edit, $ChallengeEdit.IsRecorded.at) == 1 then
            changed = isSame and sub(content, 1, $Challenge.Ended.last) .. sub(edit, $ChallengeEdit.RequestId.at) or content
        elseif not isSame then
            -- Replaced meanwhile: it must not come back when the later one is withdrawn.
            ledgers[ledger], isChanged[ledger] = block(withdrawn(sub(edit, $ChallengeEdit.Nonce)), stamp) .. all, true
        elseif #edit > $ChallengeEdit.IsRecorded.last
            and not look(all, sub(withdrawn(sub(edit, $ChallengeEdit.Replaced+Challenge.Nonce)), $Block.Name)) then
            head, changed = sub(edit, $Edit.Name) .. sub(edit, $ChallengeEdit.ReplacedLife), sub(edit, $ChallengeEdit.Replaced.at)
        else
            changed = ''
        end
    end
    if changed ~= content then
        all = without(all, sub(edit, $Edit.Name))
        ledgers[ledger], isChanged[ledger] = changed == '' and all or block(head, changed) .. all, true
    end
end
for i, key in ipairs(KEYS) do
    if isChanged[i] then
        -- None too, instead of DEL, so that one command is enough.
        local all, last = sweep(ledgers[i])
        redis.call('SET', key, all, 'PX', string.format('%.0f', last))
    end
end
return char($Status.Granted) .. stamp
