-- What Begin and Take share for a subject that has taken nothing yet: no limit can be used up, and the caller knows how
-- long until the next, so all the counting of Allowances.lua, which says what is written here, is spared.
local function first(from, now)
    local all, stamp = struct.pack('<I4', tonumber(ARGV[2])), packTime(now) .. string.sub(ARGV[1], 7, 8)
    for i = from, #ARGV do
        local claim = ARGV[i]
        all = all .. string.sub(claim, 1, 4) .. '\1' .. stamp
        if string.byte(claim) == 105 then
            all = all .. string.sub(claim, 6, 13) .. '\0\0\0\0\0\0'
        end
    end
    return all
end
