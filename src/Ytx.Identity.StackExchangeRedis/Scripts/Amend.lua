-- What needs no leave: gives back what a call took, ends its challenge or notes the name of its call, forgets wrong tries.
-- KEYS: ledgers
-- ARGV: 1 deadline (6), mark of the request (2); 2.. edits: number of the ledger (1), name (8), and by its kind
--       for events and items nothing: the newest of the request is given back;
--       for buckets when it was taken (6) and 9 bytes to skip, then rules as Begin takes them;
--       for wrong tries nothing: they are forgotten;
--       for a challenge its nonce (16), then whether it is noted (1: 1), and the name; or ends (0), and the end (6) and content
--       of the one that it replaced.
-- Returns status (1: 0 too late, 1 done), time (6). Redis 7.0.
--#include Numbers
--#include Ledger
--#include Buckets
if isLate then
    return char(0) .. stamp
end
local mark, ledgers = sub(ARGV[1], 7, 8), {}
for i, key in ipairs(KEYS) do
    ledgers[i] = read(key)
end

-- The name of a block that tells that a challenge was withdrawn, for as long as any can live.
local longestLife = 600000
local function withdrawn(nonce)
    return 'w' .. sub(nonce, 1, 7)
end

-- Without the newest that the request took.
local function giveBack(events, size)
    for at = #events - size + 1, 1, -size do
        if sub(events, at + 6, at + 7) == mark then
            return sub(events, 1, at - 1) .. sub(events, at + size)
        end
    end
    return events
end

for i = 2, #ARGV do
    local edit = ARGV[i]
    local at, name, kind = byte(edit), sub(edit, 2, 9), byte(edit, 2)
    local ledger = ledgers[at]
    local content, ends, changed = ledger.contents[name], ledger.ends[name], nil
    if content and kind == 101 then
        changed = giveBack(content, 8)
    elseif content and kind == 105 then
        changed = giveBack(content, 16)
    elseif content and kind == 98 then
        changed = addToBuckets(content, edit, u48(edit, 10), -1)
    elseif content and kind == 103 then
        changed = ''
    elseif content and kind == 99 then
        local isSame = sub(content, 1, 16) == sub(edit, 10, 25)
        if byte(edit, 26) == 1 then
            changed = isSame and sub(content, 1, 51) .. sub(edit, 27)
        elseif not isSame then
            -- Replaced meanwhile: it must not come back when the later one is withdrawn.
            put(ledger, withdrawn(sub(edit, 10, 25)), now + longestLife, '\1')
        elseif #edit > 26 and not ledger.contents[withdrawn(sub(edit, 33, 48))] then
            changed, ends = sub(edit, 33), u48(edit, 27)
        else
            changed = ''
        end
    end
    if changed and changed ~= content then
        put(ledger, name, ends, changed)
    end
end
for i, key in ipairs(KEYS) do
    write(key, ledgers[i])
end
return char(1) .. stamp
