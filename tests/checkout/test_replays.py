"""A subscriber of the map gets every end of an order: an old snapshot and the deltas make the new one."""

from realtime.bus import Bus
from tests.checkout.scenarios import expire, make_pending, order_free_seats, pay
from tests.eventually import eventually
from tests.workers.relay_harness import MapFollower, RedisMaps, follow_map, run_relay, seat_statuses
from tests.world import World


async def test_orders_opened_paid_expired_and_paid_late_replay(world: World, database: str, redis_url: str) -> None:
    bus = Bus(redis_url)
    await bus.connect()
    async with run_relay(database, redis_url):
        await eventually(lambda: RedisMaps(bus.redis).matches_rows(world.preview))
        async with follow_map(bus, world.preview) as follower:
            receipt = await order_free_seats(world)
            assert await comes_to(follower, world, "2")
            await make_pending(receipt)
            await expire(receipt)
            assert await comes_to(follower, world, "0")
            await pay(receipt)
            assert await comes_to(follower, world, "2")
            assert follower.fetches == 0
    await bus.close()


async def comes_to(follower: MapFollower, world: World, status: str) -> bool:
    """Wait until the follower's map equals the rows, with seat 17 in this status."""
    return bool(await eventually(lambda: equal(follower, world, status)))


async def equal(follower: MapFollower, world: World, status: str) -> bool:
    """Tell whether the follower's map equals the rows now."""
    seats = follower.catch_up().seats
    return seats[17] == status and seats == await seat_statuses(world.preview)
