-- Counts too large to keep every time, such as the application's: a time in the newest buckets (6), and of each rule the total (4) and 61
-- counts (4 each), newest first. That is one more than a window has, so that it never grants more than the
-- rule. A rule of theirs has the width of a bucket for its window.
local function u32(text, at)
    local a, b, c, d = byte(text, at, at + 3)
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
    local newest, isMoved = u48(all, 1), false
    for rule = 0, many - 1 do
        local start, width = 7 + 248 * rule, u48(rules, first + 18 * rule + 6)
        local gone = 4 * math.min(61, floor(now / width) - floor(newest / width))
        if gone > 0 then
            local total = u32(all, start)
            for at = start + 248 - gone, start + 244, 4 do
                total = total - u32(all, at)
            end
            all = sub(all, 1, start - 1) .. p32(total) .. string.rep('\0', gone) .. sub(all, start + 4, start + 247 - gone)
                .. sub(all, start + 248)
            isMoved = true
        end
    end
    return isMoved and stamp .. sub(all, 7) or all
end

local function waitOfBuckets(all, rules, first, many)
    local longest, denier = 0, 0
    for rule = 0, many - 1 do
        local start, at = 7 + 248 * rule, first + 18 * rule
        local limit = u48(rules, at)
        -- Moving on never adds to a total.
        if u32(all, start) >= limit then
            local width = u48(rules, at + 6)
            all = moveOn(all, rules, first, many)
            -- Room comes when enough of the oldest buckets have left the window.
            local over, back = u32(all, start) - limit + 1, 61
            while over > 0 and back > 0 do
                back = back - 1
                over = over - u32(all, start + 4 + 4 * back)
            end
            local wait = back < 61 and math.min(61 * width, (floor(u48(all, 1) / width) - back + 61) * width - now) or 0
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
    local newest, some = u48(all, 1), false
    for rule = 0, many - 1 do
        local start = 7 + 248 * rule
        local total, width = u32(all, start), u48(rules, first + 18 * rule + 6)
        local place = floor(newest / width) - floor(time / width)
        if place < 61 then
            local at = start + 4 + 4 * max(0, place)
            local count = u32(all, at)
            if amount > 0 or count > 0 then
                total = total + amount
                all = sub(all, 1, start - 1) .. p32(total) .. sub(all, start + 4, at - 1) .. p32(count + amount) .. sub(all, at + 4)
            end
        end
        some = some or total > 0
    end
    return some and all or ''
end
