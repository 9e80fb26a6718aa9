"""The facts that SQL functions write into the journal match the classes in Python."""

import json
import re
from hashlib import sha256

import msgspec
import pytest

from app.seating.holds.hold import extend_hold, hold_seats, release_seats
from db import pool
from db.journal import AnyFact, Fact
from db.sql_functions import read_functions
from tests.waiting_room.scenarios import admit_place, call_places, create_room, join_fans
from tests.world import World

FIELDS = {kind.__struct_config__.tag: set(kind.__struct_fields__) for kind in Fact.__subclasses__()}
WRITTEN = re.compile(
    r"INSERT INTO journal \(performance_id, topic, payload, actor\)\s+(?:VALUES \(|SELECT )[\w.]+, "
    r"'(?P<topic>[\w.]+)', jsonb_build_object\((?P<pairs>(?:[^()]|\([^()]*\))*)\)"
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
    assert len(inserts) >= 9


@pytest.mark.parametrize(("name", "topic", "pairs"), FACTS, ids=[f"{name}-{topic}" for name, topic, _ in FACTS])
def test_a_fact_of_a_function_has_the_fields_of_its_class(name: str, topic: str, pairs: str) -> None:
    assert keys_of(pairs) == FIELDS[topic]


async def test_the_facts_of_functions_have_the_types_of_their_classes(world: World) -> None:
    await hold_seats(world.preview, "ana", [17, 18], world.plan)
    await extend_hold(world.preview, "ana")
    await release_seats(world.preview, "ana", [17])
    room = await create_room(world.preview, mode="automatic")
    await join_fans(room, "ana", "ben", "carl")
    await call_places(room, 2)
    await admit_place(room, 1, "ana")
    await pool.fetch("SELECT end_place($1, 2, 2, 'ben')", room)
    await pool.fetch("SELECT enter_room($1, $2, 'dora', $3, 1)", room, world.preview, sha256(b"dora").digest())
    rows = await pool.fetch("SELECT topic, payload::text FROM journal")
    assert {row["topic"] for row in rows} >= {topic for _, topic, _ in FACTS}
    for row in rows:
        msgspec.convert({"topic": row["topic"], **json.loads(row["payload"])}, AnyFact)
