-- What Begin, Take and GiveBack share: the allowances of one subject, in one string.
-- It is the longest life of them (4 bytes, ms), then of each its name (4: 'e' for events or 'i' for items, and a hash), how
-- many events (1), and these, oldest first. An event is its time (6, ms) and the mark of its request (2); where different
-- items are counted also the item (8) and when it was used before (6, 0 if never).
-- A claim in ARGV: name (4), how many events to keep (1), for 'e' when it lapses (4, ms), for 'i' the item (8), then its
-- rules: count, window, pause (4 each, ms).
local function sizeOf(name)
    return string.byte(name) == 101 and 8 or 22
end

local function read(all)
    local lists, at = {}, 5
    while at < #all do
        local name = string.sub(all, at, at + 3)
        local size = string.byte(all, at + 4) * sizeOf(name)
        lists[name] = string.sub(all, at + 5, at + 4 + size)
        at = at + 5 + size
    end
    return lists
end

local function write(life, lists)
    local all = struct.pack('<I4', life)
    for name, events in pairs(lists) do
        if events ~= '' then
            all = all .. name .. string.char(#events / sizeOf(name)) .. events
        end
    end
    return all
end

local function find(items, item)
    for at = 9, #items, 22 do
        if string.sub(items, at, at + 7) == item then
            return at - 8
        end
    end
end

-- The longest wait among the claims from ARGV[first] on, with its claim and its rule.
local function look(lists, first, now)
    local longest, claimed, denier = 0, 0, 0
    for i = first, #ARGV do
        local claim = ARGV[i]
        local events, wait, rule = lists[string.sub(claim, 1, 4)], 0, 0
        if events and string.byte(claim) == 101 then
            wait, rule = waitOf(events, 8, claim, 10, now)
            wait = math.min(wait, (struct.unpack('<I4', claim, 6)))
        elseif events then
            local at = find(events, string.sub(claim, 6, 13))
            wait, rule = waitOf(events, 22, claim, 14, now, at and timeAt(events, at))
        end
        if wait > longest then
            longest, claimed, denier = wait, i - first, rule
        end
    end
    return longest, claimed, denier
end

-- Takes one from each claim, and says how long until the next can be taken.
local function take(lists, first, mark, now)
    local longest, stamp = 0, packTime(now) .. mark
    for i = first, #ARGV do
        local claim = ARGV[i]
        local name, keep = string.sub(claim, 1, 4), string.byte(claim, 5)
        local events, size = lists[name] or '', 8
        if string.byte(claim) == 101 then
            events = events .. stamp
        else
            local item, before = string.sub(claim, 6, 13), 0
            local at = find(events, item)
            if at then
                before = timeAt(events, at)
                events = string.sub(events, 1, at - 1) .. string.sub(events, at + 22)
            end
            size, events = 22, events .. stamp .. item .. packTime(before)
        end
        if #events > keep * size then
            events = string.sub(events, -keep * size)
        end
        if size == 8 then
            longest = math.max(longest, math.min(waitOf(events, 8, claim, 10, now), (struct.unpack('<I4', claim, 6))))
        end
        lists[name] = events
    end
    return longest
end
