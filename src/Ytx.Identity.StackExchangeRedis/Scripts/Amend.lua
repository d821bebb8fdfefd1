-- What needs no leave: gives back what a call took, ends its challenge or notes the name of its call, forgets wrong tries.
-- KEYS: ledgers
-- ARGV: 1 deadline (6), mark of the request (2); 2.. edits: number of the ledger (1), name (8), and by its kind
--       for events and items nothing: the newest of the request is given back;
--       for buckets when it was taken (6), how many rules (1), and these as Begin takes them;
--       for wrong tries nothing: they are forgotten;
--       for a challenge its nonce (16), then whether it is noted (1: 1), and the name; or ends (0), and life (6) and content of
--       the one that it replaced.
-- Returns status (1: 0 too late, 1 done), time (6). Redis 7.0.
--#include Numbers
--#include Ledger
--#include Buckets
--#include Sweep
if isLate then
    return char(0) .. stamp
end
local mark, ledgers, isChanged = sub(ARGV[1], 7, 8), {}, {}
for i, key in ipairs(KEYS) do
    ledgers[i] = redis.call('GET', key) or ''
end

-- The name of a block that tells that a challenge was withdrawn, and its life, as long as any can live: ten minutes.
local function withdrawn(nonce)
    return 'w' .. sub(nonce, 1, 7) .. p48(600000)
end

-- Without the newest that the request took.
local function giveBack(events, size)
    for at = 1, #events, size do
        if sub(events, at + 6, at + 7) == mark then
            return sub(events, 1, at - 1) .. sub(events, at + size)
        end
    end
    return events
end

for i = 2, #ARGV do
    local edit = ARGV[i]
    local ledger, kind = byte(edit, 1, 2)
    local all = ledgers[ledger]
    local content, at = look(all, sub(edit, 2, 9))
    local head, changed = at and sub(all, at, at + 13), content
    if content and kind == 101 then
        changed = giveBack(content, 8)
    elseif content and kind == 105 then
        changed = giveBack(content, 16)
    elseif content and kind == 98 then
        changed = addToBuckets(content, edit, 17, byte(edit, 16), u48(edit, 10), -1)
    elseif content and kind == 103 then
        changed = ''
    elseif content and kind == 99 then
        local isSame = sub(content, 7, 22) == sub(edit, 10, 25)
        if byte(edit, 26) == 1 then
            changed = isSame and sub(content, 1, 51) .. sub(edit, 27) or content
        elseif not isSame then
            -- Replaced meanwhile: it must not come back when the later one is withdrawn.
            ledgers[ledger], isChanged[ledger] = block(withdrawn(sub(edit, 10, 25)), stamp) .. all, true
        elseif #edit > 26 and not look(all, sub(withdrawn(sub(edit, 39, 54)), 1, 8)) then
            head, changed = sub(edit, 2, 9) .. sub(edit, 27, 32), sub(edit, 33)
        else
            changed = ''
        end
    end
    if changed ~= content then
        all = without(all, sub(edit, 2, 9))
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
return char(1) .. stamp
