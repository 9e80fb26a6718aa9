"""Controls of a waiting room, for staff and for the worker. Each is one transaction that also writes a fact into the
journal and a line into the public log.

All take the id of a room, and raise NoSuchRoom, RoomOver, or NoChange if the room already is as requested."""

from app.errors import BadInput
from app.language.messages import Message, message
from app.text_input import clean_text
from app.waiting_room.errors import NoChange, NoSuchRoom, RoomOver
from app.waiting_room.staff.configure import MAX_COUNT, room_ended
from app.web.wakeups import wake_room_workers
from db.journal import QueueEnded, QueueSteered, record
from db.pool import Connection
from db.transaction import transaction
from realtime.logs import log

MAX_MESSAGE_LENGTH = 300

UPDATE_LIVE = """
    UPDATE waiting_room SET {} WHERE id = $1 AND ended_at IS NULL AND mode <> 'off' AND {} RETURNING performance_id
"""
PAUSE = UPDATE_LIVE.format("paused_at = clock_timestamp()", "paused_at IS NULL")
RESUME = UPDATE_LIVE.format("paused_at = NULL", "paused_at IS NOT NULL")
RATE = UPDATE_LIVE.format("per_minute = $2", "per_minute IS DISTINCT FROM $2::integer")
TARGET = UPDATE_LIVE.format("target = $2", "target <> $2::integer")
MESSAGE = UPDATE_LIVE.format("message = $2", "message <> $2::text")
ENGAGE = UPDATE_LIVE.format("engaged_at = clock_timestamp()", "mode = 'automatic' AND engaged_at IS NULL")
DISENGAGE = UPDATE_LIVE.format(
    "engaged_at = NULL", "mode = 'automatic' AND engaged_at IS NOT NULL AND serving = last_number"
)
END = """
    UPDATE waiting_room SET ended_at = clock_timestamp(), ended_as = $2 WHERE id = $1 AND ended_at IS NULL
    RETURNING performance_id
"""
APPEND_LOG = "SELECT append_queue_log($1, clock_timestamp(), $2, NULL, NULL, NULL, $3)"


async def pause(room_id: int, *, actor: str) -> None:
    """Stop calling places until `resume`. Numbers are still given, and fans who were called may come in."""
    await _change(room_id, PAUSE, "paused", "", message("It is paused already. Nothing was changed."), actor=actor)


async def resume(room_id: int, *, actor: str) -> None:
    """Call places again."""
    await _change(room_id, RESUME, "resumed", "", message("It is not paused. Nothing was changed."), actor=actor)


async def set_rate(room_id: int, per_minute: int | None, *, actor: str) -> None:
    """Limit calls to `per_minute` places in any minute; None: only the controller limits them. Raises BadInput."""
    if per_minute is not None and not 1 <= per_minute <= MAX_COUNT:
        raise BadInput(
            message(
                "A rate is 1 to {most} places a minute, or none. To stop calling, pause. Nothing was changed.",
                most=MAX_COUNT,
            )
        )
    text = "none" if per_minute is None else str(per_minute)
    already = message("This is its rate already. Nothing was changed.")
    await _change(room_id, RATE, "rate", text, already, per_minute, actor=actor)


async def set_target(room_id: int, target: int, *, actor: str) -> None:
    """Set how many fans may be inside at once. Fans who are inside stay. Raises BadInput."""
    if not 1 <= target <= MAX_COUNT:
        raise BadInput(message("A target is 1 to {most} shoppers at once. Nothing was changed.", most=MAX_COUNT))
    already = message("This is its target already. Nothing was changed.")
    await _change(room_id, TARGET, "target", str(target), already, target, actor=actor)


async def set_message(room_id: int, text: str, *, actor: str) -> None:
    """Show a message to all fans who wait; "" removes it. Raises BadInput if it is longer than 300 characters, or has
    characters that cannot be shown."""
    text = clean_text(text, message("A message"))
    if len(text) > MAX_MESSAGE_LENGTH:
        raise BadInput(
            message(
                "A message has {most} characters at most, this one {length}. Nothing was changed.",
                most=MAX_MESSAGE_LENGTH,
                length=len(text),
            )
        )
    already = message("It says that already. Nothing was changed.")
    await _change(room_id, MESSAGE, "message", text, already, text, actor=actor)


async def engage(room_id: int, reason: str, *, actor: str) -> bool:
    """Make new fans of an automatic room wait from now on. Returns False if they do already."""
    return await _change_if_due(room_id, ENGAGE, "engaged", reason, actor)


async def disengage(room_id: int, *, actor: str) -> bool:
    """Let new fans of an automatic room in without waiting. Returns False if a fan waits or none has to wait."""
    return await _change_if_due(room_id, DISENGAGE, "quiet", "", actor)


async def end(room_id: int, how: str, *, actor: str) -> None:
    """End the room. `how`: sold_out, over, cancelled or staff.

    Until staff open it again (`configure_room`), it gives no number, calls no place and admits no fan, and its
    performances need no pass."""
    async with transaction() as connection:
        performance = await connection.fetchval(END, room_id, how)
        if performance is None:
            raise await _refusal(connection, room_id, message("It has ended already. Nothing was changed."))
        await connection.execute(APPEND_LOG, room_id, "ended", how)
        await record(connection, performance, QueueEnded(room_id, how), actor=actor)
    log.info("queue_ended", room=room_id, how=how, actor=actor)
    wake_room_workers()


async def _change(room_id: int, sql: str, what: str, to: str, already: Message, *values: object, actor: str) -> None:
    async with transaction() as connection:
        performance = await connection.fetchval(sql, room_id, *values)
        if performance is None:
            raise await _refusal(connection, room_id, already)
        await _record_change(connection, room_id, performance, what, to, actor)
    _announce_change(room_id, what, to, actor)


async def _change_if_due(room_id: int, sql: str, what: str, reason: str, actor: str) -> bool:
    async with transaction() as connection:
        performance = await connection.fetchval(sql, room_id)
        if performance is not None:
            await _record_change(connection, room_id, performance, what, reason, actor)
    if performance is not None:
        _announce_change(room_id, what, reason, actor)
    return performance is not None


async def _record_change(
    connection: Connection, room_id: int, performance: int, what: str, to: str, actor: str
) -> None:
    await connection.execute(APPEND_LOG, room_id, what, to)
    await record(connection, performance, QueueSteered(room_id, what, to), actor=actor)


def _announce_change(room_id: int, what: str, to: str, actor: str) -> None:
    log.info("queue_steered", room=room_id, what=what, to=to, actor=actor)
    wake_room_workers()


async def _refusal(connection: Connection, room_id: int, already: Message) -> Exception:
    row = await connection.fetchrow("SELECT mode, ended_as FROM waiting_room WHERE id = $1", room_id)
    if row is None:
        return NoSuchRoom()
    if row["ended_as"]:
        return RoomOver(room_ended(room_id, row["ended_as"]), how=row["ended_as"])
    if row["mode"] == "off":
        return RoomOver(message("Waiting room {number} is off. Nothing was changed.", number=str(room_id)), how="off")
    return NoChange(already)
