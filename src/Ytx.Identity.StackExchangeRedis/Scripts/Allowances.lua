-- What Begin and Take share: the allowances of one subject.
-- A hash holds, for each allowance, its newest events, oldest first. An event is its time (6 bytes, ms) and the mark of
-- its request (2); where different items are counted also the item (8) and when it was used before (6, 0 if never).
-- A claim in ARGV: field (4: 'e' for events or 'i' for items, and a hash of the name), how many events to keep (1),
-- for 'e' when it lapses (4, ms), for 'i' the item (8), then its rules: count, window, pause (4 each, ms).
local function find(items, item)
    for at = 9, #items, 22 do
        if string.sub(items, at, at + 7) == item then
            return at - 8
        end
    end
end

-- What the claims from ARGV[first] on hold, and the longest wait among them with its claim and its rule.
local function look(hash, first, now)
    local fields = {}
    for i = first, #ARGV do
        fields[i - first + 1] = string.sub(ARGV[i], 1, 4)
    end
    if #fields == 0 then
        return fields, {}, 0, 0, 0
    end
    local held, longest, claimed, denier = redis.call('HMGET', hash, unpack(fields)), 0, 0, 0
    for i, events in ipairs(held) do
        local claim, wait, rule = ARGV[first + i - 1], 0, 0
        if not events then
            held[i] = ''
        elseif string.byte(claim) == 101 then
            wait, rule = waitOf(events, 8, claim, 10, now)
            wait = math.min(wait, (struct.unpack('>I4', claim, 6)))
        else
            local at = find(events, string.sub(claim, 6, 13))
            wait, rule = waitOf(events, 22, claim, 14, now, at and struct.unpack('>I6', events, at))
        end
        if wait > longest then
            longest, claimed, denier = wait, i - 1, rule
        end
    end
    return fields, held, longest, claimed, denier
end

-- Takes one from each claim, and says how long until the next can be taken.
local function take(hash, first, fields, held, mark, life, now)
    local values, longest = {}, 0
    for i, events in ipairs(held) do
        local claim, size, wait = ARGV[first + i - 1], 8, 0
        local keep = string.byte(claim, 5)
        if string.byte(claim) == 101 then
            events = events .. struct.pack('>I6', now) .. mark
        else
            local item, before = string.sub(claim, 6, 13), 0
            local at = find(events, item)
            if at then
                before = struct.unpack('>I6', events, at)
                events = string.sub(events, 1, at - 1) .. string.sub(events, at + 22)
            end
            size = 22
            events = events .. struct.pack('>I6', now) .. mark .. item .. struct.pack('>I6', before)
        end
        if #events > keep * size then
            events = string.sub(events, -keep * size)
        end
        if size == 8 then
            wait = math.min(waitOf(events, 8, claim, 10, now), (struct.unpack('>I4', claim, 6)))
        end
        longest = math.max(longest, wait)
        values[2 * i - 1], values[2 * i] = fields[i], events
    end
    if #values > 0 then
        redis.call('HSET', hash, unpack(values))
        -- The longest life wins; GT alone would leave a new key without any.
        if redis.call('PEXPIRE', hash, life, 'NX') == 0 then
            redis.call('PEXPIRE', hash, life, 'GT')
        end
    end
    return longest
end
