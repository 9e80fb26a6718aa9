"""Counting of orders: once, when they are opened, and in a process that did not take the hold."""

import pytest

from app.web.limits.held_seats import held_seats
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.seating.address_limits.scenarios import Cap, Visit, best
from tests.waiting_room.scenarios import create_room, visit_and_enter
from tests.world import World

ANA = {"name": "Ana Ferreira", "email": "ana@example.org"}


async def hold_and_order(fan: Fan, performance_id: int) -> dict[str, str]:
    """Hold two seats and order them; return the form of the order."""
    hold = (await best(fan, performance_id, 2)).json()["hold"]
    form = {**ANA, "hold": str(hold)}
    assert (await fan.send(f"/performances/{performance_id}/orders", form, **JSON)).status_code == 201
    return form


@pytest.mark.parametrize(("is_free", "room"), [(True, 2), (False, 0)])
async def test_an_old_order_form_sent_again_leaves_the_count_of_a_new_hold(
    world: World, visit: Visit, cap: Cap, provider: FakeProvider, is_free: bool, room: int
) -> None:
    await cap(4)
    fan, performance = visit(), world.preview if is_free else world.opening
    form = await hold_and_order(fan, performance)
    assert (await best(fan, performance, 2)).status_code == 200
    again = await fan.send(f"/performances/{performance}/orders", form, **JSON)
    assert again.status_code in (200, 201)
    codes = [(await best(visit(), performance, party)).status_code for party in (room + 1, room or 1)]
    assert codes == [429, 200 if room else 429]


async def test_an_order_counts_in_a_process_that_did_not_take_its_hold(
    world: World, visit: Visit, cap: Cap, provider: FakeProvider
) -> None:
    await cap(2)
    fan = visit()
    await best(fan, world.opening, 2)
    held_seats.clear()  # as in another process
    await fan.send(f"/performances/{world.opening}/orders", ANA, **JSON)
    assert (await best(visit(), world.opening, 1)).status_code == 429


async def test_an_order_of_a_fan_whom_a_waiting_room_admitted_is_not_counted(
    world: World, visit: Visit, cap: Cap, provider: FakeProvider
) -> None:
    await cap(2)
    fan = await visit_and_enter(visit, await create_room(world.opening))
    await hold_and_order(fan, world.opening)
    assert not any(seats for seats in _claims().values())


async def test_other_processes_hear_of_a_sale_and_of_a_release_of_what_they_did_not_count(
    world: World, visit: Visit, cap: Cap, provider: FakeProvider
) -> None:
    await cap(16)
    ana, ben, carl = visit(), visit(), visit()
    order = await _order_page(ana, world)
    await best(ben, world.opening, 8)
    shared = _claims()
    held_seats.clear()  # as in another process, which has not read yet what is shared
    await best(carl, world.opening, 1)
    await ana.send(f"{order}/cancellations", **JSON)
    await ben.send(f"/performances/{world.opening}/holds/returns", **JSON)
    now = _claims()
    assert {name for name, seats in now.items() if seats == 0} >= {name for name, seats in shared.items() if seats}


async def _order_page(fan: Fan, world: World) -> str:
    await best(fan, world.opening, 8)
    page: str = (await fan.send(f"/performances/{world.opening}/orders", ANA, **JSON)).json()["page"]
    return page


def _claims() -> dict[str, int]:
    return {name: held.seats for count in held_seats._counts.values() for name, held in count.claims.items()}
