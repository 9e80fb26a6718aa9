"""A waiting room for a test's performances, and fans who wait in it."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from db import pool

INSERT_ROOM = """
    INSERT INTO waiting_room
        (performance_id, mode, opens_at, draws_at, target, per_minute, come_in_minutes, shop_minutes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""


async def create_room(*performances: int, mode: str = "on", target: int = 100, **given: Any) -> int:
    """A room that opened an hour ago, first come, unless `given` says otherwise (columns of waiting_room)."""
    facts = {"opens_at": datetime.now(UTC) - timedelta(hours=1), "draws_at": None, "per_minute": None}
    facts |= {"come_in_minutes": 10, "shop_minutes": 20} | given
    names = ("opens_at", "draws_at"), ("per_minute", "come_in_minutes", "shop_minutes")
    when, limits = ([facts[name] for name in some] for some in names)
    room: int = await pool.fetch_value(INSERT_ROOM, performances[0], mode, *when, target, *limits)
    await pool.execute("UPDATE performance SET waiting_room = $2 WHERE id = ANY ($1)", list(performances), room)
    return room


async def create_draw(room: int, key: bytes = b"k" * 32, **given: Any) -> None:
    """Its draw, sealed; without anything from outside unless `given` says otherwise (columns of draw)."""
    facts: dict[str, Any] = {"outside": "none"} | given
    facts |= {"room": room, "key": key, "seal": sha256(key + room.to_bytes(8, "big")).digest()}
    names, holders = ", ".join(facts), ", ".join(f"${n}" for n in range(1, len(facts) + 1))
    await pool.execute(f"INSERT INTO draw ({names}) VALUES ({holders})", *facts.values())


async def join_fans(room: int, *persons: str) -> list[int]:
    """They come in this order; returns their numbers."""
    leaves = [sha256(person.encode()).digest() for person in persons]
    rows = await pool.fetch("SELECT * FROM join_room($1, $2, $3, $4)", room, list(persons), leaves, [0] * len(persons))
    numbers = {row["person"]: row["number"] for row in rows}
    return [numbers[person] for person in persons]


async def call_places(room: int, count: int) -> int:
    """The next `count` places are called; returns the highest one called."""
    up_to: int = await pool.fetch_value("SELECT call_places($1, $2, 'staff:olga')", room, count)
    return up_to


async def admit_place(
    room: int, number: int, person: str, place: int | None = None, max_inside: int = 1000
) -> pool.Record:
    """The door's answer."""
    row = await pool.fetch_row(
        "SELECT * FROM admit_places($1, $2, $3, $4, $5)", room, [number], [place or number], [person], max_inside
    )
    assert row is not None
    return row
