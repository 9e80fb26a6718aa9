"""Admission of one fan past the order, by staff, with a public reason (refused by mistake, a wheelchair user)."""

from app.errors import BadInput
from app.language.messages import Message, message
from app.text_input import clean_text
from app.waiting_room.errors import NoChange, NoSuchRoom, NotDrawn, NotWaiting, RoomOver
from app.waiting_room.rooms import BY_ID, WaitingRoom
from app.web.wakeups import wake_room_workers
from db.journal import QueueLetThrough, record
from db.transaction import transaction
from realtime.logs import log

MAX_REASON_LENGTH = 200
MAX_NUMBER = 2**62

SELECT_PLACE = """
    SELECT p.ended_as, a.number IS NOT NULL AS admitted, l.number IS NOT NULL AS before
    FROM place p LEFT JOIN admission a ON a.room = p.room AND a.number = p.number
    LEFT JOIN let_through l ON l.room = p.room AND l.number = p.number WHERE p.room = $1 AND p.number = $2
"""
INSERT_LET_THROUGH = "INSERT INTO let_through (room, number, why, actor) VALUES ($1, $2, $3, $4)"
APPEND_LOG = "SELECT append_queue_log($1, clock_timestamp(), 'let_through', $2, $3, NULL, $4)"


async def let_through(room_id: int, number: int, reason: str, *, actor: str) -> None:
    """Allow the fan with this number to come in at once, even while the room is full. Their page then enters by itself.

    Raises BadInput without a reason, NoSuchRoom, RoomOver, NotDrawn, NotWaiting, and NoChange if it was done before."""
    reason = clean_text(reason, message("The reason"))
    if not 0 < len(reason) <= MAX_REASON_LENGTH:
        raise BadInput(
            message(
                "Say why, in at most {most} characters: everybody can read it. Nothing was changed.",
                most=MAX_REASON_LENGTH,
            )
        )
    if not 0 < number < MAX_NUMBER:
        raise NotWaiting(message("There is no number {number}. Nothing was changed.", number=str(number)))
    async with transaction() as connection:
        await connection.execute("SELECT FROM waiting_room WHERE id = $1 FOR UPDATE", room_id)
        row = await connection.fetchrow(BY_ID, room_id)
        if row is None:
            raise NoSuchRoom()
        room = WaitingRoom(**row)
        if room.stage() in ("off", "ended"):
            raise RoomOver(
                message("Waiting room {room_id} is over. Nobody waits. Nothing was changed.", room_id=str(room_id))
            )
        if room.undrawn:  # the sale has not begun, and the log could not contain the place
            raise NotDrawn()
        place = await connection.fetchrow(SELECT_PLACE, room_id, number)
        if place is None:
            raise NotWaiting(message("Nobody was given the number {number}. Nothing was changed.", number=str(number)))
        if place["before"]:
            raise NoChange(message("Number {number} was let through before. Nothing was changed.", number=str(number)))
        if place["admitted"]:
            raise NotWaiting(
                message("Number {number} is or was inside already. Nothing was changed.", number=str(number))
            )
        if place["ended_as"]:
            raise NotWaiting(_ended_text(place["ended_as"], str(number)))
        await connection.execute(INSERT_LET_THROUGH, room_id, number, reason, actor)
        await connection.execute(APPEND_LOG, room_id, number, room.place_of(number), reason)
        await record(connection, room.performance_id, QueueLetThrough(room_id, number), actor=actor)
    log.info("queue_let_through", room=room_id, number=number, actor=actor)
    wake_room_workers()


def _ended_text(ended_as: str, number: str) -> Message:
    if ended_as == "gave_up":
        return message("Number {number} is over: its fan gave it up. Nothing was changed.", number=number)
    if ended_as == "passed":
        return message("Number {number} is over: its time to come in was over. Nothing was changed.", number=number)
    return message("Number {number} is over: its fan was inside. Nothing was changed.", number=number)
