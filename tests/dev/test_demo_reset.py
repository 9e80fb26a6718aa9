"""`aisle demo reset`: afterwards everything is as after the first `aisle demo`."""

import fnmatch
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.accounts.organizers import save_organizer
from app.dev.demo_reset import REDIS_KEYS, reset_demo
from app.dev.mail.folder import mail_names, save_mail
from app.development import NotInDevelopment
from app.events.demo import create_demo
from app.seating.holds.hold import hold_seats
from app.waiting_room.staff.demo_rooms import create_demo_rooms
from app.web.redis import redis
from db import pool
from realtime.clock import current_time
from realtime.protocol import map_key
from tests.wire.shapes import GOLDEN
from tests.world import World

pytestmark = pytest.mark.slow

KNOWN_WORLD = """
    SELECT p.id, e.slug, p.plan, v.slug AS venue, p.starts_at, p.on_sale_at, p.waiting_room, p.levels_digest,
           count(*) AS seats, sum(s.idx * (s.status + 1)) AS statuses, sum(s.price_level) AS levels
    FROM performance p JOIN event e ON e.id = p.event JOIN seating_plan g ON g.id = p.plan
    JOIN venue v ON v.id = g.venue JOIN seat s ON s.performance_id = p.id GROUP BY p.id, e.slug, v.slug ORDER BY p.id
"""
SHIFT_PERFORMANCES = "UPDATE performance SET starts_at = starts_at + interval '1 day', state = 'cancelled'"


async def known_world() -> list[tuple[object, ...]]:
    """Return every performance with its event, venue, dates, room and the state of its seats."""
    return [tuple(row) for row in await pool.fetch(KNOWN_WORLD)]


async def test_after_a_reset_the_world_is_the_known_one_again(
    database: str, change_settings: Callable[..., None], tmp_path: Path
) -> None:
    change_settings(AISLE_MAIL_FOLDER=str(tmp_path))
    now = current_time()
    await create_demo(now)
    await create_demo_rooms(now)
    before = await known_world()
    epoch = await pool.fetch_value("SELECT epoch FROM relay")
    [first, *_] = before
    await hold_seats(int(str(first[0])), "ana", [17, 18], int(str(first[2])))
    await pool.execute(SHIFT_PERFORMANCES)
    await redis().set(map_key(1), b"000")
    save_mail(tmp_path, b"To: ana@example.org\n\nHello")
    done = await reset_demo()
    assert await known_world() == before
    assert done.performances == len(before)
    assert await pool.fetch_value("SELECT count(*) FROM hold") == 0
    assert await pool.fetch_value("SELECT epoch FROM relay") == epoch + 1
    assert await redis().get(map_key(1)) is None
    assert mail_names(tmp_path) == []


async def test_where_there_is_more_than_the_demo_nothing_is_deleted_unless_asked(world: World) -> None:
    await save_organizer("rosa", "Rosa")
    with pytest.raises(NotInDevelopment, match="more here than the demonstration: organizer rosa"):
        await reset_demo()
    assert await pool.fetch_value("SELECT count(*) FROM performance") == 2


async def test_in_production_a_reset_is_refused(world: World, change_settings: Callable[..., None]) -> None:
    change_settings(
        AISLE_ENV="production",
        AISLE_SECRET="x" * 40,
        AISLE_SITE_URL="https://tickets.example",
        AISLE_SOCKET_URL="wss://tickets.example",
    )
    with pytest.raises(NotInDevelopment):
        await reset_demo(everything=True)
    assert await pool.fetch_value("SELECT count(*) FROM performance") == 2


def test_every_key_in_redis_that_is_about_rows_is_deleted() -> None:
    shapes = msgspec.json.decode(GOLDEN.read_bytes(), type=dict[str, dict[str, object]])
    names = [line.removeprefix("key ") for part in shapes.values() for line in part if line.startswith("key ")]
    patterns = [pattern.replace("{*}", "{N}") for pattern in REDIS_KEYS]
    kept = [name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]
    assert kept == ["web-load"]  # of the processes, which go on
    unused = [pattern for pattern in patterns if not fnmatch.filter(names, pattern)]
    assert unused == []
