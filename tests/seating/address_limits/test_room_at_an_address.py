"""What makes room at a full address, and what a fan there can still do."""

from collections.abc import Callable
from datetime import timedelta

import pytest_asyncio

from app.web.limits.held_seats import held_seats
from db import pool
from realtime.clock import current_time
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.seating.address_limits.scenarios import Cap, best
from tests.world import World

Visit = Callable[[], Fan]
ANA = {"name": "Ana Ferreira", "email": "ana@example.org"}


@pytest_asyncio.fixture(loop_scope="session")
async def ana(world: World, visit: Visit, cap: Cap) -> Fan:
    """Return Ana, who holds eight seats of Opening Night and of the Preview; her address may hold no more."""
    await cap(8)
    fan = visit()
    for performance in (world.opening, world.preview):
        assert (await best(fan, performance)).status_code == 200
    return fan


async def test_a_fan_at_a_full_address_exchanges_seats_extends_and_orders(
    world: World, ana: Fan, provider: FakeProvider
) -> None:
    address = f"/performances/{world.opening}"
    held = (await ana.read(f"{address}/basket", **JSON)).json()["seats"]
    others = await best(ana, world.opening, instead=" ".join(map(str, held)), seen=" ".join(map(str, held)))
    assert (others.status_code, set(others.json()["seats"]) & set(held)) == (200, set())
    assert (await ana.send(f"{address}/holds/extensions", **JSON)).status_code == 200
    assert (await ana.send(f"{address}/orders", ANA, **JSON)).status_code == 201


async def test_seats_that_a_fan_does_not_hold_cannot_be_exchanged(world: World, visit: Visit, ana: Fan) -> None:
    held = (await ana.read(f"/performances/{world.opening}/basket", **JSON)).json()["seats"]
    answer = await best(visit(), world.opening, 2, instead=" ".join(map(str, held)))
    assert (answer.status_code, answer.json()["error"]) == (429, "address_full")


async def test_a_release_makes_room(world: World, visit: Visit, ana: Fan) -> None:
    held = (await ana.read(f"/performances/{world.preview}/basket", **JSON)).json()["seats"]
    await ana.send(f"/performances/{world.preview}/holds/returns", {"seats": f"{held[0]} {held[1]}"}, **JSON)
    assert [(await best(visit(), world.preview, party)).status_code for party in (3, 2)] == [429, 200]


async def test_the_end_of_a_hold_makes_room(
    world: World, visit: Visit, ana: Fan, later: Callable[[timedelta], None]
) -> None:
    codes = []
    for minutes in (9, 11):
        later(timedelta(minutes=minutes))
        codes.append((await best(visit(), world.preview)).status_code)
    assert codes == [429, 200]


async def test_an_extension_moves_the_end(
    world: World, visit: Visit, ana: Fan, later: Callable[[timedelta], None]
) -> None:
    await ana.send(f"/performances/{world.preview}/holds/extensions", **JSON)
    codes = []
    for minutes in (11, 16):
        later(timedelta(minutes=minutes))
        codes.append((await best(visit(), world.preview)).status_code)
    assert codes == [429, 200]


async def test_the_checkout_moves_the_end(
    world: World, visit: Visit, ana: Fan, later: Callable[[timedelta], None]
) -> None:
    await pool.execute("UPDATE seat SET hold_expires_at = now() + interval '1 minute' WHERE status = 1")
    for key, count in list(held_seats._counts.items()):
        now = current_time().timestamp()
        held_seats.set(key, next(iter(count.claims)), 8, now + 60, now)
    await ana.read(f"/performances/{world.opening}/checkout")
    later(timedelta(minutes=4))
    codes = [(await best(visit(), performance)).status_code for performance in (world.opening, world.preview)]
    assert codes == [429, 200]


async def test_an_order_counts_until_it_is_paid(
    world: World, visit: Visit, ana: Fan, provider: FakeProvider, later: Callable[[timedelta], None]
) -> None:
    order = (await ana.send(f"/performances/{world.opening}/orders", ANA, **JSON)).json()["page"]
    assert (await best(ana, world.opening, 1)).status_code == 429  # an order is no way to hold more
    provider.pay("pi_1")
    await visit().send(f"{order}/cancellations", **JSON)  # the provider says that it is paid
    assert (await best(visit(), world.opening)).status_code == 200


async def test_an_order_counts_until_the_time_to_pay_is_over(
    world: World, visit: Visit, ana: Fan, provider: FakeProvider, later: Callable[[timedelta], None]
) -> None:
    await ana.send(f"/performances/{world.opening}/orders", ANA, **JSON)
    codes = []
    for minutes in (9, 11):
        later(timedelta(minutes=minutes))
        codes.append((await best(visit(), world.opening)).status_code)
    assert codes == [429, 200]


async def test_the_page_of_a_paid_order_makes_room(
    world: World, visit: Visit, ana: Fan, provider: FakeProvider
) -> None:
    order = (await ana.send(f"/performances/{world.opening}/orders", ANA, **JSON)).json()["page"]
    await pool.execute("""UPDATE "order" SET state = 'paid', paid_at = now()""")
    await ana.read(order)
    assert (await best(visit(), world.opening)).status_code == 200


async def test_a_canceled_order_makes_room(world: World, visit: Visit, ana: Fan, provider: FakeProvider) -> None:
    order = (await ana.send(f"/performances/{world.opening}/orders", ANA, **JSON)).json()["page"]
    await ana.send(f"{order}/cancellations", **JSON)
    assert (await best(visit(), world.opening)).status_code == 200


async def test_a_free_order_makes_room_at_once(world: World, visit: Visit, ana: Fan) -> None:
    assert (await ana.send(f"/performances/{world.preview}/orders", ANA, **JSON)).status_code == 201
    assert (await best(visit(), world.preview)).status_code == 200
