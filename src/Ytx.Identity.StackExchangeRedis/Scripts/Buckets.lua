-- Counts too large to keep every time, such as the application's: of each rule the newest bucket (6), the total (4), and 61
-- counts (4 each), newest first. That is one more than a window has, so that it never grants more than the rule.
local bucketsSize = 254

-- With the rule's buckets that start there moved on to now.
local function moveOn(all, start, width)
    local bucket = floor(now / width)
    if #all < start then
        return all .. p48(bucket) .. string.rep('\0', 248)
    end
    local gone = 4 * min(61, bucket - u48(all, start))
    if gone <= 0 then
        return all
    end
    local total, counts = u32(all, start + 6), start + 10
    for at = counts + 244 - gone, counts + 240, 4 do
        total = total - u32(all, at)
    end
    return sub(all, 1, start - 1) .. p48(bucket) .. p32(total) .. string.rep('\0', gone)
        .. sub(all, counts, counts + 243 - gone) .. sub(all, start + bucketsSize)
end

local function waitOfBuckets(all, claim)
    local longest, denier = 0, 0
    for at = 25, #claim, 16 do
        local limit, start = u32(claim, at), (at - 25) / 16 * bucketsSize + 1
        -- Moving on never adds to a total.
        if #all >= start and u32(all, start + 6) >= limit then
            local width = u48(claim, at + 4)
            all = moveOn(all, start, width)
            -- Room comes when enough of the oldest buckets have left the window.
            local over, back = u32(all, start + 6) - limit + 1, 61
            while over > 0 and back > 0 do
                back = back - 1
                over = over - u32(all, start + 10 + 4 * back)
            end
            local wait = back < 61 and min(61 * width, (u48(all, start) - back + 61) * width - now) or 0
            if wait > longest then
                longest, denier = wait, (at - 25) / 16
            end
        end
    end
    return longest, denier
end

-- Adds to the bucket of a time in every rule, and takes away only where there is something. Nothing if nothing is left.
local function addToBuckets(all, claim, time, amount)
    local some = false
    for at = 25, #claim, 16 do
        local start, width = (at - 25) / 16 * bucketsSize + 1, u48(claim, at + 4)
        all = moveOn(all, start, width)
        local total, place = u32(all, start + 6), start + 10 + 4 * max(0, u48(all, start) - floor(time / width))
        local count = place < start + bucketsSize and u32(all, place) or 0
        if place < start + bucketsSize and (amount > 0 or count > 0) then
            total = total + amount
            all = sub(all, 1, start + 5) .. p32(total) .. sub(all, start + 10, place - 1) .. p32(count + amount)
                .. sub(all, place + 4)
        end
        some = some or total > 0
    end
    return some and all or ''
end
