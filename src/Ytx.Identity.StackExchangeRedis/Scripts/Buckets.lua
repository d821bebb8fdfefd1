-- Counts too large to keep every time, such as the application's. A rule of theirs has the width of a bucket for its window.
local function u32(text, at)
    local a, b, c, d = byte(text, $at+Number.Count)
    return a + b * 256 + c * 65536 + d * 16777216
end

local function p32(number)
    local a = number % 256
    local b = (number - a) % 65536
    local c = (number - a - b) % 16777216
    return char(a, b / 256, c / 65536, (number - a - b - c) / 16777216)
end

-- With the buckets of now, where the newest time lies in an earlier one.
local function moveOn(all, rules, first, many)
    local newest, isMoved = u48(all, $Buckets.Newest.at), false
    for rule = 0, many - 1 do
        local start, width = $Buckets.Rules.at + $BucketRule.size * rule, u48(rules, first + $Rule.size * rule + $Rule.Window.offset)
        local gone = $Number.Count.size * math.min($BucketRule.Kept, floor(now / width) - floor(newest / width))
        if gone > 0 then
            local total = u32(all, $start+BucketRule.Total.at)
            for at = start + $BucketRule.size - gone, $start+BucketRule.Oldest.at, $Number.Count.size do
                total = total - u32(all, at)
            end
            all = sub(all, 1, start - 1) .. p32(total) .. string.rep('\0', gone)
                .. sub(all, $start+BucketRule.Counts.at, $start+BucketRule.Oldest.last - gone) .. sub(all, start + $BucketRule.size)
            isMoved = true
        end
    end
    return isMoved and stamp .. sub(all, $Buckets.Rules.at) or all
end

local function waitOfBuckets(all, rules, first, many)
    local longest, denier = 0, 0
    for rule = 0, many - 1 do
        local start, at = $Buckets.Rules.at + $BucketRule.size * rule, first + $Rule.size * rule
        local limit = u48(rules, $at+Rule.Count.at)
        -- Moving on never adds to a total.
        if u32(all, $start+BucketRule.Total.at) >= limit then
            local width = u48(rules, $at+Rule.Window.at)
            all = moveOn(all, rules, first, many)
            -- Room comes when enough of the oldest buckets have left the window.
            local over, back = u32(all, $start+BucketRule.Total.at) - limit + 1, $BucketRule.Kept
            while over > 0 and back > 0 do
                back = back - 1
                over = over - u32(all, $start+BucketRule.Counts.at + $Number.Count.size * back)
            end
            local wait = back < $BucketRule.Kept and math.min($BucketRule.Kept * width,
                (floor(u48(all, $Buckets.Newest.at) / width) - back + $BucketRule.Kept) * width - now) or 0
            if wait > longest then
                longest, denier = wait, rule
            end
        end
    end
    return longest, denier
end

-- Adds to the bucket of a time in every rule, and takes away only where there is something. Nothing if nothing is left.
local function addToBuckets(all, rules, first, many, time, amount)
    all = moveOn(all, rules, first, many)
    local newest, some = u48(all, $Buckets.Newest.at), false
    for rule = 0, many - 1 do
        local start = $Buckets.Rules.at + $BucketRule.size * rule
        local total, width = u32(all, $start+BucketRule.Total.at), u48(rules, first + $Rule.size * rule + $Rule.Window.offset)
        local place = floor(newest / width) - floor(time / width)
        if place < $BucketRule.Kept then
            local at = $start+BucketRule.Counts.at + $Number.Count.size * max(0, place)
            local count = u32(all, at)
            if amount > 0 or count > 0 then
                total = total + amount
                all = sub(all, 1, start - 1) .. p32(total) .. sub(all, $start+BucketRule.Counts.at, at - 1)
                    .. p32(count + amount) .. sub(all, at + $Number.Count.size)
            end
        end
        some = some or total > 0
    end
    return some and all or ''
end
