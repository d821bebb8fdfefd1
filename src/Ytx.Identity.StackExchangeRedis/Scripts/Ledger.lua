-- A ledger is all that is known of one subject, in one string of blocks: name (8), end (6, ms), length (2), content.
-- The first letter of a name tells the kind: 'e' events, 'i' items, 'b' buckets, 'g' wrong tries, 'c' a challenge, 'w' one
-- that was withdrawn.
-- An event is its time (6) and the mark of its request (2), oldest first; where items are counted, also the item (8).
-- An end is absolute. A block that has ended counts for nothing, and the next writing drops it.
local function read(key)
    local ledger, all = { key = key, names = {}, ends = {}, contents = {} }, redis.call('GET', key)
    local at, count = 1, 0
    while all and at < #all do
        local name, last = string.sub(all, at, at + 7), at + 15 + u16(all, at + 14)
        local ends = u48(all, at + 8)
        if ends > now then
            count = count + 1
            ledger.names[count], ledger.ends[name], ledger.contents[name] = name, ends, string.sub(all, at + 16, last)
        end
        at = last + 1
    end
    return ledger
end

local function put(ledger, name, ends, content)
    if not ledger.ends[name] then
        ledger.names[#ledger.names + 1] = name
    end
    ledger.ends[name], ledger.contents[name] = ends, content
end

local function write(ledger)
    local blocks, last = {}, 0
    for _, name in ipairs(ledger.names) do
        local content, ends = ledger.contents[name], ledger.ends[name]
        if content ~= '' and ends > now then
            blocks[#blocks + 1] = name .. p48(ends) .. p16(#content) .. content
            last = ends > last and ends or last
        end
    end
    -- An empty one too, instead of DEL: what is written after a comparison is the command that was let through before it.
    redis.call('SET', ledger.key, table.concat(blocks), 'PX', string.format('%.0f', math.max(1, last - now)))
end
