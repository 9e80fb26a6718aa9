"""The report of `aisle queue show`: the state of a waiting room as text or JSON, for staff."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from app.errors import NotFound
from app.language.messages import message
from app.waiting_room.control.status_message import cached_status
from app.waiting_room.control.ticks import decode_state
from app.waiting_room.errors import NoSuchRoom
from app.waiting_room.rooms import WaitingRoom, cached_room_of_performance, read_room
from db.pool import fetch, fetch_row
from realtime.clock import current_time
from realtime.protocol import QueueStatus, decode_status

SELECT_LOG_TAIL = """
    SELECT n, at, what, number, place, serving, detail FROM queue_log WHERE room = $1 ORDER BY n DESC LIMIT 12
"""
SELECT_STATE = "SELECT mind::text AS mind, ticked_at FROM waiting_room WHERE id = $1"
SLOW_REASONS = {
    "payments": "payments fail or take long",
    "holds": "seats are slow to hold, or many lose them",
    "full": "the house is full",
    "rate": "the rate",
}
REPORT_KEYS = {"status": "now", "throttle": "ease", "last_tick_at": "worked_at", "log_tail": "tail"}
"""Field of RoomReport → its key in the JSON of `aisle queue show --json`, where it has another name there."""


class LogLine(msgspec.Struct, frozen=True):
    """Line `n` of the public log. `number`, `place`, `serving`: None in lines that are about none."""

    n: int
    at: datetime
    what: str
    number: int | None
    place: int | None
    serving: int | None
    detail: str


class RoomReport(msgspec.Struct, frozen=True, rename=REPORT_KEYS):
    """A room, its status and the last lines of its log. `throttle`: share of target and pace in use, 0 to 1.
    `last_tick_at`: when a worker last ran a tick; None before the first."""

    room: WaitingRoom
    status: QueueStatus
    throttle: float
    last_tick_at: datetime | None
    log_tail: list[LogLine]


async def find_room(number: int, *, is_room: bool) -> WaitingRoom:
    """Find the waiting room with the id `number`, or else that of the performance `number`. Raises NoSuchRoom."""
    room = await (read_room(number) if is_room else cached_room_of_performance(number))
    if room is not None:
        return room
    if is_room:
        raise NoSuchRoom(message("There is no waiting room {number}. Nothing was changed.", number=str(number)))
    performance = await fetch_row("SELECT FROM performance WHERE id = $1", number)
    if performance is None:
        raise NoSuchRoom(message("There is no performance {number}. Nothing was changed.", number=str(number)))
    raise NoSuchRoom(message("Performance {number} has no waiting room. Nothing was changed.", number=str(number)))


async def get_room_report(room: WaitingRoom) -> RoomReport:
    """Read the report of a room. Raises NotFound if the room does not exist any more."""
    status, row = await cached_status(room.id), await fetch_row(SELECT_STATE, room.id)
    if status is None or row is None:
        raise NotFound(message("There is no waiting room {number}.", number=str(room.id)))
    never = row["ticked_at"].year < 1970  # -infinity
    throttle = round(decode_state(row["mind"]).throttle, 2)
    log_tail = [LogLine(**line) for line in await fetch(SELECT_LOG_TAIL, room.id)][::-1]
    return RoomReport(room, decode_status(status), throttle, None if never else row["ticked_at"], log_tail)


def report_json(report: RoomReport) -> bytes:
    """Encode the report as JSON. The seed of the draw is only in the status."""
    fields = msgspec.to_builtins(msgspec.structs.replace(report, room=msgspec.structs.replace(report.room, seed=None)))
    return msgspec.json.format(msgspec.json.encode(fields))


def report_lines(report: RoomReport) -> Iterator[str]:
    """Yield the report line by line, for the terminal."""
    room, status = report.room, report.status
    performances = ", ".join(str(performance) for performance in room.performances)
    yield f"Waiting room {room.id}, {room.mode}, of performance {performances}: {_stage_text(room, status)}."
    yield f"  numbers given   {status.last_number:,}"
    yield f"  called up to    {status.serving:,}   waiting {max(0, status.last_number - status.serving):,}"
    yield f"  inside          {status.inside:,} of {room.target:,}"
    limit = "" if room.per_minute is None else f"   at most {room.per_minute:,}"
    expects = f"   expect {status.slow_rate:g} to {status.fast_rate:g}" if status.fast_rate else ""
    yield f"  called a minute {status.rate:g}{limit}{expects}"
    slowed = f": {SLOW_REASONS[status.reason]}" if status.reason else ""
    yield f"  ease            {report.throttle:.0%}{slowed}"
    if status.message:
        yield f"  says            {status.message}"
    last = report.last_tick_at
    if last is None or (current_time() - last).total_seconds() > 10:
        yield f"  No worker has looked {'yet' if last is None else f'since {_time_text(last)}'}."
    for line in report.log_tail:
        yield f"  {_time_text(line.at)}  {_log_line_text(line)}"


def _stage_text(room: WaitingRoom, status: QueueStatus) -> str:
    if status.stage == "closed":
        return f"opens at {room.opens_at:%Y-%m-%d %H:%M} UTC"
    if status.stage == "ended":
        return f"ended, {room.ended_as}"
    if status.stage == "early" and room.sells_at:
        return f"nobody is called before the sale begins at {room.sells_at:%Y-%m-%d %H:%M} UTC"
    return status.stage if status.stage != "gathering" else f"gathering until {room.draws_at:%Y-%m-%d %H:%M} UTC"


def _log_line_text(line: LogLine) -> str:
    number = "" if line.number is None else f"number {line.number}"
    place = "" if line.place is None else f"place {line.place}"
    serving = "" if line.serving is None else f"up to {line.serving}"
    return " ".join(part for part in (f"{line.n}", line.what, number, place, serving, line.detail[:80]) if part)


def _time_text(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M:%S}"
