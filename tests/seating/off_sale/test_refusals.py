"""What staff cannot set aside, kill or open is named in words, and nothing is changed."""

import pytest

from app.errors import BadInput, NotFound
from app.events.performances import cancel_performance
from app.seating.holds.hold import hold_seats
from app.seating.off_sale.errors import CannotChangeSeats
from app.seating.off_sale.verbs import kill_seats, open_seats, set_aside_seats
from db import pool
from db.transaction import transaction
from tests.checkout.scenarios import order_free_seats
from tests.seating.off_sale.test_verbs import OLGA, VERBS, facts, rows
from tests.world import World


@pytest.mark.parametrize("verb", VERBS)
async def test_all_seats_or_none_and_the_refusal_says_which(world: World, verb: str) -> None:
    await order_free_seats(world, seats=(17,))
    await hold_seats(world.preview, "ben", [18], world.plan)
    if verb == "open":
        await kill_seats(world.preview, [19], actor=OLGA)
    before = await rows(world, 17, 18, 19), len(await facts(world))
    with pytest.raises(CannotChangeSeats) as refused:
        await VERBS[verb](world.preview, [17, 18, 19])  # type: ignore[misc]
    assert "held by fans: Stalls A 19, sold: Stalls A 18." in str(refused.value)
    assert (await rows(world, 17, 18, 19), len(await facts(world))) == before
    assert await pool.fetch_value("SELECT count(*) FROM allocation") == 0


async def test_what_is_killed_or_set_aside_already_is_refused(world: World) -> None:
    await set_aside_seats(world.preview, "Friends", [17], actor=OLGA)
    await kill_seats(world.preview, [18], actor=OLGA)
    with pytest.raises(CannotChangeSeats, match=r"killed: Stalls A 19, set aside for Friends: Stalls A 18\."):
        await set_aside_seats(world.preview, "Press", [17, 18], actor=OLGA)
    with pytest.raises(CannotChangeSeats, match="killed: Stalls A 19"):
        await kill_seats(world.preview, [18], actor=OLGA)
    with pytest.raises(CannotChangeSeats, match="neither killed nor set aside: open: Stalls B 1"):
        await open_seats(world.preview, [20], actor=OLGA)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("seats", [[], list(range(501)), [17, 5000]], ids=["none", "too many", "one that is not there"])
async def test_a_wrong_choice_of_seats_changes_nothing(world: World, verb: str, seats: list[int]) -> None:
    with pytest.raises((BadInput, NotFound)) as refused:
        await VERBS[verb](world.preview, seats)  # type: ignore[misc]
    assert "Nothing was changed." in str(refused.value)
    assert await facts(world) == []


async def test_a_performance_that_is_not_on_show_is_refused(world: World) -> None:
    async with transaction() as connection:
        await cancel_performance(connection, world.preview, actor=OLGA)
    with pytest.raises(CannotChangeSeats, match="cancelled"):
        await kill_seats(world.preview, [17], actor=OLGA)
    with pytest.raises(NotFound):
        await kill_seats(99, [17], actor=OLGA)
