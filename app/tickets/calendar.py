"""A performance as an entry for the fan's calendar (RFC 5545). Only this file writes calendars."""

import re
from collections.abc import Sequence
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from app.events.catalog import Performance
from app.language.languages import SOURCE
from app.language.messages import Fact
from app.language.translator import Translator, translator
from realtime.clock import current_time

ASSUMED_DURATION = timedelta(hours=2, minutes=30)
"""Assumed length of a performance, because its end is not stored."""

# what a less strict program may take for the end of a line
LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def order_calendar(
    performance: Performance, reference: str, address: str, seats: Sequence[Fact], language: str = SOURCE
) -> bytes:
    """Write an iCalendar file with one entry for the order at this address, in the language of this tag; `seats` in
    words. It sets no alarm.

    The entry's uid never changes: a newer file replaces the entry of an older one, and a file for a cancelled
    performance removes it."""
    cancelled = performance.state == "cancelled"
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Aisle//Tickets//EN")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_entry(performance, reference, address, seats, translator(language)))
    content: bytes = calendar.to_ical()
    return content


def _entry(performance: Performance, reference: str, address: str, seats: Sequence[Fact], written: Translator) -> Event:
    entry, cancelled = Event(), performance.state == "cancelled"
    parameters = {"LANGUAGE": written.language.tag}
    entry.add("uid", f"order-{reference}-performance-{performance.id}@{urlsplit(address).hostname or 'aisle'}")
    entry.add("dtstamp", current_time())
    # A calendar accepts a change only with a higher number. Performances are never postponed here, only cancelled.
    entry.add("sequence", 1 if cancelled else 0)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    # As UTC: every program reads it alike and shows it in its own time zone. A zone's name would need its rules beside
    # it, and programs disagree on what to do when they know the name with other rules.
    entry.add("dtstart", performance.starts_at.astimezone(UTC))
    entry.add("duration", ASSUMED_DURATION)
    own = {"LANGUAGE": performance.title_language} if performance.title_language else parameters
    entry.add("summary", _line(performance.title), parameters=own)
    entry.add("location", _line(", ".join(filter(None, (performance.venue, performance.address, performance.city)))))
    places = [_line(written.say(seat)) for seat in seats]
    order = written.gettext("Order {reference}, tickets:", reference=reference)
    lines = [*_description(performance, written), "", *places, order, address]
    entry.add("description", "\n".join(lines), parameters=parameters)
    entry.add("url", address)
    # the address gives access to the tickets: a shared calendar must show others only that the time is taken
    entry.add("class", "PRIVATE")
    return entry


def _description(performance: Performance, written: Translator) -> list[str]:
    if performance.state == "cancelled":
        return [written.gettext("This performance is cancelled. You need not come.")]
    time = written.moment(performance.starts_at, performance.time_zone, "time")
    place = _line(performance.city or performance.venue)
    if performance.doors_at:
        doors = written.moment(performance.doors_at, performance.time_zone, "time")
        begins = written.gettext(
            "It begins at {time}, doors open at {doors}, by the clock in {place}.", time=time, doors=doors, place=place
        )
    else:
        begins = written.gettext("It begins at {time}, by the clock in {place}.", time=time, place=place)
    return [begins, written.gettext("Its end is not known: two and a half hours are kept free.")]


def _line(text: str) -> str:
    return LINE_BREAKS.sub(" ", text).strip()
