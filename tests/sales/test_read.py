"""What pages and commands read of the statistics, and that they count where these are old or missing."""

import re

import pytest

from app.events import catalog
from app.events.catalog import get_public_performance, level_offers, upcoming_performances
from app.sales.read import get_sales
from app.sales.report import sales_lines, series_lines
from app.sales.report_command import read_sales
from app.sales.series import get_days, get_minutes
from app.web.cache import clear_caches
from db import pool
from db.journal import SeatsReleased, record
from db.transaction import transaction
from tests.checkout.cli import aisle
from tests.checkout.scenarios import TWO_SEATS, buy_order, hold_paid_seats
from tests.payments.fake_provider import FakeProvider
from tests.sales.follower import Follower
from tests.world import World

SET_ASIDE = "UPDATE seat SET allocation = 1 WHERE performance_id = 1 AND idx = 50"
MAKE_FRESH = "UPDATE consumer SET as_of = now()"
MAKE_OLD = "UPDATE consumer SET as_of = now() - interval '11 seconds'"
MAKE_TO_COME = "UPDATE consumer SET as_of = now() + interval '1 hour'"
NOT_FRESH = pytest.mark.parametrize("make_not_fresh", [MAKE_OLD, MAKE_TO_COME], ids=["old", "to come"])
LESS = "UPDATE sales_total SET capacity = capacity - 7 WHERE performance_id = 1 AND level = 0 AND channel = ''"


async def sold(world: World, provider: FakeProvider) -> None:
    """Sell two seats, hold three, set one aside, and count. The statistics are fresh."""
    follower = await Follower().begin()
    await buy_order(world, provider)
    await hold_paid_seats(world, "ben", (30, 31, 32))
    async with transaction() as connection:
        await connection.execute(SET_ASIDE)
        await record(connection, world.opening, SeatsReleased([50]), actor="staff:olga")
    await follower.follow()
    await pool.execute(MAKE_FRESH)


async def left_of(performance: int) -> tuple[int, int, int]:
    """Return how many seats are left by the three ways in which pages ask."""
    clear_caches()
    shown = await get_public_performance(performance)
    listed = next(one for one in await upcoming_performances() if one.id == performance)
    return shown.open, listed.open, sum(offer.remaining for offer in await level_offers(shown))


@NOT_FRESH
async def test_pages_read_fresh_statistics_and_count_otherwise(
    world: World, provider: FakeProvider, make_not_fresh: str
) -> None:
    await sold(world, provider)
    left = 1200 - 2 - 3 - 1
    assert await left_of(world.opening) == (left, left, left)
    await pool.execute(LESS)
    await pool.execute(MAKE_FRESH)
    assert await left_of(world.opening) == (left - 7, left - 7, left - 7)
    assert await left_of(world.preview) == (1200, 1200, 1200)
    await pool.execute(make_not_fresh)
    assert await left_of(world.opening) == (left, left, left)


async def test_pages_count_what_the_statistics_do_not_know(world: World) -> None:
    await Follower().begin()
    await pool.execute(MAKE_FRESH)
    await hold_paid_seats(world)
    assert await left_of(world.opening) == (1198, 1198, 1198)


async def test_another_generation_is_not_read(world: World, provider: FakeProvider) -> None:
    await sold(world, provider)
    await pool.execute(LESS)
    await pool.execute("UPDATE consumer SET generation = 2")
    assert await left_of(world.opening) == (1194, 1194, 1194)
    assert await get_sales(world.opening) is None


@pytest.mark.parametrize("sql", [catalog.PUBLIC_BY_ID, catalog.OPEN_BY_LEVEL], ids=["performance", "levels"])
async def test_no_seat_is_read_while_the_statistics_are_fresh(world: World, provider: FakeProvider, sql: str) -> None:
    await sold(world, provider)

    async def scans_of_seats() -> list[str]:
        plan = "\n".join(row[0] for row in await pool.fetch(f"EXPLAIN (ANALYZE, COSTS OFF) {sql}", world.opening))
        return re.findall(r" on seat\b.* \((.*)\)", plan)

    assert set(await scans_of_seats()) == {"never executed"}
    await pool.execute(MAKE_OLD)
    assert set(await scans_of_seats()) != {"never executed"}


async def test_the_totals_of_a_performance_come_with_their_instant(world: World, provider: FakeProvider) -> None:
    await sold(world, provider)
    sales = await get_sales(world.opening)
    assert sales is not None
    assert sales.as_of == await pool.fetch_value("SELECT as_of FROM consumer")
    level = next(total for total in sales.totals if (total.level, total.channel) == (2, "web"))
    assert (level.ticket_type, level.seats.sold, level.sales.tickets, level.sales.revenue) == (0, 2, 2, 13600)


@NOT_FRESH
async def test_old_statistics_are_read_only_where_any_age_will_do(
    world: World, provider: FakeProvider, make_not_fresh: str
) -> None:
    await sold(world, provider)
    await pool.execute(make_not_fresh)
    assert (await get_sales(1), await get_minutes(1), await get_days(1)) == (None, None, None)
    assert await get_sales(1, max_age_seconds=None) is not None


async def test_the_series_add_up_to_the_totals(world: World, provider: FakeProvider) -> None:
    await sold(world, provider)
    minutes, days = await get_minutes(world.opening), await get_days(world.opening)
    assert minutes is not None
    assert days is not None
    assert sum(one.sales.revenue for one in minutes.minutes) == TWO_SEATS
    assert sum(one.sales.received for one in days.days) == TWO_SEATS
    assert (await get_days(world.preview)).days == []


async def test_the_command_shows_what_was_sold(
    world: World, provider: FakeProvider, server_environment: dict[str, str]
) -> None:
    await sold(world, provider)
    await pool.execute("UPDATE consumer SET as_of = '2030-01-09 19:30:00Z'")
    code, said = await aisle(server_environment, "performance", "sales", str(world.opening))
    assert code == 0, said
    lines = said.splitlines()
    assert lines[:4] == [
        "Performance 1, as of 2030-01-09 19:30:00 UTC",
        "  1,200 seats: 1,194 left, 3 held, 2 sold, 1 set aside, 0 not for sale",
        "  1 order paid; 2 tickets for €137.50",
        "  €137.50 received, €0.00 given back",
    ]
    assert "  Standard: 2 tickets for €136.00" in lines
    assert "  web: 2 tickets for €137.50" in lines
    assert sum("2 sold" in line for line in lines) == 2


@pytest.mark.parametrize("by", ["day", "minute"])
async def test_the_series_are_shown_by_day_and_minute(world: World, provider: FakeProvider, by: str) -> None:
    await sold(world, provider)
    found, names = await read_sales(world.opening)
    series = await (get_days if by == "day" else get_minutes)(world.opening)
    assert series is not None
    head, *lines = series_lines(world.opening, series, names)
    assert head == next(sales_lines(world.opening, found, names))
    assert [re.sub(r"^[-0-9: ]+: ", "", line) for line in lines] == [
        "2 tickets for €137.50; €137.50 received, €0.00 given back"
    ]


async def test_a_day_without_sales_is_said(
    world: World, provider: FakeProvider, server_environment: dict[str, str]
) -> None:
    await sold(world, provider)
    code, said = await aisle(server_environment, "performance", "sales", str(world.preview), "--by", "day")
    assert (code, said.splitlines()[1:]) == (0, ["  Nothing was sold."])


async def test_the_command_says_that_there_are_none(world: World, server_environment: dict[str, str]) -> None:
    code, said = await aisle(server_environment, "performance", "sales", "1")
    assert (code, said) == (
        1,
        "aisle: There are no statistics of performance 1. A worker makes them when it is published.\n",
    )
