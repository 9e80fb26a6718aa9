-- Writes or drops claims of one address unless Redis has newer ones. A value is "seats end changed".
-- KEYS: the address's hash · ARGV: name, time of the change, and value ("" to drop), of each claim
for i = 1, #ARGV, 3 do
    local known = redis.call('HGET', KEYS[1], ARGV[i])
    local changed = known and string.match(known, '^%S+ %S+ (%S+)$') or 0  -- 0: a value of an earlier version
    if tonumber(changed) <= tonumber(ARGV[i + 1]) then
        if ARGV[i + 2] == '' then
            redis.call('HDEL', KEYS[1], ARGV[i])
        else
            redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
        end
    end
end
