-- Moves one performance's map in Redis to a version and publishes it, in one atomic step.
-- KEYS: map, head · ARGV: kind, epoch, version, channel, message, and then
--   patch: the version this relay last wrote, the highest seat, and seat, status, seat, status …
--   whole: plan, levels digest, the map
-- Returns: published (after writing) · same (Redis has exactly this map) · known (Redis has this version or a later
--   one) · rebuild (the patch does not fit the map in Redis) · newer (the map in Redis has a later epoch than this relay)
local kind, epoch, version = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local stored = redis.call('HMGET', KEYS[2], 'e', 'v', 'n')
local e, v, n = tonumber(stored[1]), tonumber(stored[2]), tonumber(stored[3])
-- either key may have been evicted: the map counts only with both
local there = e and v and n and redis.call('STRLEN', KEYS[1]) == n
if there and e > epoch then
    return 'newer'
end
local current = there and e == epoch

if kind == 'patch' then
    if current and v >= version then
        return 'known'
    end
    if not current or stored[2] ~= ARGV[6] or tonumber(ARGV[7]) >= n then
        return 'rebuild'
    end
    for i = 8, #ARGV, 2 do
        redis.call('SETRANGE', KEYS[1], ARGV[i], ARGV[i + 1])
    end
    redis.call('HSET', KEYS[2], 'v', ARGV[3])
else
    if current and v == version and redis.call('GET', KEYS[1]) == ARGV[8] then
        return 'same'
    end
    if current and v >= version then
        return 'known'
    end
    redis.call('SET', KEYS[1], ARGV[8])
    redis.call('HSET', KEYS[2], 'e', ARGV[2], 'v', ARGV[3], 'plan', ARGV[6], 'levels', ARGV[7], 'n', #ARGV[8])
end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 'published'
