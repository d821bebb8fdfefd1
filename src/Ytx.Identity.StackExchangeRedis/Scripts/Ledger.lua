-- A ledger is all that is known of one subject, in one string of blocks: name (8), end (6, ms), length (2), content.
-- The first letter of a name tells the kind: 'e' events, 'i' items, 'b' buckets, 'g' wrong tries, 'c' a challenge, 'w' one
-- that was withdrawn.
-- An event is its time (6) and the mark of its request (2), oldest first; where items are counted, also the item (8).
-- An end is absolute. A block that has ended counts for nothing, and the next writing drops it.
local function append(blocks, name, ends, content)
    local size = #content
    local low = size % 256
    return blocks .. name .. p48(ends) .. char(low, (size - low) / 256) .. content
end

-- Writes blocks, of which the last ends then. None too, instead of DEL: what is written after a comparison is the command
-- that was let through before it.
local function set(key, blocks, last)
    redis.call('SET', key, blocks, 'PX', string.format('%.0f', max(1, last - now)))
end

-- Most ledgers are asked for before there is anything in them: so they share one empty table, and what is put where nothing
-- was is joined to a string, not looked up again.
local nothing = {}

local function read(key)
    local all, contents, ends, at = redis.call('GET', key) or '', nothing, nothing, 1
    if all ~= '' then
        contents, ends = {}, {}
    end
    while at < #all do
        local low, high = byte(all, at + 14, at + 15)
        local name, last, stop = sub(all, at, at + 7), u48(all, at + 8), at + 15 + low + high * 256
        if last > now then
            contents[name], ends[name] = sub(all, at + 16, stop), last
        end
        at = stop + 1
    end
    return { contents = contents, ends = ends, new = '', last = now }
end

-- Puts a block into a ledger, in the place of its like; an empty one only takes that out.
local function put(ledger, name, ends, content)
    if ledger.ends[name] then
        ledger.ends[name], ledger.isChanged = nil, true
    end
    if content ~= '' then
        ledger.new, ledger.last = append(ledger.new, name, ends, content), max(ledger.last, ends)
    end
end

local function write(key, ledger)
    local blocks, last = ledger.new, ledger.last
    if blocks ~= '' or ledger.isChanged then
        for name, ends in pairs(ledger.ends) do
            blocks, last = append(blocks, name, ends, ledger.contents[name]), max(last, ends)
        end
        set(key, blocks, last)
    end
end
