"""An order in a calendar: the right instant, the right words, and the same entry for ever."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from icalendar import Calendar, Event

from app.events.catalog import Performance, public_performance
from app.tickets.calendar import order_calendar
from tests.unbracketed import unbracketed
from tests.world import World

ADDRESS = "https://tickets.example.org/orders/2/secret"
SEATS = ["Stalls, row G, seat 11", "Танцевальный партер, row 12, seat 3"]
LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture
async def preview(world: World) -> Performance:
    """Return the free Preview at the Rex, in Porto."""
    performance = await public_performance(world.preview)
    assert performance is not None
    return performance


def entry_of(performance: Performance, reference: str = "RX10-7K2M") -> Event:
    """Return the one entry of the file, read back."""
    (entry,) = Calendar.from_ical(order_calendar(performance, reference, ADDRESS, SEATS)).walk("VEVENT")
    return entry


def on(performance: Performance, day: date) -> Performance:
    """Return the same performance on another day, at 19:30 in Porto, with entrance from 18:45."""
    starts_at = datetime.combine(day, time(19, 30), LISBON).astimezone(UTC)
    return msgspec.structs.replace(performance, starts_at=starts_at, doors_at=starts_at - timedelta(minutes=45))


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 10, 24), 18), (date(2026, 10, 25), 19)])
async def test_half_past_seven_is_that_on_both_sides_of_the_change_of_clocks(
    preview: Performance, day: date, hour: int
) -> None:
    entry = entry_of(on(preview, day))
    assert entry.start == datetime.combine(day, time(hour, 30), UTC)
    assert entry.start.astimezone(LISBON).time() == time(19, 30)
    assert "begins at 19:30, doors open at 18:45, by the clock in Porto" in entry["description"]


async def test_the_entry_says_what_where_and_which_seats(preview: Performance) -> None:
    entry = entry_of(preview)
    assert entry["summary"] == "Preview Night at the Rex"
    assert entry["location"] == "Rex Theatre, Rua de Passos Manuel, Porto"
    assert entry["url"] == ADDRESS
    assert [seat for seat in SEATS if seat not in entry["description"]] == []
    assert "Order RX10-7K2M" in entry["description"]


async def test_an_end_that_nobody_knows_is_called_so(preview: Performance) -> None:
    entry = entry_of(preview)
    assert entry.duration == timedelta(hours=2, minutes=30)
    assert "end is not known" in entry["description"]


async def test_doors_that_have_no_time_are_not_mentioned(preview: Performance) -> None:
    assert "doors" not in entry_of(msgspec.structs.replace(preview, doors_at=None))["description"]


async def test_an_order_has_one_entry_however_often_it_is_fetched(preview: Performance) -> None:
    moved = msgspec.structs.replace(preview, title="Renamed", starts_at=preview.starts_at + timedelta(days=1))
    assert entry_of(preview)["uid"] == entry_of(moved)["uid"]
    assert entry_of(preview)["uid"] != entry_of(preview, "RX10-7K2N")["uid"]
    assert entry_of(preview)["uid"] != entry_of(msgspec.structs.replace(preview, id=preview.id + 1))["uid"]


async def test_a_cancelled_performance_takes_its_entry_back(preview: Performance) -> None:
    off = msgspec.structs.replace(preview, state="cancelled")
    before, after = entry_of(preview), entry_of(off)
    assert Calendar.from_ical(order_calendar(off, "RX10-7K2M", ADDRESS, SEATS))["method"] == "CANCEL"
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]
    assert "is cancelled" in after["description"]
    assert after["uid"] == before["uid"]


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
async def test_a_title_adds_no_line_of_its_own(preview: Performance, breaks: str) -> None:
    title = f"Night;{breaks}BEGIN:VALARM{breaks}TRIGGER:-PT2H{breaks}END:VALARM"
    written = order_calendar(msgspec.structs.replace(preview, title=title), "RX10-7K2M", ADDRESS, SEATS).decode()
    assert "BEGIN:VALARM" not in written.splitlines()
    (entry,) = Calendar.from_ical(written).walk("VEVENT")
    assert (entry.subcomponents, "BEGIN:VALARM" in entry["summary"]) == ([], True)


async def test_every_line_is_as_short_as_the_standard_asks(preview: Performance) -> None:
    long = msgspec.structs.replace(preview, title="Танцы до утра" * 20)
    lines = order_calendar(long, "RX10-7K2M", ADDRESS, SEATS).split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert entry_of(long)["summary"] == long.title


async def test_others_see_only_a_busy_evening(preview: Performance) -> None:
    assert entry_of(preview)["class"] == "PRIVATE"
    assert b"VALARM" not in order_calendar(preview, "RX10-7K2M", ADDRESS, SEATS)


async def test_the_entry_is_written_in_the_language_of_the_order(preview: Performance) -> None:
    for performance in (on(preview, date(2026, 10, 24)), msgspec.structs.replace(preview, state="cancelled")):
        file = order_calendar(performance, "RX10-7K2M", ADDRESS, [], "en-XA")
        (entry,) = Calendar.from_ical(file).walk("VEVENT")
        assert unbracketed(entry["description"], ADDRESS) == []
        assert entry["description"].params["LANGUAGE"] == entry["summary"].params["LANGUAGE"] == "en-XA"
        assert b"PRODID:-//Aisle//Tickets//EN\r\n" in file
