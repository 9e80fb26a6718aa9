"""`aisle seats history`: staff see what happened to a seat."""

import re

import pytest

from app.checkout.orders.queries import Receipt
from app.seating.holds.hold import release_seats
from db import pool
from db.journal import SeatsKilled, record
from db.transaction import transaction
from tests.checkout.cli import aisle
from tests.checkout.scenarios import buy_order, hold_free_seats, hold_paid_seats
from tests.payments.fake_provider import FakeProvider
from tests.workers.consumers.journal_follower import follow_all
from tests.world import World
from workers.consumers.history import History

Environment = dict[str, str]
TIMES = re.compile(r"^  \w{3} \d+ \w{3} \d{4}, \d\d:\d\d:\d\d ", re.MULTILINE)


async def history(environment: Environment, *words: str) -> tuple[int, list[str]]:
    """Run the command; return its exit code and its lines without their times."""
    code, output = await aisle(environment, "seats", "history", *words)
    return code, TIMES.sub("  ", output).splitlines()


@pytest.fixture
async def paid(world: World, provider: FakeProvider) -> Receipt:
    """Return Ana's paid order of two seats at Opening Night: 18 and 19 of row A, on the plan #17 and #18."""
    receipt = await buy_order(world, provider)
    await follow_all(History())
    return receipt


@pytest.mark.parametrize("name", ["#17", "Stalls A 18", "stalls, row a, seat 18"])
async def test_a_seat_is_found_by_its_number_or_name(
    world: World, paid: Receipt, server_environment: Environment, name: str
) -> None:
    assert await history(server_environment, str(world.opening), name) == (
        0,
        [
            f"Stalls, row A, seat 18 (#17) · Opening Night at the Rex · performance {world.opening}",
            '  seats.held {"hold": 1, "seats": [17, 18]} by a fan',
            '  order.opened {"hold": 1, "order": 1, "seats": [17, 18]} by a fan',
            '  seats.sold {"order": 1, "seats": [17, 18]} by test',
            '  ticket.issued {"order": 1, "tickets": [1, 2]} by test',
        ],
    )


async def test_times_are_those_of_the_venue(world: World, server_environment: Environment) -> None:
    await pool.execute(
        "INSERT INTO journal (performance_id, topic, payload, actor, at)"
        """ VALUES ($1, 'seats.killed', '{"seats": [17]}', 'staff:olga', '2026-07-10 19:30:00Z')""",
        world.opening,
    )
    await follow_all(History())
    _, output = await aisle(server_environment, "seats", "history", str(world.opening), "#17")
    assert '  Fri 10 Jul 2026, 20:30:00 seats.killed {"seats": [17]} by staff:olga' in output


async def test_of_many_seats_the_first_are_shown(world: World, server_environment: Environment) -> None:
    async with transaction() as connection:
        await record(connection, world.opening, SeatsKilled(list(range(40))), actor="staff:olga")
    await follow_all(History())
    _, lines = await history(server_environment, str(world.opening), "#17")
    shown = ", ".join(map(str, range(12)))
    assert lines[1:] == [f'  seats.killed {{"seats": [{shown}, "… 40 in all"]}} by staff:olga']


async def test_older_facts_are_left_out_and_said_to_be(world: World, server_environment: Environment) -> None:
    for fan in ("ana", "ben"):
        await hold_paid_seats(world, fan, (17,))
        await release_seats(world.opening, fan)
    await follow_all(History())
    _, lines = await history(server_environment, str(world.opening), "#17", "--newest", "3")
    assert lines[1] == "The newest 3; --newest shows more."
    assert [line.split()[0] for line in lines[2:]] == ["seats.released", "seats.held", "seats.released"]


async def test_a_seat_without_history_and_one_that_is_not_read_yet(
    world: World, server_environment: Environment
) -> None:
    await follow_all(History())
    assert (await history(server_environment, str(world.preview), "#3"))[1][1:] == ["  Nothing happened to it."]
    await hold_free_seats(world, seats=(3,))
    await pool.execute("UPDATE consumer SET as_of = '2026-10-10 11:00Z'")
    assert (await history(server_environment, str(world.preview), "#3"))[1][1:] == [
        "  As of Sat 10 Oct 2026, 12:00:00: the consumer “history” has not read all of the journal."
        " What happened lately may be missing."
    ]


@pytest.mark.parametrize(
    ("performance", "seat", "problem"),
    [
        ("99", "#17", "aisle: There is no performance 99."),
        ("1", "Stalls Z 99", 'aisle: This performance has no seat "Stalls Z 99".'),
        ("1", "#99999", 'aisle: This performance has no seat "#99999".'),
        ("1", "#", 'aisle: This performance has no seat "#".'),
        ("1", "row", 'aisle: This performance has no seat "row".'),
    ],
    ids=["performance", "name", "number", "no-number", "empty"],
)
async def test_what_is_not_there_is_refused_in_one_line(
    world: World, server_environment: Environment, performance: str, seat: str, problem: str
) -> None:
    assert await history(server_environment, performance, seat) == (1, [problem])


async def test_a_name_of_several_seats_is_refused_with_their_numbers(
    world: World, server_environment: Environment
) -> None:
    code, lines = await history(server_environment, str(world.opening), "seat 18")
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith('aisle: "seat 18" may be ')
    assert "Stalls, row A, seat 18 is #17" in lines[0]
