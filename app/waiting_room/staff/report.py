"""A waiting room in the words of a terminal, for staff."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from app.errors import NotFound
from app.waiting_room.control.status_message import now_of
from app.waiting_room.control.ticks import mind_in
from app.waiting_room.denials import NoSuchRoom
from app.waiting_room.rooms import WaitingRoom, read_room, room_of
from db.pool import Record, fetch, fetch_row
from realtime.protocol import Now, decode_now

TAIL = """
    SELECT n, at, what, number, place, serving, detail FROM queue_log WHERE room = $1 ORDER BY n DESC LIMIT 12
"""
KNOWN = "SELECT mind::text AS mind, ticked_at FROM waiting_room WHERE id = $1"
WHY = {"payments": "payments fail or take long", "holds": "seats are slow to hold, or many lose them",
       "full": "the house is full", "rate": "the rate"}  # fmt: skip


class Shown(msgspec.Struct, frozen=True):
    """`ease`: how much of the target and the pace the controller allows itself, 0 to 1. `worked_at`: when a worker last
    looked; None: never."""

    room: WaitingRoom
    now: Now
    ease: float
    worked_at: datetime | None
    tail: list[dict[str, Any]]


async def find_room(number: int, *, is_room: bool) -> WaitingRoom:
    """The waiting room of this number, or of the performance of this number. Raises NoSuchRoom, in words."""
    found = await (read_room(number) if is_room else room_of(number))
    if found is not None:
        return found
    if is_room:
        raise NoSuchRoom(f"There is no waiting room {number}. Nothing was changed.")
    known = await fetch_row("SELECT FROM performance WHERE id = $1", number)
    noun = f"Performance {number} has no waiting room" if known is not None else f"There is no performance {number}"
    raise NoSuchRoom(f"{noun}. Nothing was changed.")


async def look_at(room: WaitingRoom) -> Shown:
    """Everything staff want to know of it."""
    message, row = await now_of(room.id), await fetch_row(KNOWN, room.id)
    if message is None or row is None:
        raise NotFound(f"There is no waiting room {room.id}.")
    never = row["ticked_at"].year < 1970
    return Shown(
        room=room, now=decode_now(message), ease=round(mind_in(row["mind"]).ease, 2),
        worked_at=None if never else row["ticked_at"], tail=[dict(line) for line in await fetch(TAIL, room.id)][::-1],
    )  # fmt: skip


def as_json(shown: Shown) -> bytes:
    """For programs. Without the seed of the draw: the message has it."""
    facts = msgspec.to_builtins(msgspec.structs.replace(shown, room=msgspec.structs.replace(shown.room, seed=None)))
    return msgspec.json.format(msgspec.json.encode(facts))


def in_words(shown: Shown) -> Iterator[str]:
    """Line by line."""
    room, now = shown.room, shown.now
    shows = ", ".join(str(show) for show in room.performances)
    yield f"Waiting room {room.id}, {room.mode}, of performance {shows}: {_stage(room, now)}."
    yield f"  numbers given   {now.last:,}"
    yield f"  called up to    {now.serving:,}   waiting {max(0, now.last - now.serving):,}"
    yield f"  inside          {now.inside:,} of {room.target:,}"
    limit = "" if room.per_minute is None else f"   at most {room.per_minute:,}"
    expects = f"   expect {now.slow:g} to {now.fast:g}" if now.fast else ""
    yield f"  called a minute {now.rate:g}{limit}{expects}"
    slowed = f": {WHY[now.why]}" if now.why else ""
    yield f"  ease            {shown.ease:.0%}{slowed}"
    if now.say:
        yield f"  says            {now.say}"
    if shown.worked_at is None or (datetime.now(UTC) - shown.worked_at).total_seconds() > 10:
        yield f"  No worker has looked {'yet' if shown.worked_at is None else f'since {_clock(shown.worked_at)}'}."
    for line in shown.tail:
        yield f"  {_clock(line['at'])}  {_line(line)}"


def _stage(room: WaitingRoom, now: Now) -> str:
    if now.stage == "closed":
        return f"opens at {room.opens_at:%Y-%m-%d %H:%M} UTC"
    if now.stage == "ended":
        return f"ended, {room.ended_as}"
    if now.stage == "early" and room.sells_at:
        return f"nobody is called before the sale begins at {room.sells_at:%Y-%m-%d %H:%M} UTC"
    return now.stage if now.stage != "gathering" else f"gathering until {room.draws_at:%Y-%m-%d %H:%M} UTC"


def _line(line: Record | dict[str, Any]) -> str:
    """A line of the public log."""
    facts = [f"{noun} {line[noun]}" for noun in ("number", "place") if line[noun] is not None]
    to = "" if line["serving"] is None else f"up to {line['serving']}"
    return " ".join(part for part in (f"{line['n']}", line["what"], *facts, to, line["detail"][:80]) if part)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M:%S}"
