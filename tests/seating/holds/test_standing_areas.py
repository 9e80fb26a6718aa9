"""Tests of standing areas: places are sold by count, and exactly as many as there are."""

import asyncio
import re
from collections.abc import Callable

import pytest
import pytest_asyncio

from app.errors import BadInput
from app.events.catalog import Performance
from app.seating.errors import NoSuchArea, PlanChanged, SeatsContested, TooFewPlaces, TooManySeats
from app.seating.holds.hold import hold_places, hold_seats, live_hold, release_seats
from app.seating.plan.seats import cached_plan_seats
from db import pool
from db.transaction import transaction
from tests.fan import HTMX, Fan
from tests.seating.holds.test_hold import expire, facts
from tests.seating.scenarios import CHILD, FLOOR, STALLS_B, TABLE, count_held, create_night, standing_field
from tests.world import World

Visit = Callable[[], Fan]


@pytest_asyncio.fixture(loop_scope="session")
async def night(world: World) -> Performance:
    """Create a performance in the hall of plans.py, with ten standing places on the floor."""
    return await create_night(world)


async def test_so_many_places_are_held_and_told_once(night: Performance) -> None:
    hold = await hold_places(night, "ana", FLOOR, 3, night.plan)
    assert len(hold.seats) == len(set(hold.seats) & set(range(10))) == 3
    assert (hold.allowed, await facts("seats.held")) == (5, 1)


async def test_places_join_the_hold_of_the_seats(night: Performance) -> None:
    first = await hold_seats(night.id, "ana", [26], night.plan)
    both = await hold_places(night, "ana", FLOOR, 2, night.plan)
    assert (both.id, both.until, len(both.seats), 26 in both.seats) == (first.id, first.until, 3, True)


async def test_places_are_had_instead_of_seats_and_the_other_way_round(night: Performance) -> None:
    await hold_seats(night.id, "ana", STALLS_B, night.plan)
    hold = await hold_places(night, "ana", FLOOR, 6, night.plan, replacing=STALLS_B)
    assert set(hold.seats) <= set(range(10))
    back = await hold_seats(night.id, "ana", [26], night.plan, replacing=hold.seats)
    assert (back.seats, await count_held(night)) == ([26], 1)


async def test_what_was_to_be_given_back_stays_when_nothing_was_got(night: Performance) -> None:
    await hold_places(night, "ben", FLOOR, 8, night.plan)
    await hold_seats(night.id, "ana", [26, 27], night.plan)
    with pytest.raises(TooFewPlaces):
        await hold_places(night, "ana", FLOOR, 3, night.plan, replacing=[26, 27])
    assert (await live_hold(night.id, "ana")).seats == [26, 27]  # type: ignore[union-attr]


async def test_too_few_are_told_with_their_number_and_none_is_taken(night: Performance) -> None:
    await hold_places(night, "ben", FLOOR, 8, night.plan)
    with pytest.raises(TooFewPlaces, match=r"Only 2 places are left in Floor\. Nothing was taken") as error:
        await hold_places(night, "ana", FLOOR, 3, night.plan)
    assert (error.value.facts["places_left"], await count_held(night)) == (2, 8)


async def test_when_all_is_gone_it_says_so(night: Performance) -> None:
    await hold_places(night, "ben", FLOOR, 8, night.plan)
    await hold_places(night, "carl", FLOOR, 2, night.plan)
    with pytest.raises(TooFewPlaces, match="no places left just now"):
        await hold_places(night, "ana", FLOOR, 1, night.plan)


async def test_places_that_ran_out_are_had_before_the_sweeper_came(night: Performance) -> None:
    await hold_places(night, "ben", FLOOR, 8, night.plan)
    await expire(night.id, "ben")
    assert len((await hold_places(night, "ana", FLOOR, 8, night.plan)).seats) == 8


async def test_the_cap_counts_places_as_seats(night: Performance) -> None:
    await hold_seats(night.id, "ana", STALLS_B, night.plan)
    with pytest.raises(TooManySeats, match="You may take 2 more"):
        await hold_places(night, "ana", FLOOR, 3, night.plan)


@pytest.mark.parametrize(
    ("area", "count", "no"),
    [
        (FLOOR, 0, BadInput),
        (FLOOR, -1, BadInput),
        (FLOOR, 10**9, BadInput),
        (1, 1, NoSuchArea),
        (26, 1, NoSuchArea),
        (10**6, 1, NoSuchArea),
        (-1, 1, NoSuchArea),
        (2**40, 1, NoSuchArea),
        (TABLE[0], 2, NoSuchArea),
    ],
)
async def test_nonsense_is_refused_and_changes_nothing(
    night: Performance, area: int, count: int, no: type[Exception]
) -> None:
    with pytest.raises(no):
        await hold_places(night, "ana", area, count, night.plan)
    assert await count_held(night) == 0


async def test_an_old_map_takes_no_places(night: Performance) -> None:
    with pytest.raises(PlanChanged):
        await hold_places(night, "ana", FLOOR, 1, night.plan + 7)


async def test_of_another_plan_nothing_is_read_to_say_no(world: World, night: Performance) -> None:
    cached_plan_seats.clear()
    with pytest.raises(PlanChanged):
        await hold_places(night, "ana", FLOOR, 2, world.plan)
    with pytest.raises(PlanChanged):
        await hold_seats(night.id, "ana", [26], world.plan)
    assert world.plan not in cached_plan_seats


async def test_places_set_aside_need_their_code(night: Performance) -> None:
    async with transaction() as connection:
        friends = await connection.fetchval(
            "INSERT INTO allocation (performance_id, name, code) VALUES ($1, 'F', 'FRIEND') RETURNING id", night.id
        )
        sql = "UPDATE seat SET allocation = $1 WHERE performance_id = $2 AND area = 0 AND idx < 9"
        await connection.execute(sql, friends, night.id)
    with pytest.raises(TooFewPlaces, match="Only 1 place is left"):
        await hold_places(night, "ana", FLOOR, 2, night.plan)
    assert len((await hold_places(night, "ana", FLOOR, 2, night.plan, ["FRIEND"])).seats) == 2


async def test_whoever_finds_all_places_in_other_hands_is_not_told_that_they_are_gone(night: Performance) -> None:
    async with transaction() as other:
        await other.execute("SELECT FROM seat WHERE performance_id = $1 AND area = 0 FOR UPDATE", night.id)
        with pytest.raises(SeatsContested):
            await hold_places(night, "ana", FLOOR, 2, night.plan)
    assert len((await hold_places(night, "ana", FLOOR, 2, night.plan)).seats) == 2


async def test_thirty_two_buyers_sell_an_area_exactly_and_nobody_is_sent_away_too_early(world: World) -> None:
    """Sell 207 places by four, three, two and one to 32 concurrent buyers.

    A buyer who got TooFewPlaces had asked for more places than were left."""
    night = await create_night(world, standing_field(207))
    refused: list[tuple[int, int]] = []

    async def buyer(n: int) -> int:
        for count in (4, 3, 2, 1):
            while True:
                person = f"fan-{n}-{count}-{await pool.fetch_value('SELECT random()')}"
                try:
                    await hold_places(night, person, FLOOR, count, night.plan)
                except SeatsContested:
                    continue
                except TooFewPlaces as error:
                    refused.append((count, error.facts["places_left"]))
                    break
        return n

    await asyncio.gather(*(buyer(n) for n in range(32)))
    assert await count_held(night) == 207
    assert all(left < count for count, left in refused)
    largest = "SELECT max(n) FROM (SELECT count(*) AS n FROM seat WHERE status = 1 GROUP BY hold_id) x"
    assert await pool.fetch_value(largest) == 4


@pytest.mark.usefixtures("new_tables")
async def test_a_claim_reads_a_few_rows_of_the_index_and_never_the_table(world: World) -> None:
    night = await create_night(world, standing_field(20_000))
    source = await pool.fetch_value("SELECT prosrc FROM pg_proc WHERE proname = 'claim_places'")
    meant = {"p_performance": night.id, "p_area": FLOOR, "p_from": 15_000, "p_count": 4, "p_allocations": "'{}'"}
    claim = re.findall(r"SELECT s\.idx.*?SKIP LOCKED", source, re.DOTALL)[0]
    for name, value in meant.items():
        claim = claim.replace(name, str(value))
    async with transaction() as connection:
        plan = str(await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {claim}"))
    assert '"Index Name": "open_place"' in plan
    assert ("Seq Scan" in plan, "Sort" in plan) == (False, False)
    assert max(float(rows) for rows in re.findall(r'"Actual Rows": ([0-9.]+)', plan)) <= 4


@pytest.mark.usefixtures("new_tables")
async def test_plans_made_while_nobody_held_anything_read_no_table_from_end_to_end(night: Performance) -> None:
    async with transaction() as connection:
        await connection.execute("ANALYZE hold; ANALYZE seat")
        scans = "SELECT pg_stat_get_xact_numscans('hold'::regclass) + pg_stat_get_xact_numscans('seat'::regclass)"
        before = await connection.fetchval(scans)  # earlier statements of this connection may be counted
        for n in range(8):
            taking = "SELECT outcome FROM hold_seats($1, $2, '{}', $3, '{}', '{}', 0, 1, 0)"
            assert await connection.fetchval(taking, night.id, f"fan-{n}", night.plan) == "held"
            await connection.fetchval("SELECT hold FROM release_seats($1, $2, NULL)", night.id, f"fan-{n}")
        assert await connection.fetchval(scans) == before


async def test_the_basket_says_standing_places_once_and_gives_one_back(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{night.id}")
    took = await fan.send(f"/performances/{night.id}/holds", {"area": 0, "count": 3, "plan": night.plan}, **HTMX)
    assert took.status_code == 200
    [line] = re.findall(r'<li class="basket-line" data-i="([\d ]+)"', took.text)
    assert len(line.split()) == 3
    assert '<span class="where">Floor, 3 places</span>' in took.text
    one = re.search(r'value="(\d+)" aria-label="Give back one: Floor, 3 places"', took.text)
    assert one
    left = await fan.send(f"/performances/{night.id}/holds/returns", {"seats": one[1]}, **HTMX)
    assert '<span class="where">Floor, 2 places</span>' in left.text


async def test_a_basket_that_lost_the_count_offers_what_is_left(night: Performance, visit: Visit) -> None:
    await hold_places(night, "ben", FLOOR, 8, night.plan)
    fan = visit()
    await fan.read(f"/performances/{night.id}")
    error = await fan.send(f"/performances/{night.id}/holds", {"area": 0, "count": 3, "plan": night.plan}, **HTMX)
    assert (error.status_code, "Only 2 places are left in Floor" in error.text) == (409, True)
    assert (
        'name="area" value="0"><input type="hidden" name="count" value="2"><button class="button" type="submit">Take 2<'
        in error.text
    )


@pytest.mark.parametrize(
    "wish",
    [
        {"area": "0", "count": "0"},
        {"area": "0", "count": "-1"},
        {"area": "0", "count": "1000000000"},
        {"area": "0"},
        {"area": "x", "count": "1"},
        {"area": "0", "count": "1", "seats": "26"},
        {"area": "9" * 17, "count": "1"},
    ],
)
async def test_a_form_with_nonsense_takes_nothing(night: Performance, visit: Visit, wish: dict[str, str]) -> None:
    answer = await visit().send(
        f"/performances/{night.id}/holds", {"plan": night.plan, **wish}, Accept="application/json"
    )
    assert answer.status_code in (400, 404)
    assert answer.json()["detail"]
    assert await count_held(night) == 0


async def test_places_asked_for_again_by_number_are_others_where_these_have_gone(
    night: Performance, visit: Visit
) -> None:
    await hold_seats(night.id, "ben", [2, 3, 4], night.plan)
    took = await visit().hold(night.id, [2, 3, 5], night.plan)
    assert took.status_code == 200
    assert (len(took.json()["seats"]), 5 in took.json()["seats"], await count_held(night)) == (3, True, 6)


async def test_with_too_few_others_or_a_seat_that_is_gone_nothing_is_taken(night: Performance, visit: Visit) -> None:
    await hold_places(night, "ben", FLOOR, 8, night.plan)
    await hold_seats(night.id, "carl", [26], night.plan)
    for wish in ([0, 1, 2], [26, 0]):
        error = await visit().hold(night.id, wish, night.plan)
        assert (error.status_code, error.json()["error"], await count_held(night)) == (409, "seats_taken", 9)


async def test_a_table_sold_whole_is_one_line_and_goes_back_whole(night: Performance, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{night.id}")
    took = await fan.send(f"/performances/{night.id}/holds", {"seats": "10 11 12 13", "plan": night.plan}, **HTMX)
    assert '<span class="where">Tables, Table 1, seats 1 to 4</span>' in took.text
    assert "Give back one" not in took.text
    child = await fan.send(f"/performances/{night.id}/holds/types", {"seats": "12", "type": CHILD}, **HTMX)
    assert "Tables, Table 1, seats 1, 2 and 4<" in child.text
    await fan.send(f"/performances/{night.id}/holds/returns", {"seats": "12"}, **HTMX)
    assert await count_held(night) == 0


async def test_giving_back_a_place_leaves_the_others(night: Performance) -> None:
    hold = await hold_places(night, "ana", FLOOR, 3, night.plan)
    await release_seats(night.id, "ana", hold.seats[:1])
    assert await count_held(night) == 2
