"""Controls by staff: each is written to the journal and to the log once; a refused one changes nothing."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.errors import AisleError, BadInput
from app.waiting_room.errors import NoChange, NoSuchRoom, NotDrawn, NotWaiting, RoomOver
from app.waiting_room.staff.controls import disengage, end, engage, pause, resume, set_message, set_rate, set_target
from app.waiting_room.staff.let_through import let_through
from db import pool
from tests.waiting_room.scenarios import admit_place, call_places, create_draw, create_room, join_fans
from tests.waiting_room.staff.log_assertions import STAFF, journal_facts, log_lines, room_row, room_trace
from tests.world import World

Verb = Callable[[int], Awaitable[object]]
VERBS: dict[str, Verb] = {
    "pause": lambda room: pause(room, actor=STAFF),
    "rate": lambda room: set_rate(room, 60, actor=STAFF),
    "target": lambda room: set_target(room, 50, actor=STAFF),
    "message": lambda room: set_message(room, "Back in five minutes", actor=STAFF),
    "end": lambda room: end(room, "staff", actor=STAFF),
    "let_through": lambda room: let_through(room, 1, "Wheelchair", actor=STAFF),
}
steered = pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)


async def test_each_verb_is_a_fact_and_a_line(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    for verb in (VERBS["pause"], lambda room: resume(room, actor=STAFF), *(VERBS[n] for n in list(VERBS)[1:4])):
        await verb(room)
    await VERBS["let_through"](room)
    await VERBS["end"](room)
    changes = [("paused", ""), ("resumed", ""), ("rate", "60"), ("target", "50"), ("message", "Back in five minutes")]
    assert await log_lines(room) == [*changes, ("let_through", "Wheelchair"), ("ended", "staff")]
    facts = await journal_facts()
    payloads = [fact.payload for fact in facts if fact.topic == "queue.steered"]
    assert [(payload["what"], payload["to"]) for payload in payloads] == changes
    assert [fact.topic for fact in facts[5:]] == ["queue.let_through", "queue.ended"]
    assert {fact.actor for fact in facts} == {STAFF}
    row = await room_row(room)
    assert (row["target"], row["per_minute"], row["paused_at"], row["ended_as"]) == (50, 60, None, "staff")


@steered
async def test_fifty_who_do_the_same_do_it_once(world: World, verb: Verb) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    done = await asyncio.gather(*(verb(room) for _ in range(50)), return_exceptions=True)
    assert [answer for answer in done if answer is None] == [None]
    assert all(isinstance(answer, NoChange | RoomOver) for answer in done if answer)
    assert (len(await log_lines(room)), len(await journal_facts())) == (1, 1)


@steered
async def test_a_room_that_has_ended_is_steered_by_nobody(world: World, verb: Verb) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    await end(room, "sold_out", actor="admit_fans")
    before = await room_trace(room)
    with pytest.raises(RoomOver):
        await verb(room)
    assert await room_trace(room) == before


@steered
async def test_a_room_that_is_not_there_is_refused(world: World, verb: Verb) -> None:
    with pytest.raises(NoSuchRoom):
        await verb(99)


async def test_a_room_that_is_off_is_not_steered(world: World) -> None:
    room = await create_room(world.preview, mode="off")
    with pytest.raises(RoomOver, match="is off"):
        await pause(room, actor=STAFF)


BAD: dict[str, Verb] = {
    "rate -1": lambda room: set_rate(room, -1, actor=STAFF),
    "rate 0": lambda room: set_rate(room, 0, actor=STAFF),
    "rate 10^9": lambda room: set_rate(room, 10**9, actor=STAFF),
    "target 0": lambda room: set_target(room, 0, actor=STAFF),
    "target 10^30": lambda room: set_target(room, 10**30, actor=STAFF),
    "long message": lambda room: set_message(room, "x" * 301, actor=STAFF),
    "no reason": lambda room: let_through(room, 1, "  ", actor=STAFF),
    "no number": lambda room: let_through(room, 7, "Wheelchair", actor=STAFF),
    "number -1": lambda room: let_through(room, -1, "Wheelchair", actor=STAFF),
    "number 10^30": lambda room: let_through(room, 10**30, "Wheelchair", actor=STAFF),
    "not paused": lambda room: resume(room, actor=STAFF),
    "same target": lambda room: set_target(room, 100, actor=STAFF),
}


@pytest.mark.parametrize("verb", BAD.values(), ids=BAD)
async def test_what_cannot_be_meant_changes_nothing(world: World, verb: Verb) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    before = await room_trace(room)
    with pytest.raises((BadInput, NotWaiting, NoChange)) as refused:
        await verb(room)
    assert (isinstance(refused.value, AisleError), str(refused.value).endswith("Nothing was changed.")) == (True, True)
    assert await room_trace(room) == before


async def test_a_rate_may_be_taken_away_and_a_message_too(world: World) -> None:
    room = await create_room(world.preview, per_minute=5)
    await set_rate(room, None, actor=STAFF)
    await set_message(room, " Hello \n there ", actor=STAFF)
    await set_message(room, "", actor=STAFF)
    assert await log_lines(room) == [("rate", "none"), ("message", "Hello there"), ("message", "")]
    row = await room_row(room)
    assert (row["per_minute"], row["message"]) == (None, "")


async def test_who_is_let_through_comes_in_past_a_full_house_and_only_they(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana", "ben")
    await let_through(room, 2, "Was refused by mistake", actor=STAFF)
    assert (await admit_place(room, 2, "ben", max_inside=0))["outcome"] == "admitted"
    assert (await admit_place(room, 1, "ana", max_inside=0))["outcome"] == "not_yet"
    with pytest.raises(NoChange):
        await let_through(room, 2, "Again", actor=STAFF)


@pytest.mark.parametrize(
    ("ended", "message"), [("gave_up", "gave it up"), ("passed", "was over"), ("inside", "inside")]
)
async def test_who_does_not_wait_is_not_let_through(world: World, ended: str, message: str) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    if ended == "inside":
        await call_places(room, 1)
        await admit_place(room, 1, "ana")
    else:
        await pool.execute("UPDATE place SET ended_at = now(), ended_as = $1", ended)
    with pytest.raises(NotWaiting, match=message):
        await let_through(room, 1, "Wheelchair", actor=STAFF)


async def test_before_the_draw_nobody_is_let_through(world: World) -> None:
    room = await create_room(world.preview)
    await join_fans(room, "ana")
    await create_draw(room)
    before = await room_trace(room)
    with pytest.raises(NotDrawn, match="Nothing was changed"):
        await let_through(room, 1, "Press", actor=STAFF)
    assert await room_trace(room) == before


async def test_an_automatic_room_engages_once_and_is_quiet_only_when_nobody_waits(world: World) -> None:
    room = await create_room(world.preview, mode="automatic")
    done = await asyncio.gather(*(engage(room, "full", actor="admit_fans") for _ in range(20)))
    assert sum(done) == 1
    await join_fans(room, "ana")
    assert not await disengage(room, actor="admit_fans")
    await call_places(room, 1)
    assert await disengage(room, actor="admit_fans")
    assert [what for what, _ in await log_lines(room)] == ["engaged", "called", "quiet"]
    assert not await engage(await create_room(world.opening, mode="on"), "full", actor="admit_fans")
