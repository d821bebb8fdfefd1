-- Takes a call from the allowances of any number of subjects, or from none, and opens a challenge or finds the one alive.
-- KEYS: ledgers, that of the challenge's user first
-- ARGV: 1 deadline (6), mark of the request (2), what becomes of the challenge (1: 0 there is none here, 1 it is told, 2 it
--       is opened);
--       2 names of challenge and row (8, 8), renew below (4, ms), life (4, ms), and a challenge but for its begin;
--       3 limit of wrong tries;
--       4.. claims: number of the ledger (1), name (8), whether it takes or only looks (1), how many events to keep (1), life
--       of the events (6), when the claim lapses (6, 0 never), for items the item (8), then rules: count (4), window (6),
--       for buckets their width instead, pause (6)
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

local function find(items, item)
    for at = 9, #items, 22 do
        if string.sub(items, at, at + 7) == item then
            return at - 8
        end
    end
end

-- How long a claim must wait, by which rule; and after it was taken, how long the next one.
local function waitFor(claim, events)
    local kind, lapse, wait, rule = string.byte(claim, 2), u48(claim, 18), 0, 0
    if kind == 105 then
        local at = find(events, string.sub(claim, 24, 31))
        wait, rule = waitOf(events, 22, claim, 32, at and u48(events, at))
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
    if events then
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
    if string.byte(claim, 10) == 1 then
        local ledger = ledgers[at]
        local events, keep = ledger.contents[listed] or '', string.byte(claim, 11)
        if kind == 105 then
            local item, before = string.sub(claim, 24, 31), 0
            local used = find(events, item)
            if used then
                before = u48(events, used)
                events = string.sub(events, 1, used - 1) .. string.sub(events, used + 22)
            end
            events = string.sub(events .. stamp .. item .. p48(before), -22 * keep)
        elseif kind == 98 then
            events = addToBuckets(events, claim, 24, now, 1)
        else
            events = string.sub(events .. stamp, -8 * keep)
        end
        dirty[at] = true
        put(ledger, listed, math.max(ledger.ends[listed] or 0, now + u48(claim, 12)), events)
        -- An item that was used can always be used again.
        nextWait = kind == 105 and nextWait or math.max(nextWait, (waitFor(claim, events)))
    end
end

local replaced = ''
if mode == 2 and not (same and left >= u32(ARGV[2], 17) and string.byte(challenge, 43) > 0) then
    replaced = challenge and p48(user.ends[name]) .. challenge or ''
    challenge, left, same, dirty[1] =
        string.sub(fresh, 1, 36) .. p48(now) .. string.sub(fresh, 37), u32(ARGV[2], 21), true, true
    put(user, name, now + left, challenge)
end
for i, ledger in ipairs(ledgers) do
    if dirty[i] then
        write(ledger)
    end
end
return told(1, nextWait, 0, 0) .. replaced
