"""What the commands of a waiting room share: which room is meant, connections, a worker's bell."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import click

from app.errors import BadInput
from app.waiting_room.rooms import WaitingRoom
from app.waiting_room.staff.report import find_room
from app.waiting_room.text_input import parse_int
from app.web.redis import REDIS_ERRORS, close_redis, redis
from db.pool import close_pool, open_pool
from realtime.protocol import WAKEUP_CHANNEL

ACTOR = "staff:terminal"
Answer = TypeVar("Answer")

number_settings = {"ignore_unknown_options": True}
"""With it "-1" is a number that is refused in words, and no option."""
number_argument = click.argument("number")
room_option = click.option("--room", "own", is_flag=True, help="NUMBER is the waiting room's own.")


def run_control(number: str, own: bool, verb: Callable[[int], Awaitable[object]], said: str) -> None:
    """Does it to the room and says that it `said`."""

    async def act(room: WaitingRoom) -> str:
        await verb(room.id)
        return f"Waiting room {room.id} {said}."

    run_on_room(number, own, act)


def run_on_room(number: str, own: bool, verb: Callable[[WaitingRoom], Awaitable[str]]) -> None:
    """Finds the room that is meant and prints what `verb` says of it. Raises BadInput or NoSuchRoom."""
    which = parse_int(number, "NUMBER")
    if not 0 < which < 2**62:
        raise BadInput(f"There is no {'waiting room' if own else 'performance'} {which}. Nothing was changed.")

    async def found() -> str:
        return await verb(await find_room(which, is_room=own))

    click.echo(run_connected(found()))


def run_connected(work: Awaitable[Answer]) -> Answer:
    """`work` with connections of its own; a worker hears of it at once."""

    async def connected() -> Any:
        await open_pool(2)
        try:
            answer = await work
            with contextlib.suppress(*REDIS_ERRORS):
                await redis().publish(WAKEUP_CHANNEL, b"")
            return answer
        finally:
            await close_redis()
            await close_pool()

    answer: Answer = asyncio.run(connected())
    return answer
