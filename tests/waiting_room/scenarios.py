"""Scenarios of a waiting room: the room, its draw, fans as rows of the database, and fans with a browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx

from app.web.sessions import read_session
from db import pool
from tests.fan import JSON, Fan

INSERT_ROOM = """
    INSERT INTO waiting_room
        (performance_id, mode, opens_at, draws_at, target, per_minute, come_in_minutes, shop_minutes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""


async def create_room(*performances: int, mode: str = "on", target: int = 100, **given: Any) -> int:
    """Create a room without a draw that opened an hour ago; return its id. `given`: other values of its columns."""
    facts = {"opens_at": datetime.now(UTC) - timedelta(hours=1), "draws_at": None, "per_minute": None}
    facts |= {"come_in_minutes": 10, "shop_minutes": 20} | given
    times = facts["opens_at"], facts["draws_at"]
    limits = (facts[name] for name in ("per_minute", "come_in_minutes", "shop_minutes"))
    room: int = await pool.fetch_value(INSERT_ROOM, performances[0], mode, *times, target, *limits)
    await pool.execute("UPDATE performance SET waiting_room = $2 WHERE id = ANY ($1)", list(performances), room)
    return room


async def create_draw(room: int, key: bytes = b"k" * 32, **given: Any) -> None:
    """Create the room's draw, sealed, without an outside value. `given`: other values of its columns."""
    facts: dict[str, Any] = {"outside": "none"} | given
    facts |= {"room": room, "key": key, "seal": sha256(key + room.to_bytes(8, "big")).digest()}
    columns, values = ", ".join(facts), ", ".join(f"${n}" for n in range(1, len(facts) + 1))
    await pool.execute(f"INSERT INTO draw ({columns}) VALUES ({values})", *facts.values())


async def join_fans(room: int, *persons: str) -> list[int]:
    """Insert places for these persons in this order; return their numbers."""
    leaves = [sha256(person.encode()).digest() for person in persons]
    rows = await pool.fetch("SELECT * FROM join_room($1, $2, $3, $4)", room, list(persons), leaves, [0] * len(persons))
    numbers = {row["person"]: row["number"] for row in rows}
    return [numbers[person] for person in persons]


async def call_places(room: int, count: int) -> int:
    """Call the next `count` places; return the highest place called."""
    serving: int = await pool.fetch_value("SELECT call_places($1, $2, 'staff:olga')", room, count)
    return serving


async def admit_place(
    room: int, number: int, person: str, place: int | None = None, max_inside: int = 1000
) -> pool.Record:
    """Request admission with this number; return the row of admit_places.sql. `place`: by default the number."""
    row = await pool.fetch_row(
        "SELECT * FROM admit_places($1, $2, $3, $4, $5)", room, [number], [place or number], [person], max_inside
    )
    assert row is not None
    return row


async def post_to_room(fan: Fan, room: int, resource: str, **headers: str) -> httpx.Response:
    """Send a POST to the room as its page's script does. `resource`: places, admissions or returns."""
    return await fan.browser.post(f"/waiting-rooms/{room}/{resource}", headers={**JSON, **headers})


async def join_room(fan: Fan, room: int) -> dict[str, Any]:
    """Join as a fan with a browser; return the JSON of the place."""
    response = await post_to_room(fan, room, "places")
    assert response.status_code == 200, response.text
    place: dict[str, Any] = response.json()
    return place


async def enter_room(fan: Fan, room: int) -> dict[str, Any]:
    """Enter as a fan with a browser; return the JSON of the admission."""
    response = await post_to_room(fan, room, "admissions")
    assert response.status_code == 200, response.text
    admission: dict[str, Any] = response.json()
    return admission


def person_of(fan: Fan) -> str:
    """Return the id of the person of this browser's session."""
    person = read_session(fan.browser.cookies["aisle"])
    assert person
    return person


def set_cookie(fan: Fan, name: str, value: str) -> None:
    """Replace this cookie of the browser."""
    if name in fan.browser.cookies:
        fan.browser.cookies.delete(name)
    fan.browser.cookies.set(name, value, domain="127.0.0.1", path="/")


async def visit_and_enter(visit: Callable[[], Fan], room: int) -> Fan:
    """Let a new fan join, call the next place, and admit the fan; return the fan."""
    fan = visit()
    await join_room(fan, room)
    await call_places(room, 1)
    await enter_room(fan, room)
    return fan
