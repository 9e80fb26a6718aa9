"""Makes waiting rooms for the benches, batches of new persons, and the join request of a browser."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import asyncpg

NEW = """
    INSERT INTO waiting_room (performance_id, mode, opens_at, draws_at, target, mind)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
"""
JOIN = "SELECT person, number FROM join_room($1, $2, $3, $4)"
BATCH_SIZE = 64
"""Joins in one statement: as many as arrive within a few milliseconds of a large on-sale."""


async def create_room(
    dsn: str, performance: int, mode: str = "on", target: int = 1000, *, draws: bool = False, ease: float = 0.1
) -> int:
    """Create a room that opened an hour ago, first come or with a draw that was due a minute ago; return its id."""
    connection = await asyncpg.connect(dsn)
    now = datetime.now(UTC)
    draws_at = now - timedelta(minutes=1) if draws else None
    mind = json.dumps({"ease": ease})
    room: int = await connection.fetchval(NEW, performance, mode, now - timedelta(hours=1), draws_at, target, mind)
    await connection.execute("UPDATE performance SET waiting_room = $2 WHERE id = $1", performance, room)
    if draws:
        key = secrets.token_bytes(32)
        seal = sha256(key + room.to_bytes(8, "big")).digest()
        await connection.execute(
            "INSERT INTO draw (room, key, seal, outside) VALUES ($1, $2, $3, 'none')", room, key, seal
        )
    await connection.close()
    return room


def new_persons(count: int) -> list[Any]:
    """Return the arguments of a batch of joins: persons, leaves, and no earlier places."""
    persons = [secrets.token_urlsafe(16) for _ in range(count)]
    return [persons, [sha256(person.encode()).digest() for person in persons], [0] * count]


def join_request(site: str, host: str, room: int) -> bytes:
    """Build the join request of a browser without a session."""
    return (
        f"POST /waiting-rooms/{room}/places HTTP/1.1\r\nHost: {host}\r\nOrigin: {site}\r\n"
        "Sec-Fetch-Site: same-origin\r\nAccept: application/json\r\nContent-Length: 0\r\n\r\n"
    ).encode()
