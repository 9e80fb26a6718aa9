"""Tests of the demonstration: its events, their dates in the future, and that a second run changes nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.errors import BadInput
from app.events.demo import create_demo, load_demo
from app.events.price_table import price_table
from db.pool import fetch, fetch_value

pytestmark = pytest.mark.slow

NOW = datetime(2026, 12, 24, 23, 30, tzinfo=UTC)
SMALL = ("rex", "club-hall", "rex-kyoto", "rex-brooklyn")
ART = Path(__file__).parents[2] / "assets" / "art"
LIST = """
    SELECT p.id, e.slug, p.starts_at, p.on_sale_at, p.state, v.slug AS venue, max(x.amount) AS dearest,
           (SELECT count(*) FROM seat s WHERE s.performance_id = p.id AND s.status = 3) AS killed
    FROM performance p JOIN event e ON e.id = p.event JOIN seating_plan g ON g.id = p.plan
    JOIN venue v ON v.id = g.venue JOIN price x ON x.performance_id = p.id
    GROUP BY p.id, e.slug, v.slug ORDER BY p.starts_at"""


async def test_the_whole_demo_with_its_stadium_is_shown(database: str) -> None:
    assert "Preview Night at the Rex" in await create_demo(NOW)
    shows = {row["slug"]: row for row in await fetch(LIST)}
    assert shows["preview-night-at-the-rex"]["killed"] == 14
    assert shows["blue-hour-trio"]["venue"] == "club-hall"
    assert len(shows) == 14
    rooms = await fetch("SELECT count(*), count(area) FROM seat GROUP BY performance_id")
    assert {(58_986, 0), (12_248, 3_400)} <= {tuple(room) for room in rooms}


async def test_only_what_plays_at_one_venue_is_shown_when_that_is_wanted(database: str) -> None:
    assert await create_demo(NOW, ["north-arena"]) == ["Aurora at the North Arena"]
    assert {row["venue"] for row in await fetch(LIST)} == {"north-arena"}
    assert "Opening Night at the Rex" in await create_demo(NOW, ["north-arena", "rex"])


async def test_a_venue_the_demo_does_not_have_is_refused_with_those_it_has(database: str) -> None:
    with pytest.raises(BadInput, match="no venue called moon; it has rex, club-hall"):
        await create_demo(NOW, ["rex", "moon"])
    assert await fetch_value("SELECT count(*) FROM venue") == 0


async def test_opening_night_is_sold_to_adults_the_young_and_at_a_concession(database: str) -> None:
    await create_demo(NOW, ["rex"])
    [performance, *_] = [row for row in await fetch(LIST) if row["slug"] == "opening-night-at-the-rex"]
    table = await price_table(performance["id"])
    assert [kind.name for kind in table.types] == ["Adult", "Under 18", "Concession"]
    assert [table.ticket(0, kind.idx).price for kind in table.types] == [10_400, 5_200, 8_300]
    assert await fetch_value("SELECT singles FROM performance WHERE id = $1", performance["id"]) == "warn"


async def test_everything_is_to_come_and_what_costs_money_is_on_sale_too(database: str) -> None:
    await create_demo(NOW, SMALL)
    shows = await fetch(LIST)
    assert all(performance["starts_at"] > NOW and performance["state"] == "published" for performance in shows)
    selling = {
        performance["slug"] for performance in shows if performance["on_sale_at"] <= NOW and performance["dearest"] > 0
    }
    assert {"opening-night-at-the-rex", "the-paper-whale-in-kyoto", "the-final-in-brooklyn", "mahler-5"} <= selling
    assert sum(performance["on_sale_at"] <= NOW and performance["dearest"] == 0 for performance in shows) >= 4
    assert sum(performance["on_sale_at"] > NOW for performance in shows) >= 2


async def test_the_demo_is_charged_as_it_is_where_it_plays(database: str) -> None:
    await create_demo(NOW, SMALL)
    tables = {row["slug"]: await price_table(row["id"]) for row in await fetch(LIST)}
    said = {slug: (table.currency, table.totals_of([table.first_ticket(2)] * 2)) for slug, table in tables.items()}
    currency, porto = said["opening-night-at-the-rex"]
    assert (currency, porto.total, porto.included and porto.included.amount) == ("EUR", 12_836, 726)
    currency, kyoto = said["the-paper-whale-in-kyoto"]
    assert (currency, kyoto.total, kyoto.included and kyoto.included.amount) == ("JPY", 12_040, 1_094)
    currency, brooklyn = said["the-final-in-brooklyn"]
    assert (currency, brooklyn.total, brooklyn.tax and brooklyn.tax.amount) == ("USD", 9_690, 790)


async def test_a_date_is_meant_by_the_clock_of_its_own_venue(database: str) -> None:
    await create_demo(NOW, SMALL)
    [kyoto] = [
        performance["starts_at"]
        for performance in await fetch(LIST)
        if performance["slug"] == "the-paper-whale-in-kyoto"
    ]
    assert kyoto.astimezone(ZoneInfo("Asia/Tokyo")).isoformat() == "2027-01-15T14:00:00+09:00"


async def test_the_demo_again_changes_nothing_until_an_event_is_over(database: str) -> None:
    await create_demo(NOW, SMALL)
    count = await fetch_value("SELECT count(*) FROM performance")
    assert await create_demo(NOW + timedelta(hours=1), SMALL) == []
    assert await fetch_value("SELECT count(*) FROM performance") == count
    assert await create_demo(NOW + timedelta(days=3), SMALL) == ["Preview Night at the Rex"]
    assert len(await create_demo(NOW + timedelta(days=400), SMALL)) == 12
    assert await fetch_value("SELECT count(*) FROM seating_plan") == 4


def test_every_picture_of_the_demo_exists() -> None:
    stems = {file.stem for file in ART.glob("*.svg")}
    assert {event.art for event in load_demo().events} <= stems
