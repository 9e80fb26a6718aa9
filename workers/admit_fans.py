"""The worker of the waiting rooms: once a second each room gets a tick, which draws, calls, ends and publishes.

Several workers share the rooms. A change by staff is published at once. Without Redis nothing is published, but fans
are called as before."""

import asyncio
import time
from datetime import datetime

import msgspec

from app.waiting_room.control.admission_controller import Decision, decide, decide_mode
from app.waiting_room.control.departures import end_reason, mark_departed
from app.waiting_room.control.measurements import ControllerInput, RoomMeasurements, measure
from app.waiting_room.control.status_message import build_status
from app.waiting_room.control.ticks import ACTOR, Tick, apply_decision, change_signature, claim_due_ticks
from app.waiting_room.draw.draw_steps import close_draw, try_open_draw
from app.waiting_room.rooms import WaitingRoom, read_room
from app.waiting_room.staff.controls import disengage, end, engage
from app.web.load.room_metrics import read_room_metrics
from app.web.load.site_load import read_site_load
from app.web.redis import REDIS_ERRORS, redis
from realtime.logs import log
from realtime.protocol import ROOM_WAKEUP_CHANNEL, encode_status, queue_channel, queue_key
from workers.remaining_seats import RemainingSeats, get_remaining_seats
from workers.wakeups import listen_for_wakeups
from workers.work_loop import run_pool

CONCURRENCY = 8
POLL_SECONDS = 0.2
COUNT_SECONDS = 2.0
"""Seconds between two counts of the remaining seats, and between two checks whether a room is over."""
BEACON_RETRY_SECONDS = 2.0
"""Seconds between two attempts to open a draw."""
STATUS_TTL_SECONDS = 3600
"""Seconds a status message stays in Redis."""


async def admit_fans(stop: asyncio.Event) -> None:
    """Run one worker until `stop` is set."""
    worker = AdmissionWorker()
    async with listen_for_wakeups(ROOM_WAKEUP_CHANNEL) as wakeup:
        worker.wakeup = wakeup
        await run_pool(
            worker.claim, worker.serve, stop, concurrency=CONCURRENCY, poll_seconds=POLL_SECONDS, wakeup=wakeup
        )


class AdmissionWorker:
    """One worker, with what it remembers of its rooms between ticks. Losing all of that does no harm."""

    def __init__(self) -> None:
        self.wakeup = asyncio.Event()
        self.sent: dict[int, tuple[object, ...]] = {}  # room id → signature of the last status published here
        self._last_reason: dict[int, str] = {}
        self._busy: set[int] = set()
        self._remaining: dict[int, tuple[float, dict[int, RemainingSeats]]] = {}
        self._end_checked_at: dict[int, float] = {}
        self._opening: dict[int, asyncio.Task[bool]] = {}
        self._open_tried_at: dict[int, float] = {}
        self._publish_failing = False

    async def claim(self, limit: int) -> list[Tick]:
        """Claim up to `limit` ticks: of rooms that are due, and of rooms whose status has changed."""
        ticks = await claim_due_ticks(limit, self.sent, self._busy)
        self._busy |= {tick.room.id for tick in ticks}
        return ticks

    async def serve(self, tick: Tick) -> None:
        """Do one tick and publish the room's status. An error is logged; the next tick is another attempt."""
        room, measurements = tick.room, None
        try:
            if tick.claimed_at is not None and room.ended_at is None:
                room, measurements = await self._run_tick(tick, tick.claimed_at)
            await self._publish_status(room, measurements or await measure(room))
        except Exception as problem:  # whatever failed, the room is due again in a second
            log.warning("queue_turn_failed", room=room.id, problem=repr(problem))
        finally:
            self._busy.discard(room.id)

    async def _run_tick(self, tick: Tick, at: datetime) -> tuple[WaitingRoom, RoomMeasurements | None]:
        """Do everything that is due at `at`, by the database's clock. Returns the room as it is afterwards, and the
        measurements unless a call has made them outdated."""
        room, measurements = tick.room, None
        if await self._end_if_over(room):
            return await _reload(room), None
        stage = room.stage(at)
        if stage == "gathering" and room.draws_at is not None and room.draws_at <= at:
            await close_draw(room.id)
            room = await _reload(room)
            stage = room.stage(at)
        if stage == "drawing":
            self._start_opening(room.id)
        if stage in ("quiet", "open", "paused") and room.is_selling(at):
            measurements = await self._call_places(tick)
            room = await _reload(room)
        return room, measurements

    async def _end_if_over(self, room: WaitingRoom) -> bool:
        """End the room if there is nothing left to wait for. Checked only every two seconds: it may read every seat."""
        if time.monotonic() - self._end_checked_at.get(room.id, -COUNT_SECONDS) < COUNT_SECONDS:
            return False
        self._end_checked_at[room.id] = time.monotonic()
        if reason := await end_reason(room):
            await end(room.id, reason, actor=ACTOR)
        return bool(reason)

    def _start_opening(self, room_id: int) -> None:
        """Open the draw in a task of its own: the beacon may take seconds to answer."""
        if (task := self._opening.get(room_id)) is None or task.done():
            if time.monotonic() - self._open_tried_at.get(room_id, -BEACON_RETRY_SECONDS) < BEACON_RETRY_SECONDS:
                return
            self._open_tried_at[room_id] = time.monotonic()
            task = self._opening[room_id] = asyncio.create_task(try_open_draw(room_id))
            task.add_done_callback(self._finish_opening)

    def _finish_opening(self, task: asyncio.Task[bool]) -> None:
        if not task.cancelled() and (problem := task.exception()):
            log.warning("draw_not_opened", problem=repr(problem))
        self.wakeup.set()

    async def _call_places(self, tick: Tick) -> RoomMeasurements | None:
        room = tick.room
        departed = await mark_departed(room)
        measurements = await measure(room)
        metrics, site = await asyncio.gather(read_room_metrics(room.id), read_site_load())
        inputs = measurements.controller_input(room, tick.seconds, metrics, site, tick.other_rooms)
        decision = decide(tick.state, inputs)
        if room.mode == "automatic":
            decision = await _apply_mode(room, decision, inputs)
        serving = await apply_decision(tick, decision)
        self._last_reason[room.id] = decision.reason
        room_log = log.bind(room=room.id, inside=inputs.inside, waiting=inputs.waiting, left=departed)
        ease = round(decision.state.throttle, 2)
        room_log.debug("queue_tick", called=serving - room.serving, ease=ease, why=decision.reason)
        return measurements if serving == room.serving else None

    async def _publish_status(self, room: WaitingRoom, measurements: RoomMeasurements) -> None:
        """Send the status to Redis, which passes it on to every browser. It is made from rows alone, so a lost message
        delays the next status by at most a second."""
        remaining = await self._get_remaining(room)
        levels = {str(performance): seats.levels for performance, seats in remaining.items() if seats.levels}
        may_return = sum(seats.back for seats in remaining.values())
        status = build_status(room, measurements, self._last_reason.get(room.id, ""), levels, may_return)
        self.sent[room.id] = change_signature(room)
        try:
            async with redis().pipeline(transaction=False) as pipeline:
                pipeline.set(queue_key(room.id), encode_status(status), ex=STATUS_TTL_SECONDS)
                pipeline.publish(queue_channel(room.id), encode_status(status))
                await pipeline.execute()
        except REDIS_ERRORS as problem:
            if not self._publish_failing:
                log.warning("queue_not_told", room=room.id, problem=type(problem).__name__)
            self._publish_failing = True
        else:
            self._publish_failing = False

    async def _get_remaining(self, room: WaitingRoom) -> dict[int, RemainingSeats]:
        """Count the remaining seats by performance: only while fans wait, and only every two seconds."""
        if room.last_number <= room.serving or room.ended_at is not None:
            return {}
        counted_at, remaining = self._remaining.get(room.id, (-COUNT_SECONDS, {}))
        if time.monotonic() - counted_at >= COUNT_SECONDS:
            remaining = {performance: await get_remaining_seats(performance) for performance in room.performances}
            self._remaining[room.id] = time.monotonic(), remaining
        return remaining


async def _apply_mode(room: WaitingRoom, decision: Decision, inputs: ControllerInput) -> Decision:
    """Engage or disengage an automatic room if that is due; returns the decision with the new state."""
    change = decide_mode(decision.state, inputs, engaged=room.engaged_at is not None)
    if change.action == "engage":
        await engage(room.id, change.reason, actor=ACTOR)
    elif change.action == "disengage":
        await disengage(room.id, actor=ACTOR)
    return msgspec.structs.replace(decision, state=change.state)


async def _reload(room: WaitingRoom) -> WaitingRoom:
    return await read_room(room.id) or room
