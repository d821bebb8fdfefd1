-- What Begin and Verify share: the wrong tries of one user at one door.
-- A row is how many in a row (4 bytes), how many of those at the number tried last (4), that number's mark (4), and the
-- times of the newest ones, oldest first (6 each, ms). A limit in ARGV: how many in a row (4), how many times to keep
-- (1), then its rules.
local function lockOf(row, limit, now)
    if struct.unpack('<I4', row) >= struct.unpack('<I4', limit) then
        return -1
    end
    return (waitOf(string.sub(row, 13), 6, limit, 6, now))
end

-- No time ends a row, only a success or an unlock; but its key does, 400 days after its last try. After a success what
-- it held counts on for its windows.
local function keep(key, inARow, ofNumber, number, times, limit)
    local life, newest = 34560000000, 6 * string.byte(limit, 5)
    if inARow == 0 then
        life = 0
        for at = 6, #limit, 12 do
            local _, window, pause = struct.unpack('<I4I4I4', limit, at)
            life = math.max(life, window, pause)
        end
    end
    if #times > newest then
        times = string.sub(times, -newest)
    end
    redis.call('SET', key, struct.pack('<I4I4', inARow, ofNumber) .. number .. times, 'PX', life)
end
