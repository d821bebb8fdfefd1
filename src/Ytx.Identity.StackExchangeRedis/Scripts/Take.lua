-- What the claims of a ledger take from it, and how long they must wait.
if not take then
    --#include Windows
    --#include Buckets

    -- How long the claim at a place must wait, and by which rule.
    local function waitFor(content, claims, at, kind, fewest, many)
        local wait, rule = 0, 0
        if kind == $Kind.Buckets then
            wait, rule = waitOfBuckets(content, claims, $at+Claim.Rules.at, many)
        elseif kind == $Kind.Events and #content >= $Event.size * fewest then
            wait, rule = waitOf(content, $Event.size, claims, $at+Claim.Rules.at, many)
        elseif kind == $Kind.Items and #content >= $ItemUse.size * fewest then
            -- Of each item its last use counts; and when this one was used last.
            local times, seen, item, usedAt = {}, {}, sub(claims, $at+Claim.Item), nil
            for use = 1, #content, $ItemUse.size do
                local used = sub(content, $use+ItemUse.Item)
                if not seen[used] then
                    seen[used], times[#times + 1] = true, sub(content, $use+ItemUse.Time)
                    usedAt = used == item and u48(content, $use+ItemUse.Time.at) or usedAt
                end
            end
            wait, rule = waitOf(table.concat(times), $ItemUse.Time.size, claims, $at+Claim.Rules.at, many, usedAt)
        end
        if wait > 0 then
            local endsIn = u48(claims, $at+Claim.EndsIn.at)
            wait = endsIn > 0 and math.min(wait, endsIn) or wait
        end
        return wait, rule
    end

    take = function(all, claims, at)
        local claim, new = byte(claims, $Ledger.FirstClaim.at), ''
        while at < #claims do
            local kind = byte(claims, $at+Claim.Name+Name.Kind.at)
            local use, keep, fewest, many = byte(claims, $at+Claim.Use.at, $at+Claim.Many.last)
            local content, from, stop = look(all, sub(claims, $at+Claim.Name))
            if content and use < $ClaimUse.Tells then
                local wait, rule = waitFor(content, claims, at, kind, fewest, many)
                if wait > longest then
                    longest, denied, denier = wait, claim, rule
                end
            end
            if use == $ClaimUse.Takes then
                if kind == $Kind.Events then
                    content = content and sub(event .. content, 1, $Event.size * keep) or event
                elseif kind == $Kind.Buckets then
                    content = addToBuckets(
                        content or stamp .. string.rep('\0', $BucketRule.size * many), claims, $at+Claim.Rules.at, many, now, 1)
                else
                    -- Of each item the last three uses are kept, so that calls in progress at once can be given back in any order.
                    local uses, item, count = content or '', sub(claims, $at+Claim.Item), 0
                    for place = 1, #uses, $ItemUse.size do
                        count = sub(uses, $place+ItemUse.Item) == item and count + 1 or count
                        if count == $ItemUse.Kept then
                            uses = sub(uses, 1, place - 1) .. sub(uses, place + $ItemUse.size)
                            break
                        end
                    end
                    content = sub(event .. item .. uses, 1, $ItemUse.KeptSize * keep)
                end
                all = from and sub(all, 1, from - 1) .. sub(all, stop + 1) or all
                new = new .. block(sub(claims, $at+Claim.Name.at, $at+Claim.Life.last), content)
            end
            -- An item that was just used can be used again.
            if content and not (kind == $Kind.Items and use == $ClaimUse.Takes) then
                nextWait = max(nextWait, (waitFor(content, claims, at, kind, fewest, many)))
            end
            at, claim = $at+Claim.Rules.at + $Rule.size * many, claim + 1
        end
        return new, all
    end
end
