"""Staff at the wheel: each verb is one transaction with its fact in the journal and its line in the public log.

All take the number of a room and raise NoSuchRoom, RoomOver, or NoChange where it is as wanted already."""

from app.errors import BadInput
from app.waiting_room.errors import NoChange, NoSuchRoom, RoomOver
from app.waiting_room.staff.configure import MAX_COUNT
from app.waiting_room.text_input import clean_text
from app.web.relay_wakeup import wake_relay
from db.journal import QueueEnded, QueueSteered, record
from db.pool import Connection
from db.transaction import transaction
from realtime.logs import log

MAX_MESSAGE_LENGTH = 300
NOTHING_CHANGED = "Nothing was changed."

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
    """Nobody is called until it is resumed; numbers are given on, and who was called may come in."""
    await _steer(room_id, PAUSE, "paused", "", "It is paused already.", actor=actor)


async def resume(room_id: int, *, actor: str) -> None:
    """Places are called again."""
    await _steer(room_id, RESUME, "resumed", "", "It is not paused.", actor=actor)


async def set_rate(room_id: int, per_minute: int | None, *, actor: str) -> None:
    """At most so many places are called in any minute; None: as the house can take. Raises BadInput."""
    if per_minute is not None and not 1 <= per_minute <= MAX_COUNT:
        raise BadInput(
            f"A rate is 1 to {MAX_COUNT:,} places a minute, or none. To stop calling, pause. {NOTHING_CHANGED}"
        )
    said = "none" if per_minute is None else str(per_minute)
    await _steer(room_id, RATE, "rate", said, "This is its rate already.", per_minute, actor=actor)


async def set_target(room_id: int, target: int, *, actor: str) -> None:
    """So many may shop at once. Who is inside stays inside. Raises BadInput."""
    if not 1 <= target <= MAX_COUNT:
        raise BadInput(f"A target is 1 to {MAX_COUNT:,} shoppers at once. {NOTHING_CHANGED}")
    await _steer(room_id, TARGET, "target", str(target), "This is its target already.", target, actor=actor)


async def set_message(room_id: int, message: str, *, actor: str) -> None:
    """Staff's words for all who wait, as text; "" takes them away. Raises BadInput beyond 300 characters, and for
    what nobody can read."""
    words = clean_text(message, "A message")
    if len(words) > MAX_MESSAGE_LENGTH:
        raise BadInput(
            f"A message has {MAX_MESSAGE_LENGTH} characters at most, this one {len(words)}. {NOTHING_CHANGED}"
        )
    await _steer(room_id, MESSAGE, "message", words, "It says that already.", words, actor=actor)


async def engage(room_id: int, why: str, *, actor: str) -> bool:
    """From now on newcomers of an automatic room wait. False when they do already."""
    return await _by_itself(room_id, ENGAGE, "engaged", why, actor)


async def disengage(room_id: int, *, actor: str) -> bool:
    """Nobody has to wait any more in an automatic room. False when somebody waits, or nobody had to."""
    return await _by_itself(room_id, DISENGAGE, "quiet", "", actor)


async def end(room_id: int, how: str, *, actor: str) -> None:
    """Nobody is given a number, called or admitted, and no performance of it needs a pass any more; until staff open it
    again (`configure_room`).

    `how`: sold_out, over, cancelled or staff."""
    async with transaction() as connection:
        performance = await connection.fetchval(END, room_id, how)
        if performance is None:
            raise await _why_not(connection, room_id, "It has ended already.")
        await connection.execute(APPEND_LOG, room_id, "ended", how)
        await record(connection, performance, QueueEnded(room_id, how), actor=actor)
    log.info("queue_ended", room=room_id, how=how, actor=actor)
    wake_relay()


async def _steer(room_id: int, sql: str, what: str, to: str, already: str, *given: object, actor: str) -> None:
    async with transaction() as connection:
        performance = await connection.fetchval(sql, room_id, *given)
        if performance is None:
            raise await _why_not(connection, room_id, already)
        await _written(connection, room_id, performance, what, to, actor)
    _told(room_id, what, to, actor)


async def _by_itself(room_id: int, sql: str, what: str, why: str, actor: str) -> bool:
    async with transaction() as connection:
        performance = await connection.fetchval(sql, room_id)
        if performance is not None:
            await _written(connection, room_id, performance, what, why, actor)
    if performance is not None:
        _told(room_id, what, why, actor)
    return performance is not None


async def _written(connection: Connection, room_id: int, performance: int, what: str, to: str, actor: str) -> None:
    await connection.execute(APPEND_LOG, room_id, what, to)
    await record(connection, performance, QueueSteered(room_id, what, to), actor=actor)


def _told(room_id: int, what: str, to: str, actor: str) -> None:
    log.info("queue_steered", room=room_id, what=what, to=to, actor=actor)
    wake_relay()


async def _why_not(connection: Connection, room_id: int, already: str) -> Exception:
    row = await connection.fetchrow("SELECT mode, ended_as FROM waiting_room WHERE id = $1", room_id)
    if row is None:
        return NoSuchRoom()
    if row["ended_as"]:
        return RoomOver(f"Waiting room {room_id} has ended ({row['ended_as']}). {NOTHING_CHANGED}", how=row["ended_as"])
    if row["mode"] == "off":
        return RoomOver(f"Waiting room {room_id} is off. {NOTHING_CHANGED}", how="off")
    return NoChange(f"{already} {NOTHING_CHANGED}")
