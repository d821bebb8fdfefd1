-- Takes a call from the allowances of any number of subjects, or from none, and opens a challenge or finds the one alive.
-- KEYS: ledgers, that of the challenge's user first
-- ARGV: 1 deadline (6), mark of the request (2), what becomes of the challenge (1: 0 there is none here, 1 it is told, 2 it
--       is opened);
--       2 names of challenge and row (8, 8), renew below (4, ms), life (4, ms), and a challenge but for its begin;
--       3 limit of wrong tries;
--       4.. claims: number of the ledger (1), name (8), what it does (1: 0 looks, 1 takes, 2 only tells how long the next one
--       waits), how many events to keep (1), life of the events (6), when the claim lapses (6, 0 never), for items the item
--       (8), then rules: count (4), window (6), for buckets their width instead, pause (6)
-- Returns status (1: 0 too late, 1 granted, 2 denied, 3 locked), time (6), wait (6, all bits set: for ever), claim (1),
--       rule (1), and of the challenge: life (4), tries (1), nonce (16), then the end (6) and content of one that it replaced.
--       Redis 7.0.
--#include Numbers
--#include Ledger
--#include Windows
--#include Row
--#include Challenge
--#include Buckets
local function reply(status, wait, claim, rule)
    return answer(status) .. p48(wait) .. char(claim, rule)
end

if isLate then
    return reply(0, 0, 0, 0)
end
local ledgers, dirty, mode = {}, {}, string.byte(ARGV[1], 9)
for i, key in ipairs(KEYS) do
    ledgers[i] = read(key)
end
local user, name, fresh = ledgers[1], string.sub(ARGV[2], 1, 8), string.sub(ARGV[2], 25)
local challenge, left = nil, 0
if mode > 0 then
    local row = user.contents[string.sub(ARGV[2], 9, 16)]
    local lock = row and lockOf(row, ARGV[3]) or 0
    if lock > 0 then
        return reply(3, lock, 0, 0)
    end
    challenge = aliveIn(user, name)
    left = challenge and user.ends[name] - now or 0
end
local same = challenge and string.sub(challenge, 33, 36) == string.sub(fresh, 33, 36)

local function told(status, wait, claim, rule)
    if mode == 0 then
        return reply(status, wait, claim, rule)
    end
    return reply(status, wait, claim, rule) .. p32(same and left or 0) .. char(same and string.byte(challenge, 43) or 0)
        .. string.sub(challenge or fresh, 1, 16)
end

-- Of each item its last use, oldest first; and when this one was used last.
local function lastUses(uses, item)
    local times, seen, usedAt = {}, {}, nil
    for at = #uses - 15, 1, -16 do
        local used = string.sub(uses, at + 8, at + 15)
        if not seen[used] then
            seen[used] = true
            table.insert(times, 1, string.sub(uses, at, at + 5))
            usedAt = used == item and u48(uses, at) or usedAt
        end
    end
    return table.concat(times), usedAt
end

-- With one use more. Of each item the last three are kept, so that calls under way at once can be given back in any order.
local function use(uses, item, stamp, keep)
    local count, oldest = 0, 1
    for at = #uses - 15, 1, -16 do
        if string.sub(uses, at + 8, at + 15) == item then
            count, oldest = count + 1, at
        end
    end
    if count == 3 then
        uses = string.sub(uses, 1, oldest - 1) .. string.sub(uses, oldest + 16)
    end
    return string.sub(uses .. stamp .. item, -48 * keep)
end

-- How long a claim must wait, by which rule; and after it was taken, how long the next one.
local function waitFor(claim, events)
    local kind, lapse, wait, rule = string.byte(claim, 2), u48(claim, 18), 0, 0
    if kind == 105 then
        local times, usedAt = lastUses(events, string.sub(claim, 24, 31))
        wait, rule = waitOf(times, 6, claim, 32, usedAt)
    elseif kind == 98 then
        wait, rule = waitOfBuckets(events, claim)
    else
        wait, rule = waitOf(events, 8, claim, 24)
    end
    return lapse > 0 and math.min(wait, lapse) or wait, rule
end

local longest, denied, denier = 0, 0, 0
for i = 4, #ARGV do
    local claim = ARGV[i]
    local events = ledgers[string.byte(claim)].contents[string.sub(claim, 2, 9)]
    if events and string.byte(claim, 10) < 2 then
        local wait, rule = waitFor(claim, events)
        if wait > longest then
            longest, denied, denier = wait, i - 4, rule
        end
    end
end
if longest > 0 then
    return told(2, longest, denied, denier)
end

local stamp, nextWait = p48(now) .. string.sub(ARGV[1], 7, 8), 0
for i = 4, #ARGV do
    local claim = ARGV[i]
    local at, listed, kind = string.byte(claim), string.sub(claim, 2, 9), string.byte(claim, 2)
    local ledger = ledgers[at]
    local events = ledger.contents[listed] or ''
    if string.byte(claim, 10) == 1 then
        local keep = string.byte(claim, 11)
        if kind == 105 then
            events = use(events, string.sub(claim, 24, 31), stamp, keep)
        elseif kind == 98 then
            events = addToBuckets(events, claim, 24, now, 1)
        else
            events = string.sub(events .. stamp, -8 * keep)
        end
        dirty[at] = true
        put(ledger, listed, math.max(ledger.ends[listed] or 0, now + u48(claim, 12)), events)
    end
    if events ~= '' then
        nextWait = math.max(nextWait, (waitFor(claim, events)))
    end
end

local replaced = ''
if mode == 2 and not (same and left >= u32(ARGV[2], 17) and string.byte(challenge, 43) > 0) then
    replaced = challenge and p48(user.ends[name]) .. challenge or ''
    challenge, left, same, dirty[1] =
        string.sub(fresh, 1, 36) .. p48(now) .. string.sub(fresh, 37), u32(ARGV[2], 21), true, true
    put(user, name, now + left, challenge)
end
local ended = string.sub(fresh, 38, 45)
if mode == 2 and replaced == '' and ended ~= '\0\0\0\0\0\0\0\0' and string.sub(challenge, 44, 51) ~= ended then
    -- What this call took from, a right code ends.
    challenge, dirty[1] = string.sub(challenge, 1, 43) .. ended .. string.sub(challenge, 52), true
    put(user, name, user.ends[name], challenge)
end
for i, ledger in ipairs(ledgers) do
    if dirty[i] then
        write(ledger)
    end
end
return told(1, nextWait, 0, 0) .. replaced
