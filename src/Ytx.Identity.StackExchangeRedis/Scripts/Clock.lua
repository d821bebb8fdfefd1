-- What all share that ask for the time: the server's clock decides, in milliseconds.
local function serverTime()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end
