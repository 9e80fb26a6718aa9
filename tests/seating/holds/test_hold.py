"""Tests of holds: all seats or none, taken once, and a seat never for two people."""

import asyncio
import random

import pytest

from app.errors import BadInput
from app.events.errors import UnknownPerformance
from app.seating.errors import (
    AlreadyExtended,
    HoldEnded,
    NoSuchSeat,
    NotOnSaleYet,
    PerformanceIsCancelled,
    PlanChanged,
    SaleOver,
    SeatsContested,
    SeatsTaken,
    TooManySeats,
)
from app.seating.holds.hold import (
    MAX_SEATS_AT_ONCE,
    ensure_checkout_time,
    extend_hold,
    hold_seats,
    live_hold,
    release_seats,
)
from db import pool
from db.transaction import transaction
from tests.eventually import eventually
from tests.world import REX, World
from workers.release_holds import release_expired_holds


async def statuses(performance_id: int) -> dict[int, int]:
    """Return the status of each seat that is not open."""
    rows = await pool.fetch("SELECT idx, status FROM seat WHERE performance_id = $1 AND status <> 0", performance_id)
    return {row["idx"]: row["status"] for row in rows}


async def expire(performance_id: int, person: str) -> None:
    """Let this person's hold have expired a second ago."""
    sql = (
        "UPDATE seat s SET hold_expires_at = now() - interval '1 second' FROM hold h WHERE s.hold_id = h.id"
        " AND h.performance_id = s.performance_id AND s.performance_id = $1 AND h.person = $2"
    )
    await pool.execute(sql, performance_id, person)


async def facts(topic: str) -> int:
    return int(await pool.fetch_value("SELECT count(*) FROM journal WHERE topic = $1", topic))


async def test_held_seats_are_held_and_told_once(world: World) -> None:
    hold = await hold_seats(world.preview, world.ana, [18, 17], world.plan)
    assert hold.seats == [17, 18]
    assert hold.allowed == 6
    assert await statuses(world.preview) == {17: 1, 18: 1}
    assert await facts("seats.held") == 1


async def test_more_seats_join_the_hold_and_leave_its_clock_alone(world: World) -> None:
    first = await hold_seats(world.preview, world.ana, [17], world.plan)
    second = await hold_seats(world.preview, world.ana, [18], world.plan)
    assert (second.id, second.until, second.seats) == (first.id, first.until, [17, 18])


async def test_a_retry_finds_its_own_hold(world: World) -> None:
    first = await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    assert await hold_seats(world.preview, world.ana, [17, 18], world.plan) == first
    assert await facts("seats.held") == 1


async def test_who_comes_second_hears_which_seats_went_and_gets_none(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17], world.plan)
    with pytest.raises(SeatsTaken) as error:
        await hold_seats(world.preview, world.ben, [17, 18], world.plan)
    assert (error.value.facts["seats"], error.value.facts["left"]) == ([17], [18])
    assert f"{REX.seats[17].row} {REX.seats[17].label} has just gone" in str(error.value)
    assert await live_hold(world.preview, world.ben) is None


async def test_fifty_tasks_for_one_seat_have_one_winner(world: World) -> None:
    tries = [hold_seats(world.preview, f"fan-{n}", [17], world.plan) for n in range(50)]
    ends = await asyncio.gather(*tries, return_exceptions=True)
    won = [end for end in ends if not isinstance(end, BaseException)]
    assert len(won) == 1
    assert all(isinstance(end, SeatsTaken | SeatsContested) for end in ends if isinstance(end, BaseException))
    assert await facts("seats.held") == 1


async def test_random_overlapping_pairs_are_never_held_by_half(world: World) -> None:
    async def fan(n: int) -> None:
        dice = random.Random(n)
        for step in range(12):
            try:
                await hold_seats(world.preview, f"fan-{n}-{step}", dice.sample(range(100), 2), world.plan)
            except (SeatsTaken, SeatsContested):
                continue

    await asyncio.gather(*(fan(n) for n in range(32)))
    held = await pool.fetch("SELECT count(*) AS seats FROM seat WHERE hold_id IS NOT NULL GROUP BY hold_id")
    assert held
    assert {row["seats"] for row in held} == {2}
    assert len(held) == await facts("seats.held")


async def test_four_requests_at_once_never_beat_the_cap(world: World) -> None:
    """Send four parallel requests for three seats each from each of 200 people, who may have eight seats."""
    seats = iter(range(len(REX.seats)))
    wishes = [(f"fan-{n}", [next(seats) for _ in range(3)]) for _ in range(2) for n in range(200)]
    twice = [*wishes, *wishes]
    await asyncio.gather(
        *(hold_seats(world.preview, who, wish, world.plan) for who, wish in twice), return_exceptions=True
    )
    most = await pool.fetch_value(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM seat WHERE status = 1 GROUP BY hold_id) x"
    )
    people = await pool.fetch_value("SELECT count(DISTINCT hold_id) FROM seat WHERE status = 1")
    assert (most, people) == (6, 200)


async def test_the_cap_counts_what_was_ordered_before(world: World) -> None:
    order = (
        'INSERT INTO "order" (performance_id, link, reference, hold_id, person, email, name, state, currency, total)'
        " VALUES ($1, 'l', 'r', 999, $2, 'a@b.c', 'Ana', 'pending', 'EUR', 0)"
    )
    await pool.execute(order, world.preview, world.ana)
    await pool.execute(
        "INSERT INTO order_line (performance_id, order_id, line, kind, seat_idx, label, amount)"
        " SELECT performance_id, id, n, 'seat', n, 'x', 0 FROM \"order\", generate_series(1, 6) n"
    )
    with pytest.raises(TooManySeats) as error:
        await hold_seats(world.preview, world.ana, [101, 102, 103], world.plan)
    assert error.value.facts["allowed"] == 2


async def test_eleven_where_eight_are_allowed_is_refused_in_words(world: World) -> None:
    with pytest.raises(TooManySeats, match="You may take 8 more"):
        await hold_seats(world.preview, world.ana, list(range(11)), world.plan)
    assert await statuses(world.preview) == {}


async def test_an_expired_hold_can_be_claimed_before_the_sweeper_came(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    await expire(world.preview, world.ana)
    assert (await hold_seats(world.preview, world.ben, [17], world.plan)).seats == [17]
    assert await live_hold(world.preview, world.ana) is None


async def test_the_sweeper_opens_what_ran_out_and_tells_it_once(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    await hold_seats(world.preview, world.ben, [20], world.plan)
    await expire(world.preview, world.ana)
    assert await release_expired_holds() == 2
    assert await release_expired_holds() == 0
    assert await statuses(world.preview) == {20: 1}
    assert await facts("seats.released") == 1


async def test_giving_back_one_seat_keeps_the_others(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    assert await release_seats(world.preview, world.ana, [17]) == [17]
    assert await statuses(world.preview) == {18: 1}


async def test_giving_back_all_ends_the_hold(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    assert await release_seats(world.preview, world.ana) == [17, 18]
    assert await release_seats(world.preview, world.ana) == []
    assert await live_hold(world.preview, world.ana) is None


async def test_nobody_gives_back_what_another_holds(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17], world.plan)
    assert await release_seats(world.preview, world.carl, [17]) == []
    assert await statuses(world.preview) == {17: 1}


async def test_five_more_minutes_come_once(world: World) -> None:
    hold = await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    until = await extend_hold(world.preview, world.ana)
    assert (until - hold.until).total_seconds() == 300
    with pytest.raises(AlreadyExtended):
        await extend_hold(world.preview, world.ana)
    assert (await live_hold(world.preview, world.ana)).until == until  # type: ignore[union-attr]


async def test_an_expired_hold_is_never_revived(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17], world.plan)
    await expire(world.preview, world.ana)
    for verb in (extend_hold, ensure_checkout_time):
        with pytest.raises(HoldEnded):
            await verb(world.preview, world.ana)


async def test_a_hold_that_is_swept_while_it_is_extended_is_gone(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17, 18], world.plan)
    async with transaction() as sweeper:
        await sweeper.execute(
            "UPDATE seat SET status = 0, hold_id = NULL, hold_expires_at = NULL WHERE performance_id = $1 AND idx = 17",
            world.preview,
        )
        extending = asyncio.create_task(extend_hold(world.preview, world.ana))
        await eventually(lambda: pool.fetch_value("SELECT count(*) FROM pg_locks WHERE NOT granted"))
    with pytest.raises(HoldEnded):
        await extending


async def test_opening_checkout_leaves_at_least_five_minutes_once(world: World) -> None:
    await hold_seats(world.preview, world.ana, [17], world.plan)
    soon = "UPDATE seat SET hold_expires_at = now() + interval '1 minute' WHERE hold_id IS NOT NULL"
    await pool.execute(soon)
    until = await ensure_checkout_time(world.preview, world.ana)
    assert 295 < (await pool.fetch_value("SELECT extract(epoch FROM $1::timestamptz - now())", until)) <= 300
    await pool.execute(soon)
    assert (await ensure_checkout_time(world.preview, world.ana)) < until


@pytest.mark.parametrize(
    ("seats", "no"),
    [
        ([], BadInput),
        ([17, 17], BadInput),
        ([-1], NoSuchSeat),
        ([2**40], NoSuchSeat),
        ([len(REX.seats)], NoSuchSeat),
        (list(range(MAX_SEATS_AT_ONCE + 1)), BadInput),
    ],
)
async def test_nonsense_is_refused_and_changes_nothing(world: World, seats: list[int], no: type[Exception]) -> None:
    with pytest.raises(no):
        await hold_seats(world.preview, world.ana, seats, world.plan)
    assert await statuses(world.preview) == {}
    assert await facts("seats.held") == 0


@pytest.mark.parametrize(
    ("change", "no"),
    [
        ("on_sale_at = now() + interval '1 minute'", NotOnSaleYet),
        ("off_sale_at = now() - interval '1 second', on_sale_at = now() - interval '1 day'", SaleOver),
        ("state = 'cancelled'", PerformanceIsCancelled),
        ("state = 'draft'", UnknownPerformance),
    ],
)
async def test_seats_are_taken_only_while_they_are_sold(world: World, change: str, no: type[Exception]) -> None:
    await pool.execute(f"UPDATE performance SET {change} WHERE id = $1", world.preview)
    with pytest.raises(no):
        await hold_seats(world.preview, world.ana, [17], world.plan)
    assert await statuses(world.preview) == {}


async def test_an_old_map_takes_nothing(world: World) -> None:
    with pytest.raises(PlanChanged):
        await hold_seats(world.preview, world.ana, [17], world.plan + 1)


async def test_an_unknown_performance_is_refused(world: World) -> None:
    with pytest.raises(UnknownPerformance):
        await hold_seats(999_999, world.ana, [17], world.plan)


async def test_a_seat_set_aside_needs_its_code(world: World) -> None:
    async with transaction() as connection:
        friends = await connection.fetchval(
            "INSERT INTO allocation (performance_id, name, code) VALUES ($1, 'Friends', 'FRIEND') RETURNING id",
            world.preview,
        )
        await connection.execute(
            "UPDATE seat SET allocation = $1 WHERE performance_id = $2 AND idx = 17", friends, world.preview
        )
    with pytest.raises(SeatsTaken):
        await hold_seats(world.preview, world.ana, [17], world.plan)
    assert (await hold_seats(world.preview, world.ana, [17], world.plan, ["FRIEND"])).seats == [17]
