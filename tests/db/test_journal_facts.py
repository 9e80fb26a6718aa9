"""The facts that SQL functions write into the journal match the classes in Python."""

import json
import re
from hashlib import sha256

import msgspec
import pytest

from app.seating.holds.hold import extend_hold, hold_seats, release_seats
from db import pool
from db.journal import AnyFact, AttentionAcknowledged, Fact, SeatsKilled, facts_about_seats, record
from db.sql_functions import read_functions
from db.transaction import transaction
from tests.waiting_room.scenarios import admit_place, call_places, create_room, join_fans
from tests.world import World

FIELDS = {kind.__struct_config__.tag: set(kind.__struct_fields__) for kind in Fact.__subclasses__()}
WRITTEN = re.compile(
    r"INSERT INTO journal \(organizer_id, performance_id, topic, payload, actor, trace\)\s+(?:VALUES \(|SELECT )"
    r"(?:organizer_of\([\w.]+\)|performance_row\.organizer), [\w.]+, '(?P<topic>[\w.]+)',\s+"
    r"jsonb_build_object\((?P<pairs>(?:[^()]|\([^()]*\))*)\), [^;]+?, p_trace\b"
)
FACTS = [
    (name, found["topic"], found["pairs"]) for name, sql in read_functions().items() for found in WRITTEN.finditer(sql)
]


def keys_of(pairs: str) -> set[str]:
    """Return the keys in the arguments of jsonb_build_object: the first, the third, and so on."""
    arguments = re.split(r",\s*", re.sub(r"\([^()]*\)", "", pairs))
    return {json.loads(key.replace("'", '"')) for key in arguments[::2]}


def test_every_fact_that_sql_writes_is_found() -> None:
    inserts = [
        name for name, sql in read_functions().items() for _ in re.findall(r"INTO\s+journal\b", sql, re.IGNORECASE)
    ]
    assert inserts == [name for name, _, _ in FACTS]
    assert len(inserts) >= 10


@pytest.mark.parametrize(("name", "topic", "pairs"), FACTS, ids=[f"{name}-{topic}" for name, topic, _ in FACTS])
def test_a_fact_of_a_function_has_the_fields_of_its_class(name: str, topic: str, pairs: str) -> None:
    assert keys_of(pairs) == FIELDS[topic]


async def write_a_fact_with_each_function(world: World) -> None:
    """Write every fact that a function can write."""
    await hold_seats(world.preview, "ana", [17, 18], world.plan)
    await extend_hold(world.preview, "ana")
    await release_seats(world.preview, "ana", [17])
    room = await create_room(world.preview, mode="automatic")
    await join_fans(room, "ana", "ben", "carl")
    await call_places(room, 2)
    await admit_place(room, 1, "ana")
    await pool.fetch("SELECT end_place($1, 2, 2, 'ben')", room)
    await pool.fetch("SELECT enter_room($1, $2, 'dora', $3, 1)", room, world.preview, sha256(b"dora").digest())


async def test_the_facts_of_functions_have_the_types_of_their_classes(world: World) -> None:
    await write_a_fact_with_each_function(world)
    rows = await pool.fetch("SELECT topic, payload::text FROM journal")
    assert {row["topic"] for row in rows} >= {topic for _, topic, _ in FACTS}
    for row in rows:
        msgspec.convert({"topic": row["topic"], **json.loads(row["payload"])}, AnyFact)


WITHOUT_ORGANIZER = "SELECT DISTINCT topic FROM journal WHERE organizer_id IS DISTINCT FROM $1"


async def test_every_fact_about_a_performance_has_its_organizer(world: World) -> None:
    await write_a_fact_with_each_function(world)  # and the world was made with `record`
    assert await pool.fetch(WITHOUT_ORGANIZER, world.olga) == []


async def test_a_fact_about_no_performance_has_the_organizer_it_is_given(database: str) -> None:
    async with transaction() as connection:
        await record(
            connection, None, AttentionAcknowledged("x"), actor="staff:olga", organizer_id=7, trace="00-a-b-01"
        )
        await record(connection, None, AttentionAcknowledged("y"), actor="staff:olga")
    rows = await pool.fetch("SELECT performance_id, organizer_id, trace FROM journal ORDER BY id")
    assert [tuple(row) for row in rows] == [(None, 7, "00-a-b-01"), (None, None, None)]


TRACED = {
    "hold_seats": "SELECT hold_seats($1, 'ana', '{{17,18}}', $2, p_instead => '{{20}}', p_trace => {trace})",
    "extend_hold": "SELECT extend_hold($1, 'ana', 5, 'lifted', {trace}), $2::bigint",
    "release_seats": "SELECT release_seats($1, 'ana', '{{17}}', {trace}), $2::bigint",
    "release_expired_holds": "SELECT release_expired_holds(10, {trace}), $1::bigint, $2::bigint",
}
"""Calls about seats held by ana, in this order; `p_instead` lets release_seats_of_hold write too."""


async def test_functions_about_seats_write_their_trace(world: World) -> None:
    await hold_seats(world.preview, "ana", [20], world.plan)
    await hold_seats(world.preview, "ben", [30], world.plan)
    await pool.execute("UPDATE seat SET hold_expires_at = now() WHERE performance_id = $1 AND idx = 30", world.preview)
    for name, call in TRACED.items():
        await pool.fetch(call.format(trace=f"'{name}'"), world.preview, world.plan)
    rows = await pool.fetch("SELECT trace, topic FROM journal WHERE trace IS NOT NULL ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("hold_seats", "seats.held"),
        ("hold_seats", "seats.released"),
        ("extend_hold", "hold.extended"),
        ("release_seats", "seats.released"),
        ("release_expired_holds", "seats.released"),
    ]


async def test_functions_of_waiting_rooms_write_their_trace(world: World) -> None:
    room = await create_room(world.preview, mode="automatic")
    await join_fans(room, "ana", "ben", "carl")
    await pool.fetch("SELECT call_places($1, 2, 'door', 'called')", room)
    await pool.fetch("SELECT admit_places($1, '{1}', '{1}', '{ana}', 10, 'admitted')", room)
    await pool.fetch("SELECT end_place($1, 2, 2, 'ben', 'ended')", room)
    enter = "SELECT enter_room($1, $2, $3, $4, $5, 'entered')"
    await pool.fetch(enter, room, world.preview, "dora", sha256(b"dora").digest(), 10)
    await pool.fetch(enter, room, world.preview, "emil", sha256(b"emil").digest(), 1)
    rows = await pool.fetch("SELECT trace, topic FROM journal WHERE trace IS NOT NULL ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("called", "queue.called"),
        ("admitted", "queue.admitted"),
        ("ended", "queue.gave_up"),
        ("entered", "queue.called"),
        ("entered", "queue.admitted"),
        ("entered", "queue.steered"),
    ]


def test_more_than_500_seats_are_several_facts() -> None:
    facts = list(facts_about_seats(SeatsKilled, range(1001)))
    assert [fact.seats for fact in facts] == [list(range(500)), list(range(500, 1000)), [1000]]  # type: ignore[union-attr]
