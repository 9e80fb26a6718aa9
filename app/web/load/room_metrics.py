"""Metrics of waiting rooms, by second: what the requests of fans inside cost, and how many fans asked for seats, were
too late for them, or had a request refused.

Each web process counts in memory and adds its counts to Redis once a second. If Redis does not answer, the counts are
dropped and the reader gets None. Fans are counted, not requests, so that one fan cannot steer a room; Redis counts them
with HyperLogLog, from hashes."""

import hashlib
import time
from bisect import bisect_right

import msgspec

from app.web.load.visits import Visit, current_visit
from app.web.redis import REDIS_ERRORS, redis

AGE_ENDS = (2, 5, 10, 20, 40, 80, 160, 320)
"""Upper ends of the bins of a visit's age, in seconds. The last bin has no end."""
AGE_COUNT = len(AGE_ENDS) + 1
KEEP_SECONDS = 30
WINDOW_SECONDS = 10
"""KEEP_SECONDS: how long Redis keeps a counter. WINDOW_SECONDS: the past seconds in which a reader counts fans."""
SETTLED_SECONDS = 2
"""A second so long ago has no more counts to come."""
MAX_FAN_SECONDS = 0.1
"""What one fan may add to the costs between two flushes, so that no single one steers a room. What a fan uses beyond
that is in the use of the servers, as the requests of those outside are."""
GROUPS = ("asking", "denied", "shed")
"""What fans are counted for: see RoomMetrics."""


class RoomMetrics(msgspec.Struct, frozen=True):
    """The fans inside one room in the last ten seconds, over all web processes: those who asked for seats (`asking`),
    whose seats another fan got (`denied`), and of whom load shedding refused a request (`shed`).

    `costs`: for each settled second, the seconds of the event loop that their requests used, by age of the visit."""

    asking: int = 0
    denied: int = 0
    shed: int = 0
    costs: dict[int, list[float]] = {}


class RoomCounters:
    """The counts of this process that are not in Redis yet."""

    def __init__(self) -> None:
        self._costs: dict[tuple[int, int], float] = {}
        self._by_fan: dict[tuple[int, int], float] = {}
        self._since = time.monotonic()
        self._fans: dict[tuple[int, str], set[str]] = {}

    def add_cost(self, visit: Visit, seconds: float) -> None:
        """Count what a request of a fan inside has cost, in seconds of the event loop; of each fan at most
        MAX_FAN_SECONDS until the next flush."""
        fan = visit.room, visit.number
        used = self._by_fan.get(fan, 0.0)
        seconds = min(seconds, MAX_FAN_SECONDS - used)
        self._by_fan[fan] = used + seconds
        key = visit.room, bisect_right(AGE_ENDS, visit.age)
        self._costs[key] = self._costs.get(key, 0.0) + seconds

    def add_fan(self, room: int, group: str, person: str) -> None:
        """Count a fan. `group`: see GROUPS."""
        self._fans.setdefault((room, group), set()).add(hashlib.sha256(person.encode()).hexdigest()[:16])

    def visit_loads(self) -> dict[int, float]:
        """Return the load that fans inside have caused since the last flush: room id → event loops."""
        seconds = max(1e-3, time.monotonic() - self._since)
        loads: dict[int, float] = {}
        for (room, _), cost in self._costs.items():
            loads[room] = loads.get(room, 0.0) + cost / seconds
        return loads

    async def flush(self) -> None:
        """Add the counts to this second's in Redis; drop them if Redis does not answer."""
        self._since = time.monotonic()
        self._by_fan = {}
        costs, self._costs = self._costs, {}
        fans, self._fans = self._fans, {}
        second = int(time.time())
        cost_keys = {room: f"room-costs:{room}:{second}" for room, _ in costs}
        fan_keys = {(room, group): _fans_key(group, room, second) for room, group in fans}
        if not cost_keys and not fan_keys:
            return
        try:
            async with redis().pipeline(transaction=False) as pipeline:
                for (room, age), seconds in costs.items():
                    pipeline.hincrby(cost_keys[room], str(age), round(seconds * 1e6))
                for key, persons in fans.items():
                    pipeline.pfadd(fan_keys[key], *persons)
                for name in (*cost_keys.values(), *fan_keys.values()):
                    pipeline.expire(name, KEEP_SECONDS)
                await pipeline.execute()
        except REDIS_ERRORS:
            return


room_counters = RoomCounters()


def count_hold(person: str, outcome: str) -> None:
    """Count the fan of a hold request, if this request has shown a valid pass. `outcome`: of hold_seats in Postgres."""
    if (visit := current_visit()) is None:
        return
    room_counters.add_fan(visit.room, "asking", person)
    if outcome in ("taken", "contested"):
        room_counters.add_fan(visit.room, "denied", person)


async def read_room_metrics(room: int) -> RoomMetrics | None:
    """Read the metrics of a room; None if Redis does not answer."""
    now = int(time.time())
    seconds = range(now - WINDOW_SECONDS, now + 1)
    settled = [second for second in seconds if second <= now - SETTLED_SECONDS]
    try:
        async with redis().pipeline(transaction=False) as pipeline:
            for group in GROUPS:
                pipeline.pfcount(*(_fans_key(group, room, second) for second in seconds))
            for second in settled:
                pipeline.hgetall(f"room-costs:{room}:{second}")
            asking, denied, shed, *costs = await pipeline.execute()
    except REDIS_ERRORS:
        return None
    by_second = {
        second: [int(found.get(str(age).encode(), 0)) / 1e6 for age in range(AGE_COUNT)]
        for second, found in zip(settled, costs, strict=True)
    }
    return RoomMetrics(asking, denied, shed, by_second)


def _fans_key(group: str, room: int, second: int) -> str:
    return f"room-fans:{group}:{room}:{second}"
