"""The measurements, counted from rows: pending places and their age, arrivals and their delay, payments."""

from datetime import timedelta as ago

from app.waiting_room.control.measurements import Cohort, PaymentStats, RoomMeasurements, measure
from app.waiting_room.rooms import read_room
from db import pool
from realtime.protocol import EMPTY_LOG
from tests.waiting_room.control.simulation import bin_index
from tests.waiting_room.scenarios import admit_place, call_places, create_room, join_fans
from tests.world import World

EARLIER = "UPDATE queue_log SET at = at - make_interval(secs => $2) WHERE room = $1"


async def measure_room(room: int) -> RoomMeasurements:
    """Measure the room with this id."""
    waiting_room = await read_room(room)
    assert waiting_room is not None
    return await measure(waiting_room)


async def test_nothing_is_seen_of_a_room_where_nothing_happened(world: World) -> None:
    measured = await measure_room(await create_room(world.preview))
    assert (measured.inside, sum(measured.left_by_age)) == (0, 0)
    assert (measured.calls_by_minute, measured.recent_calls, measured.log_head) == ([0] * 10, [], EMPTY_LOG)
    assert sum(cohort.size for cohort in measured.cohorts) == 0
    assert measured.payments == PaymentStats()


async def test_those_called_are_told_by_the_age_of_their_call_and_those_who_came_by_their_delay(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, *(f"fan{n}" for n in range(1, 11)))
    await call_places(room, 6)
    await pool.execute(EARLIER, room, 30.0)
    await call_places(room, 3)
    for number in (1, 2, 7):
        await admit_place(room, number, f"fan{number}")
    await pool.execute("UPDATE admission SET admitted_at = admitted_at - interval '22 seconds' WHERE number = 1")
    await pool.execute("SELECT end_place($1, 3, 3, 'fan3')", room)
    await pool.execute("SELECT end_place($1, 2, 2, 'fan2')", room)  # came in, and gave up then
    measured = await measure_room(room)
    young, old = measured.cohorts[0], measured.cohorts[bin_index(30)]
    assert (young.size, young.gave_up, young.pending, young.arrived[0]) == (3, 0, 2, 1)
    assert (old.size, old.gave_up, old.pending) == (6, 1, 3)
    assert (old.arrived[bin_index(8)], old.arrived[bin_index(30)]) == (1, 1)
    assert (measured.inside, measured.calls_by_minute[0]) == (2, 9)
    assert [serving for serving, _ in measured.recent_calls] == [6, 9]
    assert round(sum(measured.left_by_age) * 10) == 1


async def test_places_passed_by_are_not_out_any_more_and_older_calls_do_not_count(world: World) -> None:
    room = await create_room(world.preview, come_in_minutes=5)
    await join_fans(room, *(f"fan{n}" for n in range(1, 11)))
    await call_places(room, 4)
    await pool.execute(EARLIER, room, 450.0)
    await call_places(room, 2)
    measured = await measure_room(room)
    assert [cohort for cohort in measured.cohorts if cohort.size] == [Cohort(2, 0, [0] * 9)]
    assert (measured.calls_by_minute[0], measured.calls_by_minute[7]) == (2, 4)
    assert round(measured.seconds_since_first_call) == 450
    await pool.execute(EARLIER, room, 300.0)
    measured = await measure_room(room)
    assert (measured.calls_by_minute, sum(c.size for c in measured.cohorts)) == ([0, 0, 0, 0, 0, 2, 0, 0, 0, 0], 0)


ORDER = """
    INSERT INTO "order" (performance_id, link, reference, hold_id, person, email, name, state, currency, total)
    VALUES ($1, 'x', 'x', 1, 'ana', 'a@example.org', 'Ana', 'pending', 'EUR', 100) RETURNING id
"""
PAYMENT = """
    INSERT INTO payment (performance_id, order_id, state, intent, idempotency_key, amount, currency, created_at,
                         asked_at, settled_at)
    VALUES ($1, $2, $3, $4, $5, 100, 'EUR', now() - $6::interval, now() - $7::interval, now() - $8::interval)
"""


async def test_payments_are_paid_failed_or_slower_than_they_should_be(world: World) -> None:
    room = await create_room(world.opening)
    order = await pool.fetch_value(ORDER, world.opening)
    ways = [
        ("succeeded", "a", ago(minutes=4), None, ago(minutes=1)),  # paid
        ("succeeded", "b", ago(minutes=9), None, ago(minutes=5)),  # too long ago
        ("canceled", None, ago(seconds=50), None, ago(seconds=1)),
    ]
    for n, (state, intent, created, asked, settled) in enumerate(ways):
        await pool.execute(PAYMENT, world.opening, order, state, intent, f"key{n}", created, asked, settled)
    waits = ("open", "d", ago(minutes=3), ago(seconds=40), None)
    await pool.execute(PAYMENT, world.opening, order, *waits[:2], "slow", *waits[2:])
    await pool.execute(
        "INSERT INTO inbox (provider, event_id, kind, about, payload) VALUES"
        " ('stripe', 'evt1', 'payment_intent.payment_failed', 'd', '{}'),"
        " ('stripe', 'evt2', 'payment_intent.payment_failed', 'd', '{}'),"  # the same payment with another card
        " ('stripe', 'evt3', 'payment_intent.payment_failed', 'a', '{}'),"  # paid with the next card
        " ('stripe', 'evt4', 'payment_intent.succeeded', 'a', '{}'),"
        " ('stripe', 'evt5', 'payment_intent.payment_failed', 'elsewhere', '{}')"
    )
    assert (await measure_room(room)).payments == PaymentStats(paid=1, failed=1, slow=1)
    never_taken = "UPDATE payment SET intent = NULL, asked_at = NULL, created_at = now() - interval '20 seconds'"
    await pool.execute(f"{never_taken} WHERE state = 'open'")
    assert (await measure_room(room)).payments.slow == 1


async def test_calls_of_a_quiet_room_are_not_measured_and_those_after_it_engaged_are(world: World) -> None:
    room = await create_room(world.preview, mode="automatic")
    await join_fans(room, *(f"fan{n}" for n in range(1, 11)))
    await call_places(room, 6)
    measured = await measure_room(room)
    assert (sum(measured.calls_by_minute), sum(c.size for c in measured.cohorts)) == (0, 0)
    await pool.execute("UPDATE waiting_room SET engaged_at = clock_timestamp() WHERE id = $1", room)
    await call_places(room, 3)
    measured = await measure_room(room)
    assert (measured.calls_by_minute[0], measured.cohorts[0].size) == (3, 3)
    assert [serving for serving, _ in measured.recent_calls] == [6, 9]
