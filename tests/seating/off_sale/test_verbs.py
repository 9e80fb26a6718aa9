"""Staff set seats aside, kill them and open them again: all seats or none, each with its facts."""

import asyncio
from collections.abc import Callable

import pytest

from app.errors import AisleError
from app.seating.errors import SeatsTaken
from app.seating.holds.hold import hold_seats
from app.seating.off_sale.errors import CannotChangeSeats
from app.seating.off_sale.verbs import kill_seats, open_seats, set_aside_seats
from db import pool
from tests.seating.holds.test_hold import expire
from tests.world import World

OLGA = "staff:olga"
ROWS = "SELECT status, allocation FROM seat WHERE performance_id = $1 AND idx = ANY ($2) ORDER BY idx"
FACTS = """
    SELECT topic, payload::text, actor FROM journal
    WHERE performance_id = $1 AND topic <> 'performance.published' ORDER BY id
"""


async def rows(world: World, *seats: int) -> list[tuple[int, int | None]]:
    """Return status and allocation of each seat."""
    return [tuple(row) for row in await pool.fetch(ROWS, world.preview, list(seats))]


async def facts(world: World) -> list[tuple[str, str, str]]:
    """Return topic, payload and actor of every fact since the performance was published."""
    return [tuple(row) for row in await pool.fetch(FACTS, world.preview)]


async def test_seats_set_aside_are_for_those_who_know_the_code(world: World) -> None:
    await set_aside_seats(world.preview, " Friends ", [18, 17], code="FRIEND", actor=OLGA)
    assert await rows(world, 17, 18, 19) == [(0, 1), (0, 1), (0, None)]
    assert await facts(world) == [("seats.allocated", '{"seats": [17, 18], "allocation": 1}', OLGA)]
    with pytest.raises(SeatsTaken):
        await hold_seats(world.preview, "ana", [17], world.plan)
    assert (await hold_seats(world.preview, "ana", [17], world.plan, ["FRIEND"])).seats == [17]


async def test_an_allocation_is_found_by_its_name(world: World) -> None:
    await set_aside_seats(world.preview, "Friends", [17], code="FRIEND", actor=OLGA)
    await set_aside_seats(world.preview, "Friends", [18], actor=OLGA)
    await set_aside_seats(world.preview, "Press", [19], actor=OLGA)
    assert await rows(world, 17, 18, 19) == [(0, 1), (0, 1), (0, 2)]
    with pytest.raises(CannotChangeSeats, match="another code"):
        await set_aside_seats(world.preview, "Press", [20], code="PRESS", actor=OLGA)
    assert await rows(world, 20) == [(0, None)]


async def test_two_that_name_the_same_new_allocation_create_it_once(world: World) -> None:
    await asyncio.gather(*[set_aside_seats(world.preview, "Friends", [seat], actor=OLGA) for seat in range(20)])
    assert await pool.fetch_value("SELECT count(*) FROM allocation") == 1


async def test_killed_seats_are_off_sale_until_they_are_opened(world: World) -> None:
    await kill_seats(world.preview, [17, 18], actor=OLGA)
    assert await rows(world, 17, 18) == [(3, None)] * 2
    await open_seats(world.preview, [18], actor=OLGA)
    assert await rows(world, 17, 18) == [(3, None), (0, None)]
    assert await facts(world) == [
        ("seats.killed", '{"seats": [17, 18]}', OLGA),
        ("seats.released", '{"hold": null, "seats": [18]}', OLGA),
    ]


async def test_seats_that_are_opened_leave_their_allocation(world: World) -> None:
    await set_aside_seats(world.preview, "Friends", [17, 18], actor=OLGA)
    await kill_seats(world.preview, [18, 19], actor=OLGA)
    assert await rows(world, 17, 18, 19) == [(0, 1), (3, 1), (3, None)]
    await open_seats(world.preview, [17, 18, 19], actor=OLGA)
    assert await rows(world, 17, 18, 19) == [(0, None)] * 3
    assert (await facts(world))[2:] == [
        ("seats.released", '{"hold": null, "seats": [18, 19]}', OLGA),
        ("seats.allocated", '{"seats": [17, 18], "allocation": null}', OLGA),
    ]


VERBS: dict[str, Callable[..., object]] = {
    "set aside": lambda performance, seats: set_aside_seats(performance, "Friends", seats, actor=OLGA),
    "kill": lambda performance, seats: kill_seats(performance, seats, actor=OLGA),
    "open": lambda performance, seats: open_seats(performance, seats, actor=OLGA),
}


@pytest.mark.parametrize("verb", VERBS)
async def test_a_hold_that_ran_out_keeps_no_seat_and_is_released_first(world: World, verb: str) -> None:
    if verb == "open":
        await set_aside_seats(world.preview, "Friends", [17, 18], code="F", actor=OLGA)
    hold = await hold_seats(world.preview, "ana", [17, 18], world.plan, ["F"])
    await expire(world.preview, "ana")
    await VERBS[verb](world.preview, [17])  # type: ignore[misc]
    released, changed = (await facts(world))[-2:]
    assert released == ("seats.released", f'{{"hold": {hold.id}, "seats": [17]}}', "expiry")
    assert (changed[0], changed[2]) == ("seats.killed" if verb == "kill" else "seats.allocated", OLGA)


async def test_fans_and_staff_who_want_the_same_seats_never_both_have_them(world: World) -> None:
    async def attempt(work: Callable[[], object]) -> bool:
        try:
            await work()  # type: ignore[misc]
        except AisleError:
            return False
        return True

    pairs = [[seat, seat + 1] for seat in range(10, 30)]
    staff = [attempt(lambda pair=pair: kill_seats(world.preview, pair, actor=OLGA)) for pair in pairs]  # type: ignore[misc]
    fans = [
        attempt(lambda n=n, pair=pair: hold_seats(world.preview, f"fan-{n}", pair, world.plan))  # type: ignore[misc]
        for n, pair in enumerate(pairs)
    ]
    won = await asyncio.gather(*[task for both in zip(staff, fans, strict=True) for task in both])
    taken = await pool.fetch_value("SELECT count(*) FROM seat WHERE performance_id = $1 AND status <> 0", world.preview)
    assert taken == 2 * sum(won)
    assert any(won)
