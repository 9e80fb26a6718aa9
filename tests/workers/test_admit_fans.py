"""The worker of waiting rooms, tick by tick: calls, departures, the published status, and the end of a room."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from app.waiting_room.staff.controls import pause, set_message, set_rate
from app.web.redis import redis
from db import pool
from db.transaction import transaction
from realtime.bus import Bus
from realtime.protocol import ROOM_WAKEUP_CHANNEL, decode_status, queue_channel, queue_key
from tests.eventually import eventually
from tests.waiting_room.scenarios import admit_place, call_places, create_draw, create_room, join_fans
from tests.waiting_room.staff.log_assertions import STAFF, journal_facts, log_lines, room_row
from tests.workers.admit_harness import create_full_queue, run_tick, running_worker, sent_status
from tests.world import World
from workers.admit_fans import AdmissionWorker


async def test_places_are_called_and_everybody_is_told(world: World) -> None:
    room = await create_full_queue(world, target=40)
    status = await run_tick(room)
    assert (status.room, status.stage, status.last_number, status.serving, status.reason) == (room, "open", 100, 5, "")
    assert [serving for serving, _ in status.recent_calls] == [5]

    assert (status.log_head.n, abs(status.at_ms / 1000 - datetime.now(UTC).timestamp()) < 5) == (1, True)
    assert await journal_facts() == [("queue.called", {"room": room, "serving": 5}, "admit_fans")]


async def test_a_house_that_is_full_calls_nobody_and_says_so(world: World) -> None:
    room = await create_full_queue(world, target=4)
    await call_places(room, 4)
    for number in range(1, 5):
        await admit_place(room, number, f"fan{number}")
    status = await run_tick(room)
    assert (status.serving, status.inside, status.reason) == (4, 4, "full")


async def test_two_workers_share_the_rooms_and_each_has_its_turn_once(world: World) -> None:
    rooms = [await create_room(world.preview), await create_room(world.opening)]
    ticks = await asyncio.gather(*(AdmissionWorker().claim(8) for _ in range(20)))
    taken = [tick.room.id for share in ticks for tick in share if tick.claimed_at is not None]
    assert sorted(taken) == sorted(rooms)


async def test_a_worker_that_was_stopped_meanwhile_calls_nobody(world: World) -> None:
    room = await create_full_queue(world, target=40)
    worker = AdmissionWorker()
    [late] = await worker.claim(8)
    assert (await run_tick(room)).serving == 5
    await worker.serve(late)
    assert (await room_row(room))["serving"] == 5


async def test_the_next_worker_goes_on_with_the_same_mind(world: World) -> None:
    room = await create_full_queue(world, target=40)
    await pool.execute("""UPDATE waiting_room SET mind = '{"ease": 0.1}'""")
    await run_tick(room)
    await run_tick(room)
    throttle = await pool.fetch_value("SELECT (mind->>'ease')::float8 FROM waiting_room")
    assert throttle == pytest.approx(0.1 + 2 * 0.02, abs=0.01)
    await pool.execute("""UPDATE waiting_room SET mind = '{"ease": "nonsense"}'""")
    assert (await run_tick(room)).stage == "open"


PAID = """
    INSERT INTO "order" (performance_id, link, reference, hold_id, person, email, name, state, currency, total,
                         created_at, paid_at)
    VALUES ($1, $2, $2, $3, $2, 'a@example.org', 'Ana', 'paid', 'EUR', 100, now() + $4::interval, now())
"""


async def test_who_has_paid_for_it_has_left_and_nobody_else(world: World) -> None:
    room = await create_full_queue(world, target=40)
    await call_places(room, 3)
    for number in (1, 2, 3):
        await admit_place(room, number, f"fan{number}")
    later, before = timedelta(seconds=1), timedelta(minutes=-5)
    await pool.execute(PAID, world.preview, "fan1", 1, later)
    await pool.execute(PAID, world.preview, "fan2", 2, before)  # from an earlier visit
    await pool.execute(PAID, world.opening, "fan3", 3, later)  # of a performance of another room
    assert (await run_tick(room)).inside == 2
    assert await pool.fetch_value("SELECT array_agg(number) FROM admission WHERE left_at IS NOT NULL") == [1]


async def test_numbers_are_closed_and_drawn_when_it_is_time(world: World) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=1)
    room = await create_room(world.preview, draws_at=soon)
    await create_draw(room)
    await join_fans(room, "ana", "ben")
    assert (await run_tick(room)).stage == "gathering"
    await pool.execute("UPDATE waiting_room SET draws_at = now() - interval '1 second'")
    worker = AdmissionWorker()
    assert (await run_tick(room, worker)).drawn_count == 2
    await eventually(worker.wakeup.is_set)
    status = await run_tick(room, worker)
    assert (status.stage, len(status.seed), len(status.root)) == ("open", 64, 64)
    assert [what for what, _ in (await log_lines(room))[:2]] == ["closed", "drawn"]


async def test_an_automatic_room_calls_who_waits_and_is_quiet_until_it_is_near_full_and_again_when_it_was_calm(
    world: World,
) -> None:
    room = await create_room(world.preview, mode="automatic", target=1)
    await join_fans(room, "ana")
    status = await run_tick(room)
    assert (status.stage, status.serving) == ("quiet", 1)
    await admit_place(room, 1, "ana")
    assert (await run_tick(room)).stage == "open"
    await pool.execute("UPDATE admission SET left_at = clock_timestamp()")
    await pool.execute("UPDATE waiting_room SET mind = mind || '{\"calm\": 59.5}'")
    assert (await run_tick(room)).stage == "quiet"
    assert [what for what, _ in await log_lines(room)] == ["called", "admitted", "engaged", "quiet"]


async def test_what_is_left_is_told_while_somebody_waits(world: World) -> None:
    room = await create_full_queue(world)
    left = (await run_tick(room)).remaining[str(world.preview)]
    assert sum(seats for _, seats, _ in left) == 1200
    await call_places(room, 100)
    assert (await run_tick(room)).remaining == {}


async def test_without_redis_fans_are_called_and_it_is_said_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await create_full_queue(world, target=40)
    worker = AdmissionWorker()
    await run_tick(room, worker)

    def away() -> None:
        raise ConnectionRefusedError

    modules = [
        "workers.admit_fans",
        "app.web.load.room_metrics",
        "app.web.load.site_load",
        "app.seating.plan.snapshots",
    ]
    for module in modules:
        monkeypatch.setattr(f"{module}.redis", away)
    with capture_logs() as lines:
        await run_tick(room, worker)
        await run_tick(room, worker)
    assert (await room_row(room))["serving"] >= 15
    assert [line["event"] for line in lines if line["log_level"] == "warning"] == ["queue_not_told"]


async def test_a_message_that_was_wiped_out_is_there_again(world: World) -> None:
    room = await create_full_queue(world)
    async with running_worker():
        await eventually(lambda: sent_status(room))
        await redis().flushall()
        await eventually(lambda: sent_status(room))


async def test_what_staff_do_is_told_at_the_next_wakeup(
    world: World, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.admit_fans.POLL_SECONDS", 3600.0)
    room = await create_full_queue(world, per_minute=1)
    async with running_worker(), bus.subscribe(queue_channel(room)) as heard:
        await eventually(lambda: sent_status(room))
        for act in (
            pause(room, actor=STAFF),
            set_message(room, "A moment", actor=STAFF),
            set_rate(room, 2, actor=STAFF),
        ):
            await act
            bus.wake(ROOM_WAKEUP_CHANNEL)
            heard.clear()
            status = decode_status(await asyncio.wait_for(heard.next(), 30) or await heard.next())
        assert (status.stage, status.message) == ("paused", "A moment")


async def test_fans_who_enter_a_quiet_room_cause_no_status_of_their_own(world: World) -> None:
    room, worker = await create_room(world.preview, mode="automatic"), AdmissionWorker()
    await run_tick(room, worker)
    await pool.execute("UPDATE waiting_room SET ticked_at = clock_timestamp() + interval '1 hour' WHERE id = $1", room)
    await join_fans(room, "ana")
    await call_places(room, 1)
    assert await worker.claim(8) == []
    await pause(room, actor=STAFF)
    assert [tick.claimed_at for tick in await worker.claim(8)] == [None]


async def test_a_room_whose_row_somebody_keeps_holds_up_no_other(world: World) -> None:
    locked, other = await create_room(world.preview), await create_room(world.opening)
    worker = AdmissionWorker()
    async with transaction() as connection:
        await connection.execute("SELECT FROM waiting_room WHERE id = $1 FOR UPDATE", locked)
        ticks = await asyncio.wait_for(worker.claim(8), 30)
        assert [(tick.room.id, tick.claimed_at is not None) for tick in ticks if tick.claimed_at] == [(other, True)]
    for tick in ticks:
        await worker.serve(tick)
    assert [tick.room.id for tick in await worker.claim(8) if tick.claimed_at] == [locked]


async def test_a_room_that_is_off_is_told_once_and_left_alone(world: World) -> None:
    room = await create_full_queue(world)
    worker = AdmissionWorker()
    await run_tick(room, worker)
    await pool.execute("UPDATE waiting_room SET mode = 'off', ticked_at = clock_timestamp()")
    for tick in await worker.claim(8):
        await worker.serve(tick)
    status = await sent_status(room)
    assert status is not None
    assert (status.stage, await worker.claim(8)) == ("off", [])


async def test_a_room_before_its_hour_is_told_of_and_nobody_is_called(world: World) -> None:
    room = await create_room(world.preview, opens_at=datetime.now(UTC) + timedelta(minutes=30))
    assert (await run_tick(room)).stage == "closed"
    await pool.execute("UPDATE waiting_room SET opens_at = now() + interval '2 hours', ticked_at = '-infinity'")
    assert await AdmissionWorker().claim(8) == []


async def test_a_turn_that_fails_is_told_and_holds_up_no_other_room(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = [await create_room(world.preview), await create_room(world.opening)]

    async def fails(room: object) -> str:
        if getattr(room, "id", 0) == rooms[0]:
            raise RuntimeError("broken")
        return ""

    monkeypatch.setattr("workers.admit_fans.end_reason", fails)
    worker = AdmissionWorker()
    with capture_logs() as lines:
        for tick in await worker.claim(8):
            await worker.serve(tick)
    assert [line["room"] for line in lines if line["event"] == "queue_turn_failed"] == rooms[:1]
    assert (await sent_status(rooms[0]), await sent_status(rooms[1]) is not None) == (None, True)
    assert await redis().exists(queue_key(rooms[1]))
