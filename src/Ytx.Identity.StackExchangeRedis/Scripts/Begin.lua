-- Takes a call from the allowances of any number of subjects, or from none, and opens a challenge or finds the one alive.
-- KEYS: ledgers, that of the challenge's user first
-- ARGV: 1 deadline (6), mark of the request (2), what becomes of the challenge (1: 0 there is none here, 1 it is told, 2 it
--       is opened);
--       2 names of challenge and row (8, 8), renew below (4, ms), life (4, ms), and a challenge but for its begin;
--       3 limit of wrong tries;
--       4.. claims: number of the ledger (1), name (8), what it does (1: 0 looks, 1 takes, 2 only tells how long the next one
--       waits), how many events to keep (1), with fewer than how many no rule denies (1), life of the events (6), when the
--       claim lapses (6, 0 never), for items the item (8), then rules: count (4), window (6), for buckets their width
--       instead, pause (6); of a ledger no two have one name
-- Returns status (1: 0 too late, 1 granted, 2 denied, 3 locked), time (6), wait (6, all bits set: for ever), claim (1),
--       rule (1), and of the challenge: life (4), tries (1), nonce (16), then the end (6) and content of one that it replaced.
--       Redis 7.0.
--#include Numbers
--#include Ledger
--#include Windows
--#include Row
--#include Challenge
--#include Buckets
local ledgers, mode, challenge, left, isSame = {}, byte(ARGV[1], 9), nil, 0, false

local function told(status, wait, claim, rule)
    local reply = char(status) .. stamp .. p48(wait) .. char(claim, rule)
    if mode == 0 then
        return reply
    end
    return reply .. p32(isSame and left or 0) .. char(isSame and byte(challenge, 43) or 0)
        .. (challenge and sub(challenge, 1, 16) or sub(ARGV[2], 25, 40))
end

if isLate then
    return told(0, 0, 0, 0)
end
for i, key in ipairs(KEYS) do
    ledgers[i] = read(key)
end
local user, name = ledgers[1], sub(ARGV[2], 1, 8)
if mode > 0 then
    local row = user.contents[sub(ARGV[2], 9, 16)]
    local lock = row and lockOf(row, ARGV[3]) or 0
    if lock > 0 then
        return told(3, lock, 0, 0)
    end
    challenge = alive(user.contents[name])
    if challenge then
        left, isSame = user.ends[name] - now, sub(challenge, 33, 36) == sub(ARGV[2], 57, 60)
    end
end

-- Of each item its last use, oldest first; and when this one was used last.
local function lastUses(uses, item)
    local times, seen, usedAt = {}, {}, nil
    for at = #uses - 15, 1, -16 do
        local used = sub(uses, at + 8, at + 15)
        if not seen[used] then
            seen[used] = true
            table.insert(times, 1, sub(uses, at, at + 5))
            usedAt = used == item and u48(uses, at) or usedAt
        end
    end
    return table.concat(times), usedAt
end

-- With one use more. Of each item the last three are kept, so that calls under way at once can be given back in any order.
local function used(uses, item, event, keep)
    local count, oldest = 0, 1
    for at = #uses - 15, 1, -16 do
        if sub(uses, at + 8, at + 15) == item then
            count, oldest = count + 1, at
        end
    end
    if count == 3 then
        uses = sub(uses, 1, oldest - 1) .. sub(uses, oldest + 16)
    end
    return sub(uses .. event .. item, -48 * keep)
end

-- How long a claim must wait, by which rule; and after it was taken, how long the next one.
local function waitFor(claim, events)
    local kind, fewest, wait, rule = byte(claim, 2), byte(claim, 12), 0, 0
    if kind == 98 then
        wait, rule = waitOfBuckets(events, claim)
    elseif kind == 105 and #events >= 16 * fewest then
        local times, usedAt = lastUses(events, sub(claim, 25, 32))
        wait, rule = waitOf(times, 6, claim, 33, usedAt)
    elseif kind == 101 and #events >= 8 * fewest then
        wait, rule = waitOf(events, 8, claim, 25)
    end
    if wait > 0 then
        local lapse = u48(claim, 19)
        wait = lapse > 0 and min(wait, lapse) or wait
    end
    return wait, rule
end

local longest, denied, denier = 0, 0, 0
for i = 4, #ARGV do
    local claim = ARGV[i]
    local events = ledgers[byte(claim)].contents[sub(claim, 2, 9)]
    if events and byte(claim, 10) < 2 then
        local wait, rule = waitFor(claim, events)
        if wait > longest then
            longest, denied, denier = wait, i - 4, rule
        end
    end
end
if longest > 0 then
    return told(2, longest, denied, denier)
end

local event, nextWait = stamp .. sub(ARGV[1], 7, 8), 0
for i = 4, #ARGV do
    local claim = ARGV[i]
    local at, kind = byte(claim, 1, 2)
    local ledger, listed = ledgers[at], sub(claim, 2, 9)
    local events = ledger.contents[listed]
    local use, keep = byte(claim, 10, 11)
    if use == 1 then
        local ends = max(ledger.ends[listed] or 0, now + u48(claim, 13))
        if kind == 98 then
            events = addToBuckets(events or '', claim, now, 1)
        elseif kind == 105 then
            events = used(events or '', sub(claim, 25, 32), event, keep)
        else
            events = events and sub(events .. event, -8 * keep) or event
        end
        put(ledger, listed, ends, events)
    end
    -- An item that was just used can be used again.
    if events and not (kind == 105 and use == 1) then
        nextWait = max(nextWait, (waitFor(claim, events)))
    end
end

local replaced = ''
if mode == 2 then
    local ended = sub(ARGV[2], 62, 69)
    if not (isSame and left >= u32(ARGV[2], 17) and byte(challenge, 43) > 0) then
        replaced = challenge and p48(user.ends[name]) .. challenge or ''
        challenge, left, isSame = sub(ARGV[2], 25, 60) .. stamp .. sub(ARGV[2], 61), u32(ARGV[2], 21), true
        put(user, name, now + left, challenge)
    elseif ended ~= '\0\0\0\0\0\0\0\0' and sub(challenge, 44, 51) ~= ended then
        -- What this call took from, a right code ends.
        challenge = sub(challenge, 1, 43) .. ended .. sub(challenge, 52)
        put(user, name, now + left, challenge)
    end
end
for i, key in ipairs(KEYS) do
    write(key, ledgers[i])
end
return told(1, nextWait, 0, 0) .. replaced
