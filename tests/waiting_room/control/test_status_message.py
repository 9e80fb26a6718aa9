"""The status message: its range of the rate, and its source when no worker has published it lately."""

from bisect import bisect_left
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import pytest

from app.waiting_room.control.measurements import PaymentStats, RoomMeasurements
from app.waiting_room.control.status_message import cached_status, call_rate_range
from app.waiting_room.staff.let_through import let_through
from app.web.redis import redis
from db import pool
from realtime.protocol import QueueStatus, decode_status, encode_status, queue_key
from tests.waiting_room.control.simulation import Simulation
from tests.waiting_room.scenarios import admit_place, call_places, create_room, join_fans
from tests.world import World

HOLD_SEVEN_SEATS = """
    UPDATE seat SET status = 1, hold_id = 1, hold_expires_at = now() + interval '1 minute'
    WHERE performance_id = $1 AND idx < 7
"""


def make_measurements(minutes: list[int], since: float = 600.0, **given: Any) -> RoomMeasurements:
    """Build measurements with these calls by minute, the newest first. `since`: seconds since the first call."""
    minutes = minutes + [0] * (10 - len(minutes))
    return RoomMeasurements(datetime.now(UTC), 0, 0.0, [], minutes, since, [], [], "", 0, PaymentStats(), **given)


@pytest.mark.parametrize(
    ("minutes", "since", "expected"),
    [
        ([], 0.0, (0, 0, 0)),
        ([30], 20.0, (30, 0, 0)),  # half a minute is too short for a range
        ([60, 60], 119.0, (60.5, 0, 0)),
        ([60] * 10, 600.0, (60, 54, 66)),  # a constant rate: a tenth to each side
        ([60, 60, 60], 180.0, (60, 54, 66)),
        ([20, 20, *[60] * 8], 600.0, (20, 4, 68)),  # slow only lately: the slow and the former rate are possible
        ([0, 0, *[60] * 8], 600.0, (0, 0, 72)),
        ([100, 20] * 5, 600.0, (60, 20, 100)),
    ],
)
def test_the_range_is_as_wide_as_the_last_ten_minutes_were(
    minutes: list[int], since: float, expected: tuple[float, float, float]
) -> None:
    assert call_rate_range(make_measurements(minutes, since)) == expected


def test_no_more_is_promised_than_staff_allow() -> None:
    assert call_rate_range(make_measurements([60] * 10), per_minute=60) == (60, 54, 60)
    assert call_rate_range(make_measurements([60] * 10), per_minute=30) == (60, 30, 30)


def test_most_who_are_told_a_range_wait_as_long_as_it_says() -> None:
    simulation = Simulation(200, shop_seconds=150, waiting=10**6).run(1500)
    called = list(accumulate(simulation.called, initial=0))
    right = in_range = 0
    for at in range(300, 1000, 10):
        minutes = [called[max(0, at - 60 * n)] - called[max(0, at - 60 * (n + 1))] for n in range(10)]
        _, slow, fast = call_rate_range(make_measurements(minutes, min(600.0, at)))
        takes = bisect_left(called, called[at] + 400) - at
        in_range += 1
        right += 400 / fast <= takes / 60 <= 400 / slow
    assert right / in_range >= 0.9


async def test_the_message_in_redis_is_believed_while_it_is_young(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    for age, says in ((0.0, "told"), (11.0, "")):
        at = int((datetime.now(UTC).timestamp() - age) * 1000)
        await redis().set(
            queue_key(room), encode_status(QueueStatus(room=room, at_ms=at, stage="open", message="told"))
        )
        message = await cached_status(room)
        assert message is not None
        assert decode_status(message).message == says


async def test_without_a_word_in_redis_the_rows_say_it_all_but_who_can_sit_together(world: World) -> None:
    room = await create_room(world.preview)
    await pool.execute("UPDATE waiting_room SET message = 'Hello'")
    await join_fans(room, "ana", "ben")
    await call_places(room, 1)
    await pool.execute(HOLD_SEVEN_SEATS, world.preview)
    for word in (None, b"nonsense"):
        await redis().set(queue_key(room), word or b"")
        message = decode_status(await cached_status(room) or b"")
        assert (message.last_number, message.serving, message.may_return) == (2, 1, 7)
        assert (message.stage, message.message) == ("open", "Hello")
        left = message.remaining[str(world.preview)]
        assert (sum(seats for _, seats, _ in left), {together for *_, together in left}) == (1193, {0})


async def test_of_a_room_that_is_not_there_nothing_is_said(world: World) -> None:
    assert await cached_status(99) is None


async def test_a_number_that_was_let_through_is_told_until_it_has_come(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    await let_through(room, 2, "Wheelchair user", actor="staff:olga")
    message = await cached_status(room)
    assert message is not None
    assert decode_status(message).let_through == [2]
    assert (await admit_place(room, 2, "ben"))["outcome"] == "admitted"
    message = await cached_status(room)
    assert message is not None
    assert decode_status(message).let_through == []
