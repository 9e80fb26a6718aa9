"""Tests of the commands for plans and performances, run as a program."""

from pathlib import Path

import pytest

from app.events.price_table import price_table
from app.events.pricing import Fee, Tax
from db.pool import fetch, fetch_value
from tests.checkout.cli import aisle
from tests.venues.plan_files import CLUB_HALL
from tests.world import World

DATES = ("--starts", "2031-01-09T19:30", "--on-sale", "2030-12-01 10:00")


async def test_a_plan_is_imported_drafted_published_and_cancelled(
    world: World, server_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "hall.json").write_bytes(CLUB_HALL)
    code, said = await aisle(
        server_environment, "import-plan", str(tmp_path / "hall.json"), "--venue", "rex", "--name", "Club"
    )
    assert (code, "1,115 seats" in said, "Танцевальный партер (ТП)" in said) == (0, True, True)
    plan = str(await fetch_value("SELECT id FROM seating_plan WHERE name = 'Club'"))
    code, said = await aisle(server_environment, "performance", "create", "--event", "opening", "--plan", plan, *DATES)
    number = said.split()[1]
    assert (code, said) == (0, f"Performance {number} is a draft.\n")
    assert (await aisle(server_environment, "performance", "publish", number))[0] == 1
    assert (await aisle(server_environment, "performance", "cancel", number))[0] == 0


async def test_a_time_is_meant_by_the_clock_of_the_venue(world: World, server_environment: dict[str, str]) -> None:
    prices = [word for level in ("Premium", "A", "B", "C", "D") for word in ("--price", f"{level}=0")]
    new = ("--event", "gala", "--title", "Gala", "--organizer", "olga", "--plan", str(world.plan), *DATES)
    code, said = await aisle(server_environment, "performance", "create", *new, *prices)
    starts = await fetch_value("SELECT starts_at FROM performance WHERE id = $1", int(said.split()[1]))
    assert (code, starts.isoformat()) == (0, "2031-01-09T19:30:00+00:00")
    code, said = await aisle(server_environment, "performance", "publish", said.split()[1])
    assert (code, "1,200 seats" in said) == (0, True)


async def test_types_prices_fees_tax_and_time_are_drafted_as_written(
    world: World, server_environment: dict[str, str]
) -> None:
    words = [
        *("--currency", "USD", "--ticket-type", "Adult", "--ticket-type", "Child", "--price", "Premium=11200,5600"),
        *("--fee", "Booking fee=percent:7.5", "--fee", "Card=per_ticket:90:absorbed", "--tax", "Sales tax=8.875:added"),
        *("--hold-minutes", "15", "--singles", "refuse"),
    ]
    new = ("--event", "opening", "--plan", str(world.plan), *DATES)
    code, said = await aisle(server_environment, "performance", "create", *new, *words)
    table = await price_table(number := int(said.split()[1]))
    assert (code, table.currency, [kind.name for kind in table.types]) == (0, "USD", ["Adult", "Child"])
    assert [table.ticket(0, kind).price for kind in (0, 1)] == [11_200, 5_600]
    assert table.fees == [Fee("Booking fee", "percent", 750), Fee("Card", "per_ticket", 90, absorbed=True)]
    assert table.tax == Tax("Sales tax", 88_750, included=False)
    [drafted] = await fetch("SELECT hold_minutes, singles FROM performance WHERE id = $1", number)
    assert tuple(drafted) == (15, "refuse")


async def test_a_plan_of_our_own_is_drawn_at_a_venue_that_opens_for_it(
    world: World, server_environment: dict[str, str]
) -> None:
    new = ("--venue", "dome", "--venue-name", "The Dome", "--city", "Faro", "--time-zone", "Europe/Lisbon")
    code, said = await aisle(server_environment, "draw-plan", "arena", *new, "--name", "In the round")
    assert (code, "In the round, version 1, 12,248 seats." in said, "Pit (P), Floor (F)" in said) == (0, True, True)
    stands = await fetch_value("SELECT count(*) FROM plan_seat WHERE plan > $1 AND label = ''", world.plan)
    assert stands == 3_400
    code, said = await aisle(server_environment, "draw-plan", "moon", "--venue", "dome")
    assert (code, "'moon' is not one of 'rex', 'arena', 'stadium'" in said) == (2, True)


@pytest.mark.parametrize(
    ("nonsense", "says"),
    [
        (("--price", "Premium=1,2"), "Premium needs one price each for Standard"),
        (("--fee", "Booking fee=750"), '"Booking fee=750" is no fee'),
        (("--fee", "Booking fee=percent:750"), "not over 100 %"),
        (("--tax", "VAT=0:included"), "a rate above 0 %"),
        (("--currency", "KWD", "--price", "Premium=12345"), "12345 does not"),
        (
            ("--price", "Premium=30"),
            "Premium as Standard comes to €0.30; the payment company charges no less than €0.50.",
        ),
        (("--currency", "JPY", "--price", "Premium=30"), "no less than JP¥50."),
        (("--currency", "HUF", "--price", "Premium=10000"), "no less than HUF\u00a0175.00."),
        (("--currency", "BTC", "--price", "Premium=10000"), "takes no payments in BTC"),
        (("--price", "Premium=12500000"), "charges no more than €999,999.99 at once"),
        (("--hold-minutes", "0"), "A hold lasts 1 to 60 minutes"),
    ],
)
async def test_a_draft_that_makes_no_sense_is_refused_in_one_line(
    world: World, server_environment: dict[str, str], nonsense: tuple[str, ...], says: str
) -> None:
    new = ("--event", "opening", "--plan", str(world.plan), *DATES)
    code, said = await aisle(server_environment, "performance", "create", *new, *nonsense)
    assert (code, said.count("\n"), says in said) == (1, 1, True)
    assert await fetch_value("SELECT count(*) FROM performance WHERE state = 'draft'") == 0


async def test_a_refusal_is_one_line_and_exit_code_one(
    world: World, server_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text('{"zones":[{"rows":[{"seats":[{"seat_guid":7}]}]}]}')
    code, said = await aisle(server_environment, "import-plan", str(tmp_path / "bad.json"), "--venue", "rex")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("aisle: zones[0].rows[0].seats[0].seat_guid")
    assert await fetch_value("SELECT count(*) FROM seating_plan") == 1
