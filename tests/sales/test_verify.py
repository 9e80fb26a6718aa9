"""`aisle consumers verify sales_stats` finds what is wrong, and nothing that is only not handled yet."""

import pytest
from click.testing import CliRunner

from app.sales import verify
from app.sales.verify import NoStatistics, verify_sales
from db import pool
from tests.checkout.scenarios import buy_order, hold_paid_seats
from tests.payments.fake_provider import FakeProvider
from tests.sales.follower import Follower
from tests.world import World
from workers.consumers.staff import verify_command


async def counted(world: World, provider: FakeProvider) -> Follower:
    """Sell two seats, in one minute, and count them."""
    follower = await Follower().begin()
    await buy_order(world, provider)
    await pool.execute('UPDATE payment SET settled_at = (SELECT paid_at FROM "order")')
    await follower.follow()
    return follower


async def found() -> list[str]:
    """Return the differences as lines."""
    return [str(difference) for difference in (await verify_sales()).differences]


async def test_right_statistics_have_no_difference(world: World, provider: FakeProvider) -> None:
    await counted(world, provider)
    verification = await verify_sales()
    assert (verification.performances, verification.differences) == (2, [])
    assert verification.as_of == await pool.fetch_value("SELECT as_of FROM consumer")


async def test_facts_that_are_not_handled_are_no_difference(world: World, provider: FakeProvider) -> None:
    await counted(world, provider)
    await hold_paid_seats(world, "ben", (30, 31))
    await buy_order(world, provider, "carl", (40, 41))
    assert await found() == []


async def test_statistics_that_have_not_begun_are_right_in_the_sight_of_the_facts(world: World) -> None:
    await Follower().begin()
    await hold_paid_seats(world)
    assert await found() == []


BROKEN = """
    INSERT INTO journal (performance_id, topic, payload, actor) VALUES ($1, 'seats.held', '{"seats": "17"}', 'test')
    RETURNING id
"""


async def test_a_fact_that_cannot_be_read_is_a_line_beside_the_numbers(world: World, provider: FakeProvider) -> None:
    await counted(world, provider)
    fact = await pool.fetch_value(BROKEN, world.opening)
    await hold_paid_seats(world, "ben", (30, 31))
    await pool.execute("UPDATE sales_day SET orders = 0")
    unread, *others = await found()
    assert unread == f"fact {fact} cannot be read: seats in a fact seats.held is '17', not numbers"
    assert [line.split(": ")[1] for line in others] == ["orders is 0, not 1"]


@pytest.mark.parametrize(
    ("wrong", "lines"),
    [
        (
            "UPDATE sales_total SET held = 3 WHERE performance_id = 1 AND level = 0 AND channel = ''",
            [
                "performance 1, total, level 0: held is 3, not 0",
                "performance 1, counted plainly: held is 3, not 0",
            ],
        ),
        (
            "UPDATE sales_day SET orders = 0 WHERE orders > 0",
            ["performance 1, day {day}, channel web: orders is 0, not 1"],
        ),
        (
            "DELETE FROM sales_minute WHERE received > 0",
            [
                "performance 1, minute {minute} UTC, channel web: orders is 0, not 1",
                "performance 1, minute {minute} UTC, channel web: revenue is 0, not 150",
                "performance 1, minute {minute} UTC, channel web: received is 0, not 13750",
            ],
        ),
        (
            "UPDATE sales_entry SET received = 1 WHERE kind = 3",
            ["performance 1, payment 1: received is 1, not 13750"],
        ),
        (
            "INSERT INTO sales_total SELECT 1, 77, -1, -1, 'web', 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0",
            [
                "performance 77, total, channel web: revenue is 5, not 0",
                "performance 77, counted plainly: revenue is 5, not 0",
            ],
        ),
        (
            "UPDATE seat SET status = 3 WHERE performance_id = 2 AND idx = 0",  # without a fact
            [
                "performance 2, total, level 2: killed is 0, not 1",
                "performance 2, counted plainly: killed is 0, not 1",
                "performance 2, seat 0: killed is 0, not 1",
            ],
        ),
    ],
    ids=["total", "day", "minute", "entry", "unknown performance", "row"],
)
async def test_each_wrong_number_is_a_line(world: World, provider: FakeProvider, wrong: str, lines: list[str]) -> None:
    await counted(world, provider)
    paid = await pool.fetch_row("""SELECT to_char(paid_at AT TIME ZONE 'Europe/Lisbon', 'YYYY-MM-DD') AS day,
        to_char(paid_at, 'YYYY-MM-DD HH24:MI') AS minute FROM "order" """)
    assert paid is not None
    await pool.execute(wrong)
    assert await found() == [line.format(**paid) for line in lines]


async def test_the_independent_count_finds_an_error_of_the_definition(
    world: World, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await counted(world, provider)
    only_orders = verify.PLAIN_COUNTS[1].replace("sum(o.total)", "sum(o.total + 1)")
    monkeypatch.setattr(verify, "PLAIN_COUNTS", (*verify.PLAIN_COUNTS[:1], only_orders, *verify.PLAIN_COUNTS[2:]))
    assert await found() == ["performance 1, counted plainly: revenue is 13750, not 13751"]


async def test_without_the_consumer_there_is_nothing_to_verify(world: World) -> None:
    with pytest.raises(NoStatistics, match="no statistics of sales yet"):
        await verify_sales()


@pytest.mark.parametrize(
    ("wrong", "code", "ends"),
    [
        ("SELECT", 0, "sales_stats is right: 2 performances, as of 2031-01-09 19:30:00 UTC.\n"),
        ("UPDATE sales_day SET orders = 0", 1, "orders is 0, not 1\n"),
    ],
    ids=["right", "wrong"],
)
async def test_the_command_says_what_was_found(
    world: World, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, wrong: str, code: int, ends: str
) -> None:
    await counted(world, provider)
    await pool.execute("UPDATE consumer SET as_of = '2031-01-09 19:30:00Z'")
    await pool.execute(wrong)
    found = await verify_sales()

    def result(work) -> object:
        work.close()
        return found

    monkeypatch.setattr(verify_command, "run_with_connections", result)
    said = CliRunner().invoke(verify_command.verify, ["sales_stats"])
    assert (said.exit_code, said.output.endswith(ends)) == (code, True), said.output
