-- What the claims of a ledger take from it, and how long they must wait. A claim: name and life of a block (8, 6), what it does
-- (1: 0 looks, 1 takes, 2 only tells how long the next one waits), how many events to keep (1), with fewer than how many no
-- rule denies (1), how many rules (1), when it lapses (6, 0 never), the item (8), rules (18 each): count, window, or width of
-- a bucket, pause. No two have one name.
if not take then
    --#include Windows
    --#include Buckets

    -- How long the claim at a place must wait, and by which rule.
    local function waitFor(content, claims, at, kind, fewest, many)
        local wait, rule = 0, 0
        if kind == 98 then
            wait, rule = waitOfBuckets(content, claims, at + 32, many)
        elseif kind == 101 and #content >= 8 * fewest then
            wait, rule = waitOf(content, 8, claims, at + 32, many)
        elseif kind == 105 and #content >= 16 * fewest then
            -- Of each item its last use counts; and when this one was used last.
            local times, seen, item, usedAt = {}, {}, sub(claims, at + 24, at + 31), nil
            for use = 1, #content, 16 do
                local used = sub(content, use + 8, use + 15)
                if not seen[used] then
                    seen[used], times[#times + 1] = true, sub(content, use, use + 5)
                    usedAt = used == item and u48(content, use) or usedAt
                end
            end
            wait, rule = waitOf(table.concat(times), 6, claims, at + 32, many, usedAt)
        end
        if wait > 0 then
            local lapse = u48(claims, at + 18)
            wait = lapse > 0 and math.min(wait, lapse) or wait
        end
        return wait, rule
    end

    take = function(all, claims, at)
        local claim, new = byte(claims, 7), ''
        while at < #claims do
            local kind = byte(claims, at)
            local use, keep, fewest, many = byte(claims, at + 14, at + 17)
            local content, from, stop = look(all, sub(claims, at, at + 7))
            if content and use < 2 then
                local wait, rule = waitFor(content, claims, at, kind, fewest, many)
                if wait > longest then
                    longest, denied, denier = wait, claim, rule
                end
            end
            if use == 1 then
                if kind == 101 then
                    content = content and sub(event .. content, 1, 8 * keep) or event
                elseif kind == 98 then
                    content = addToBuckets(content or stamp .. string.rep('\0', 248 * many), claims, at + 32, many, now, 1)
                else
                    -- Of each item the last three uses are kept, so that calls under way at once can be given back in any order.
                    local uses, item, count = content or '', sub(claims, at + 24, at + 31), 0
                    for place = 1, #uses, 16 do
                        count = sub(uses, place + 8, place + 15) == item and count + 1 or count
                        if count == 3 then
                            uses = sub(uses, 1, place - 1) .. sub(uses, place + 16)
                            break
                        end
                    end
                    content = sub(event .. item .. uses, 1, 48 * keep)
                end
                all = from and sub(all, 1, from - 1) .. sub(all, stop + 1) or all
                new = new .. block(sub(claims, at, at + 13), content)
            end
            -- An item that was just used can be used again.
            if content and not (kind == 105 and use == 1) then
                nextWait = max(nextWait, (waitFor(content, claims, at, kind, fewest, many)))
            end
            at, claim = at + 32 + 18 * many, claim + 1
        end
        return new, all
    end
end
