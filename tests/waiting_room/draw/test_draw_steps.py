"""The steps of a draw: sealed, closed while fans still join, opened; each happens once, also after a crash."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from app.waiting_room.draw.commitment import commitment, derive_seed
from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.draw_steps import close_draw, open_draw, seal_draw, try_open_draw
from app.waiting_room.draw.entropy_source import EntropySource, beacon_after, witness_source
from app.waiting_room.draw.merkle import EMPTY_ROOT, leaf_hash, merkle_root
from app.waiting_room.draw.records import Draw
from app.waiting_room.errors import NoDraw, NoDrawTime, NotClosed, NumbersGiven, WrongValue
from app.waiting_room.rooms import read_room
from db import pool
from db.transaction import transaction
from tests.waiting_room.draw.drand_rounds import FAR_ROUND, ROUND_1000, answer_with
from tests.waiting_room.draw.draw_scenario import create_sealed_room
from tests.waiting_room.scenarios import call_places, create_room, join_fans
from tests.world import World

WITNESS_KEY = b"w" * 32


async def log_of(room: int) -> list[str]:
    """Return the kind of each line of the room's log, in order."""
    return [row["what"] for row in await pool.fetch("SELECT what FROM queue_log WHERE room = $1 ORDER BY n", room)]


async def topics() -> list[str]:
    """Return the topics of the journal's facts about waiting rooms, in order."""
    rows = await pool.fetch("SELECT topic FROM journal WHERE topic LIKE 'queue.%' ORDER BY id")
    return [row["topic"] for row in rows]


async def test_a_draw_is_sealed_closed_and_opened_once_each_in_log_and_journal(world: World) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, "ana", "ben", "carl")
    for _ in range(2):
        assert (await close_draw(room)).n == 3
    first, again = await open_draw(room), await open_draw(room)
    assert first == again
    assert await log_of(room) == ["sealed", "closed", "drawn"]
    assert await topics() == ["queue.sealed", "queue.closed", "queue.drawn"]


async def test_before_its_time_by_the_clock_of_the_database_nothing_is_closed(world: World) -> None:
    room = await create_sealed_room(world, draws_at=datetime.now(UTC) + timedelta(hours=20))
    assert (await close_draw(room)).closed_at is None
    assert await log_of(room) == ["sealed"]


async def test_the_seed_is_what_seal_root_and_number_say(world: World) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, "ana", "ben")
    await close_draw(room)
    drawn = await open_draw(room)
    leaves = [leaf_hash(n, sha256(fan.encode()).digest()) for n, fan in enumerate(("ana", "ben"), 1)]
    assert drawn.root == merkle_root(leaves)
    assert drawn.seal == commitment(drawn.key, room)
    assert drawn.seed == derive_seed(drawn.key, merkle_root(leaves), 2, b"")
    room_state = await read_room(room)
    assert room_state is not None
    assert sorted(room_state.place_of(n) or 0 for n in (1, 2)) == [1, 2]
    assert room_state.place_of(3) == 3


async def test_fifty_join_while_it_closes_and_each_is_in_or_after_it(world: World) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, *(f"early{n}" for n in range(700)))
    joins = [join_fans(room, f"fan{n}") for n in range(50)]
    closed, *numbers = await asyncio.gather(close_draw(room), *joins)
    assert closed.n is not None
    rows = await pool.fetch("SELECT number, leaf FROM place WHERE number <= $1 ORDER BY number", closed.n)
    assert [row["number"] for row in rows] == list(range(1, closed.n + 1))
    assert merkle_root([leaf_hash(row["number"], row["leaf"]) for row in rows]) == closed.root
    assert sorted(n for [n] in numbers) == list(range(701, 751))
    late = await join_fans(room, "late")
    assert late == [751]
    await open_draw(room)
    room_state = await read_room(room)
    assert room_state is not None
    assert room_state.place_of(751) == 751


async def test_five_workers_close_and_open_and_it_happens_once(world: World) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, "ana")
    assert len({draw.root for draw in await asyncio.gather(*(close_draw(room) for _ in range(5)))}) == 1
    assert len({draw.seed for draw in await asyncio.gather(*(open_draw(room) for _ in range(5)))}) == 1
    assert await log_of(room) == ["sealed", "closed", "drawn"]


async def test_nobody_came_and_it_is_drawn_all_the_same(world: World) -> None:
    room = await create_sealed_room(world)
    assert (await close_draw(room)).root == EMPTY_ROOT
    assert await try_open_draw(room)


async def test_a_missing_number_is_told_and_nothing_is_closed(world: World) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, "ana", "ben")
    for gone in (2, 1):
        await pool.execute("DELETE FROM place WHERE number = $1", gone)
        with pytest.raises(RuntimeError, match=f"has no number {gone}"):
            await close_draw(room)
    assert await log_of(room) == ["sealed"]


class Died(Exception):
    """The simulated crash of the process."""


@pytest.mark.parametrize("step", ["closed", "drawn"])
async def test_what_died_in_the_middle_left_nothing_and_is_done_again(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, "ana")
    if step == "drawn":
        await close_draw(room)
    with monkeypatch.context() as broken:
        broken.setattr("app.waiting_room.draw.draw_steps.record", fail_to_record)
        with pytest.raises(Died):
            await (close_draw(room) if step == "closed" else open_draw(room))
    assert step not in await log_of(room)
    await close_draw(room)
    await open_draw(room)
    assert await log_of(room) == ["sealed", "closed", "drawn"]


async def fail_to_record(*_: object, **__: object) -> None:
    """Raise Died, in place of `record`."""
    raise Died


async def test_it_is_not_opened_before_it_is_closed(world: World) -> None:
    room = await create_sealed_room(world)
    with pytest.raises(NotClosed):
        await open_draw(room)
    assert not await try_open_draw(room)


async def test_nothing_is_called_until_it_is_drawn(world: World) -> None:
    room = await create_sealed_room(world)
    await join_fans(room, "ana")
    await close_draw(room)
    assert await call_places(room, 1) == 0
    await open_draw(room)
    assert await call_places(room, 1) == 1


async def test_a_seal_comes_before_the_first_number_and_may_until_then_be_made_again(world: World) -> None:
    room = await create_sealed_room(world)
    first = await pool.fetch_value("SELECT seal FROM draw")
    async with transaction() as connection:
        assert await seal_draw(connection, room, actor="staff:olga") != first
    assert await pool.fetch_value("SELECT outside FROM draw") == "beacon"
    await join_fans(room, "ana")
    with pytest.raises(NumbersGiven):
        async with transaction() as connection:
            await seal_draw(connection, room, actor="staff:olga")


async def test_a_room_without_a_time_to_draw_is_not_sealed_and_one_without_a_draw_not_closed(world: World) -> None:
    room = await create_room(world.preview)
    with pytest.raises(NoDrawTime):
        async with transaction() as connection:
            await seal_draw(connection, room, actor="staff:olga")
    for verb in (close_draw, open_draw, try_open_draw):
        with pytest.raises(NoDraw):
            await verb(room)


def test_the_beacons_round_comes_twenty_seconds_after_the_on_sale() -> None:
    on_sale = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    comes = beacon_after(on_sale).available_at()
    assert comes is not None
    assert timedelta(seconds=20) <= comes - on_sale < timedelta(seconds=23)


async def a_closed_room(world: World, number: int) -> int:
    """Create a room whose draw is closed and waits for this round of the beacon; return its id."""
    room = await create_sealed_room(world, EntropySource("beacon", chain=QUICKNET.hash, round=number))
    await join_fans(room, "ana", "ben")
    await close_draw(room)
    return room


async def test_the_beacons_value_is_in_the_seed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await a_closed_room(world, 1000)
    answer_with(monkeypatch, ROUND_1000)
    assert await try_open_draw(room)
    draw = await open_draw(room)
    assert draw.outside_value == bytes.fromhex("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd")
    assert draw.seed == derive_seed(draw.key, draw.root or b"", 2, draw.outside_value)


async def test_a_beacon_that_is_late_is_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await a_closed_room(world, 1000)
    answer_with(monkeypatch, TimeoutError())
    assert not await try_open_draw(room)
    room_state = await read_room(room)
    assert room_state is not None
    assert room_state.stage() == "drawing"
    answer_with(monkeypatch, ROUND_1000)
    assert await try_open_draw(room)


async def test_a_round_that_has_not_come_is_not_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = answer_with(monkeypatch, ROUND_1000)
    assert not await try_open_draw(await a_closed_room(world, FAR_ROUND))
    assert addresses == []


async def test_a_malformed_round_is_never_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await a_closed_room(world, 1000)
    for body in (b"", b"[]", ROUND_1000.replace(b"fe29", b"fe28"), ROUND_1000.replace(b"1000", b"1001")):
        answer_with(monkeypatch, body)
        assert not await try_open_draw(room)
    assert await pool.fetch_value("SELECT outside_value FROM draw") is None


async def a_witnessed_room(world: World) -> int:
    """Create a closed room sealed by us and by a witness, who must know the room's id first; return its id."""
    room = await create_sealed_room(world)
    async with transaction() as connection:
        witness = witness_source("Notary  Vaz", commitment(WITNESS_KEY, room).hex())
        await seal_draw(connection, room, witness, actor="staff:olga")
    await join_fans(room, "ana", "ben")
    await close_draw(room)
    return room


async def test_a_witnesss_key_opens_only_what_it_sealed(world: World) -> None:
    room = await a_witnessed_room(world)
    assert not await try_open_draw(room)
    with pytest.raises(WrongValue, match="not the key that Notary Vaz sealed"):
        await open_draw(room, b"x" * 32)
    draw = await open_draw(room, WITNESS_KEY)
    assert draw.seed == derive_seed(draw.key, draw.root or b"", 2, WITNESS_KEY)


async def test_staff_may_draw_without_the_witness_and_it_stays_written(world: World) -> None:
    draw = await open_draw(await a_witnessed_room(world), without="The notary\nis ill")
    assert (draw.without, draw.outside_value) == ("The notary is ill", b"")
    detail = await pool.fetch_value("SELECT detail FROM queue_log WHERE what = 'drawn'")
    assert detail.endswith(" without=The notary is ill")


async def test_a_draw_tells_its_key_to_nobody_before_it_is_opened(world: World) -> None:
    room = await create_sealed_room(world)
    closed: Draw = await close_draw(room)
    assert closed.key == b""
    assert await open_draw(room) != closed
    assert "kkk" not in repr(await open_draw(room))
