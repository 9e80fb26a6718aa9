"""A subscriber of the map sees seats that staff kill and open: an old snapshot and the deltas make the new one."""

from app.seating.off_sale.verbs import kill_seats, open_seats
from realtime.bus import Bus
from tests.checkout.test_replays import comes_to
from tests.eventually import eventually
from tests.workers.relay_harness import RedisMaps, follow_map, run_relay
from tests.world import World


async def test_killed_and_opened_seats_replay(world: World, database: str, redis_url: str) -> None:
    bus = Bus(redis_url)
    await bus.connect()
    async with run_relay(database, redis_url):
        await eventually(lambda: RedisMaps(bus.redis).matches_rows(world.preview))
        async with follow_map(bus, world.preview) as follower:
            await kill_seats(world.preview, [17, 18], actor="staff:olga")
            assert await comes_to(follower, world, "3")
            await open_seats(world.preview, [17, 18], actor="staff:olga")
            assert await comes_to(follower, world, "0")
            assert follower.fetches == 0
    await bus.close()
