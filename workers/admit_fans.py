"""The waiting rooms' worker: once a second each room has its turn, from the draw to the last call, and all who wait
are told. Several workers share the rooms; what staff change is told at once. Without Redis fans are called all the
same."""

import asyncio
import time
from datetime import datetime

import msgspec

from app.waiting_room.control.admission_controller import decide, decide_mode
from app.waiting_room.control.departures import end_reason, mark_departed
from app.waiting_room.control.measurements import RoomMeasurements, measure
from app.waiting_room.control.status_message import build_status
from app.waiting_room.control.ticks import ACTOR, Tick, apply_decision, change_signature, claim_due_ticks
from app.waiting_room.draw.verbs import close_draw, try_open_draw
from app.waiting_room.rooms import WaitingRoom, read_room
from app.waiting_room.staff.controls import disengage, end, engage
from app.web.click_metrics import read_click_metrics
from app.web.redis import REDIS_ERRORS, redis
from realtime.logs import log
from realtime.protocol import encode_status, queue_channel, queue_key
from workers.pool import run_pool
from workers.remaining_seats import RemainingSeats, get_remaining_seats
from workers.wakeups import listen_for_wakeups

CONCURRENCY = 8
POLL_SECONDS = 0.2
COUNT_SECONDS = 2.0
"""Seconds from one count of what is left to the next."""
BEACON_RETRY_SECONDS = 2.0
"""Seconds from one look for what the draw waits for to the next."""
STATUS_TTL_SECONDS = 3600
"""Seconds a message stays in Redis."""


async def admit_fans(stop: asyncio.Event) -> None:
    """Until `stop`."""
    usher = AdmissionWorker()
    async with listen_for_wakeups() as bell:
        usher.wakeup = bell
        await run_pool(usher.claim, usher.serve, stop, concurrency=CONCURRENCY, poll_seconds=POLL_SECONDS, wakeup=bell)


class AdmissionWorker:
    """What one worker knows of its rooms. All of it may be lost."""

    def __init__(self) -> None:
        self.wakeup = asyncio.Event()
        self.sent: dict[int, tuple[object, ...]] = {}
        self._whys: dict[int, str] = {}
        self._busy: set[int] = set()
        self._left: dict[int, tuple[float, dict[int, RemainingSeats]]] = {}
        self._over: dict[int, float] = {}
        self._opening: dict[int, asyncio.Task[bool]] = {}
        self._asked: dict[int, float] = {}
        self._mute = False

    async def claim(self, limit: int) -> list[Tick]:
        """The rooms whose second is over, for this worker alone; and those of which something else has to be told."""
        ticks = await claim_due_ticks(limit, self.sent, self._busy)
        self._busy |= {turn.room.id for turn in ticks}
        return ticks

    async def serve(self, tick: Tick) -> None:
        """One room's turn; a failure is told, and the next second is another."""
        room, measurements = tick.room, None
        try:
            if tick.claimed_at is not None and room.ended_at is None:
                room, measurements = await self._steer(tick, tick.claimed_at)
            await self._tell(room, measurements or await measure(room))
        except Exception as problem:  # whatever it was, the room is still there
            log.warning("queue_turn_failed", room=room.id, problem=repr(problem))
        finally:
            self._busy.discard(room.id)

    async def _steer(self, turn: Tick, at: datetime) -> tuple[WaitingRoom, RoomMeasurements | None]:
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
        if time.monotonic() - self._over.get(room.id, -COUNT_SECONDS) < COUNT_SECONDS:
            return False
        self._over[room.id] = time.monotonic()
        if how := await end_reason(room):
            await end(room.id, how, actor=ACTOR)
        return bool(how)

    def _open(self, room_id: int) -> None:
        """Beside all else: a beacon may take seconds to answer."""
        if (task := self._opening.get(room_id)) is None or task.done():
            if time.monotonic() - self._asked.get(room_id, -BEACON_RETRY_SECONDS) < BEACON_RETRY_SECONDS:
                return
            self._asked[room_id] = time.monotonic()
            task = self._opening[room_id] = asyncio.create_task(try_open_draw(room_id))
            task.add_done_callback(self._opened)

    def _opened(self, task: asyncio.Task[bool]) -> None:
        if not task.cancelled() and (problem := task.exception()):
            log.warning("draw_not_opened", problem=repr(problem))
        self.wakeup.set()

    async def _call(self, turn: Tick) -> RoomMeasurements | None:
        room = turn.room
        left = await mark_departed(room)
        measured = await measure(room)
        seen = measured.controller_input(room, turn.seconds, await read_click_metrics())
        decision = decide(turn.state, seen)
        if room.mode == "automatic":
            wish = decide_mode(decision.state, seen, engaged=room.engaged_at is not None)
            decision = msgspec.structs.replace(decision, state=wish.state)
            if wish.action:
                await (
                    engage(room.id, wish.reason, actor=ACTOR)
                    if wish.action == "engage"
                    else disengage(room.id, actor=ACTOR)
                )
        serving = await apply_decision(turn, decision)
        self._whys[room.id] = decision.reason
        log.debug(
            "queue_tick", room=room.id, inside=seen.inside, waiting=seen.waiting, called=serving - room.serving,
            left=left, ease=round(decision.state.throttle, 2), why=decision.reason,
        )  # fmt: skip
        return measured if serving == room.serving else None

    async def _tell(self, room: WaitingRoom, seen: RoomMeasurements) -> None:
        """To Redis, which repeats it to everybody; from rows alone, so that nothing but a second is ever lost."""
        left = await self._whats_left(room)
        levels = {str(show): one.levels for show, one in left.items() if one.levels}
        back = sum(one.back for one in left.values())
        now = build_status(room, seen, self._whys.get(room.id, ""), levels, back)
        self.sent[room.id] = change_signature(room)
        try:
            async with redis().pipeline(transaction=False) as both:
                both.set(queue_key(room.id), encode_status(now), ex=STATUS_TTL_SECONDS)
                both.publish(queue_channel(room.id), encode_status(now))
                await both.execute()
        except REDIS_ERRORS as problem:
            if not self._mute:
                log.warning("queue_not_told", room=room.id, problem=type(problem).__name__)
            self._mute = True
        else:
            self._mute = False

    async def _whats_left(self, room: WaitingRoom) -> dict[int, RemainingSeats]:
        """Counted only while somebody waits, and not in every second."""
        if room.last_number <= room.serving or room.ended_at is not None:
            return {}
        at, left = self._left.get(room.id, (-COUNT_SECONDS, {}))
        if time.monotonic() - at >= COUNT_SECONDS:
            left = {show: await get_remaining_seats(show) for show in room.performances}
            self._left[room.id] = time.monotonic(), left
        return left


async def _again(room: WaitingRoom) -> WaitingRoom:
    return await read_room(room.id) or room
