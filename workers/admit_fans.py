"""The waiting rooms' worker: once a second each room has its turn, from the draw to the last call, and all who wait
are told. Several workers share the rooms; what staff change is told at once. Without Redis fans are called all the
same."""

import asyncio
import time
from datetime import datetime

import msgspec

from app.logs import log
from app.waiting_room.control.admission_controller import decide
from app.waiting_room.control.automatic import wish_of
from app.waiting_room.control.departures import how_over, note_leavers
from app.waiting_room.control.measurements import Measures, measure
from app.waiting_room.control.status_message import build_now
from app.waiting_room.control.ticks import ACTOR, Turn, carry_out, shown, take_turns
from app.waiting_room.draw.verbs import close_draw, try_open
from app.waiting_room.rooms import WaitingRoom, read_room
from app.waiting_room.staff.controls import end, engage, hush
from app.web.click_metrics import read_pulse
from app.web.redis import REDIS_ERRORS, redis
from realtime.protocol import encode_now, line_channel, line_key
from workers.pool import work_through
from workers.remaining_seats import Left, left_of
from workers.wakeups import listening

AT_ONCE = 8
LOOKS_EVERY = 0.2
COUNTS_EVERY = 2.0
"""Seconds from one count of what is left to the next."""
ASKS_EVERY = 2.0
"""Seconds from one look for what the draw waits for to the next."""
KEPT = 3600
"""Seconds a message stays in Redis."""


async def admit_fans(stop: asyncio.Event) -> None:
    """Until `stop`."""
    usher = Usher()
    async with listening() as bell:
        usher.bell = bell
        await work_through(usher.claim, usher.serve, stop, at_once=AT_ONCE, every=LOOKS_EVERY, bell=bell)


class Usher:
    """What one worker knows of its rooms. All of it may be lost."""

    def __init__(self) -> None:
        self.bell = asyncio.Event()
        self.told: dict[int, tuple[object, ...]] = {}
        self._whys: dict[int, str] = {}
        self._busy: set[int] = set()
        self._left: dict[int, tuple[float, dict[int, Left]]] = {}
        self._over: dict[int, float] = {}
        self._opening: dict[int, asyncio.Task[bool]] = {}
        self._asked: dict[int, float] = {}
        self._mute = False

    async def claim(self, most: int) -> list[Turn]:
        """The rooms whose second is over, for this worker alone; and those of which something else has to be told."""
        turns = await take_turns(most, self.told, self._busy)
        self._busy |= {turn.room.id for turn in turns}
        return turns

    async def serve(self, turn: Turn) -> None:
        """One room's turn; a failure is told, and the next second is another."""
        room, seen = turn.room, None
        try:
            if turn.taken_at is not None and room.ended_at is None:
                room, seen = await self._steer(turn, turn.taken_at)
            await self._tell(room, seen or await measure(room))
        except Exception as problem:  # whatever it was, the room is still there
            log.warning("queue_turn_failed", room=room.id, problem=repr(problem))
        finally:
            self._busy.discard(room.id)

    async def _steer(self, turn: Turn, at: datetime) -> tuple[WaitingRoom, Measures | None]:
        """All that is due in this second, which began at `at` by the database's clock. Returns the room as it
        is after it, and what was seen if that still holds."""
        room, seen = turn.room, None
        if await self._ended(room):
            return await _again(room), None
        stage = room.stage(at)
        if stage == "gathering" and room.draws_at is not None and room.draws_at <= at:
            await close_draw(room.id)
            room = await _again(room)
            stage = room.stage(at)
        if stage == "drawing":
            self._open(room.id)
        if stage in ("quiet", "open", "paused") and room.is_selling(at):
            seen = await self._call(turn)
            room = await _again(room)
        return room, seen

    async def _ended(self, room: WaitingRoom) -> bool:
        """Asked every two seconds: it may have to look at every seat."""
        if time.monotonic() - self._over.get(room.id, -COUNTS_EVERY) < COUNTS_EVERY:
            return False
        self._over[room.id] = time.monotonic()
        if how := await how_over(room):
            await end(room.id, how, actor=ACTOR)
        return bool(how)

    def _open(self, room_id: int) -> None:
        """Beside all else: a beacon may take seconds to answer."""
        if (task := self._opening.get(room_id)) is None or task.done():
            if time.monotonic() - self._asked.get(room_id, -ASKS_EVERY) < ASKS_EVERY:
                return
            self._asked[room_id] = time.monotonic()
            task = self._opening[room_id] = asyncio.create_task(try_open(room_id))
            task.add_done_callback(self._opened)

    def _opened(self, task: asyncio.Task[bool]) -> None:
        if not task.cancelled() and (problem := task.exception()):
            log.warning("draw_not_opened", problem=repr(problem))
        self.bell.set()

    async def _call(self, turn: Turn) -> Measures | None:
        room = turn.room
        left = await note_leavers(room)
        measured = await measure(room)
        seen = measured.seen(room, turn.seconds, await read_pulse())
        decision = decide(turn.mind, seen)
        if room.mode == "automatic":
            wish = wish_of(decision.mind, seen, engaged=room.engaged_at is not None)
            decision = msgspec.structs.replace(decision, mind=wish.mind)
            if wish.turn:
                await (engage(room.id, wish.why, actor=ACTOR) if wish.turn == "engage" else hush(room.id, actor=ACTOR))
        serving = await carry_out(turn, decision)
        self._whys[room.id] = decision.why
        log.debug(
            "queue_tick", room=room.id, inside=seen.inside, waiting=seen.waiting, called=serving - room.serving,
            left=left, ease=round(decision.mind.ease, 2), why=decision.why,
        )  # fmt: skip
        return measured if serving == room.serving else None

    async def _tell(self, room: WaitingRoom, seen: Measures) -> None:
        """To Redis, which repeats it to everybody; from rows alone, so that nothing but a second is ever lost."""
        left = await self._whats_left(room)
        levels = {str(show): one.levels for show, one in left.items() if one.levels}
        back = sum(one.back for one in left.values())
        now = build_now(room, seen, self._whys.get(room.id, ""), levels, back)
        self.told[room.id] = shown(room)
        try:
            async with redis().pipeline(transaction=False) as both:
                both.set(line_key(room.id), encode_now(now), ex=KEPT)
                both.publish(line_channel(room.id), encode_now(now))
                await both.execute()
        except REDIS_ERRORS as problem:
            if not self._mute:
                log.warning("queue_not_told", room=room.id, problem=type(problem).__name__)
            self._mute = True
        else:
            self._mute = False

    async def _whats_left(self, room: WaitingRoom) -> dict[int, Left]:
        """Counted only while somebody waits, and not in every second."""
        if room.last_number <= room.serving or room.ended_at is not None:
            return {}
        at, left = self._left.get(room.id, (-COUNTS_EVERY, {}))
        if time.monotonic() - at >= COUNTS_EVERY:
            left = {show: await left_of(show) for show in room.performances}
            self._left[room.id] = time.monotonic(), left
        return left


async def _again(room: WaitingRoom) -> WaitingRoom:
    return await read_room(room.id) or room
