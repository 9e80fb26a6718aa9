"""Shared parts of the `aisle queue` commands: find the room, open connections, and wake a worker after a change."""

import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import click

from app.command_connections import run_with_connections
from app.errors import BadInput
from app.language.messages import message
from app.text_input import parse_int
from app.waiting_room.rooms import WaitingRoom
from app.waiting_room.staff.report import find_room
from app.web.redis import REDIS_ERRORS, redis
from realtime.protocol import ROOM_WAKEUP_CHANNEL

ACTOR = "staff:terminal"
Result = TypeVar("Result")

number_settings = {"ignore_unknown_options": True}
"""With it, "-1" is parsed as a number, which is refused with a clear message, and not as an option."""
number_argument = click.argument("number")
room_option = click.option("--room", "own", is_flag=True, help="NUMBER is the waiting room's own.")


def run_control(number: str, own: bool, verb: Callable[[int], Awaitable[object]], result: str) -> None:
    """Call `verb` with the room's id and print "Waiting room N `result`."."""

    async def act(room: WaitingRoom) -> str:
        await verb(room.id)
        return f"Waiting room {room.id} {result}."

    run_on_room(number, own, act)


def run_on_room(number: str, own: bool, verb: Callable[[WaitingRoom], Awaitable[str]]) -> None:
    """Find the room and print what `verb` returns for it. Raises BadInput or NoSuchRoom.

    `own`: `number` is the id of the room, not of a performance."""
    id_ = parse_int(number, "NUMBER")
    if not 0 < id_ < 2**62:
        if own:
            raise BadInput(message("There is no waiting room {number}. Nothing was changed.", number=str(id_)))
        raise BadInput(message("There is no performance {number}. Nothing was changed.", number=str(id_)))

    async def find_and_act() -> str:
        return await verb(await find_room(id_, is_room=own))

    click.echo(run_and_wake_worker(find_and_act()))


def run_and_wake_worker(work: Coroutine[Any, Any, Result]) -> Result:
    """Open connections, await `work`, wake a worker, and close the connections; return the result of `work`."""

    async def work_and_wake() -> Result:
        result = await work
        with contextlib.suppress(*REDIS_ERRORS):
            await redis().publish(ROOM_WAKEUP_CHANNEL, b"")
        return result

    try:
        return run_with_connections(work_and_wake())
    finally:
        work.close()  # as `run_with_connections` does
