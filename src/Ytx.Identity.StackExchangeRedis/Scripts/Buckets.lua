-- Counts too large to keep every time, such as the application's: of each rule the newest bucket (6), the total (4), and 61
-- counts (4 each), newest first. That is one more than a window has, so that it never grants more than the rule.
local bucketsSize = 254

-- One rule's newest bucket, total and counts, moved on to now.
local function bucketsOf(all, rule, width)
    local start, bucket = rule * bucketsSize + 1, floor(now / width)
    if #all < start then
        return bucket, 0, string.rep('\0', 244)
    end
    local newest, total, counts = u48(all, start), u32(all, start + 6), string.sub(all, start + 10, start + 253)
    if bucket > newest then
        local gone = 4 * math.min(61, bucket - newest)
        for at = 245 - gone, 241, 4 do
            total = total - u32(counts, at)
        end
        newest, counts = bucket, string.rep('\0', gone) .. string.sub(counts, 1, 244 - gone)
    end
    return newest, total, counts
end

local function waitOfBuckets(all, claim)
    local longest, denier = 0, 0
    for at = 24, #claim, 16 do
        local limit, width = u32(claim, at), u48(claim, at + 4)
        local newest, total, counts = bucketsOf(all, (at - 24) / 16, width)
        if total >= limit then
            -- Room comes when enough of the oldest buckets have left the window.
            local over, back = total - limit + 1, 60
            while back > 0 do
                over = over - u32(counts, 1 + 4 * back)
                if over <= 0 then
                    break
                end
                back = back - 1
            end
            local wait = math.min(61 * width, (newest - back + 61) * width - now)
            if wait > longest then
                longest, denier = wait, (at - 24) / 16
            end
        end
    end
    return longest, denier
end

-- Adds to the bucket of a time in every rule, and takes away only where there is something. Nothing if nothing is left.
local function addToBuckets(all, claim, first, time, amount)
    local rules, some = {}, false
    for at = first, #claim, 16 do
        local width = u48(claim, at + 4)
        local newest, total, counts = bucketsOf(all, #rules, width)
        local place = 1 + 4 * math.max(0, newest - floor(time / width))
        if place <= 241 and (amount > 0 or u32(counts, place) > 0) then
            counts = string.sub(counts, 1, place - 1) .. p32(u32(counts, place) + amount) .. string.sub(counts, place + 4)
            total = total + amount
        end
        some = some or total > 0
        rules[#rules + 1] = p48(newest) .. p32(total) .. counts
    end
    return some and table.concat(rules) or ''
end
