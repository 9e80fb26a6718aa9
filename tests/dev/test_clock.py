"""The clock that can be moved: of the processes, and of the database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from app.dev.clock import read_change
from app.errors import BadInput
from db import pool
from db.clock import get_shift, set_shift
from db.engine import clock_settings
from db.pool import Connection
from realtime import clock
from tests.world import World

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
REAL_TIME = "extract(epoch FROM pg_catalog.clock_timestamp())"


@pytest_asyncio.fixture(loop_scope="session")
async def connection(world: World) -> AsyncIterator[Connection]:
    """Open a transaction on a connection that obeys a moved clock; all it does is rolled back."""
    async with pool.pool().acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()


async def move(connection: Connection, seconds: int) -> None:
    """Move the clock of the database, and search its functions first, as connections of a development server do."""
    await set_shift(connection, seconds)
    await connection.execute("SET LOCAL search_path = aisle_clock, pg_catalog, public")


@pytest.mark.parametrize(
    ("change", "shift"),
    [
        ("+15m", timedelta(minutes=25)),
        ("+1d2h", timedelta(days=1, hours=2, minutes=10)),
        ("-30s", timedelta(minutes=9, seconds=30)),
        ("2026-12-01T13:00+00:00", timedelta(hours=1)),
        ("2026-12-01T13:00", timedelta(hours=1)),
        ("reset", timedelta(0)),
    ],
)
def test_a_change_is_relative_absolute_or_a_reset(change: str, shift: timedelta) -> None:
    assert read_change(change, NOW, timedelta(minutes=10)) == shift


@pytest.mark.parametrize("change", ["", "soon", "15m", "+15", "+m", "+9999999d", "9999-12-31"])
def test_any_other_change_is_refused(change: str) -> None:
    with pytest.raises(BadInput):
        read_change(change, NOW, timedelta(0))


def test_processes_obey_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "clock"
    monkeypatch.setattr("realtime.clock._file", file)
    assert abs(clock.current_time() - datetime.now(UTC)) < timedelta(minutes=1)
    clock.write_shift(file, timedelta(hours=3))
    assert abs(clock.current_time() - datetime.now(UTC) - timedelta(hours=3)) < timedelta(minutes=1)


@pytest.mark.parametrize("environment", [{}, {"AISLE_CLOCK_FILE": "/x", "AISLE_ENV": "production"}])
def test_without_a_file_and_in_production_no_clock_moves(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AISLE_CLOCK_FILE", "AISLE_ENV"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert clock.find_file(environment) is None
    assert clock_settings() == {}


@pytest.mark.parametrize("function", ["now()", "clock_timestamp()"])
async def test_the_database_obeys_where_its_functions_are_searched_first(connection: Connection, function: str) -> None:
    statement = f"SELECT extract(epoch FROM {function}) - {REAL_TIME}"
    for shift in (3600, 7200, 0):  # the same prepared statement each time
        await move(connection, shift)
        assert abs(float(await connection.fetchval(statement)) - shift) < 60
        assert await get_shift(connection) == shift


async def test_a_hold_runs_out_when_the_clock_is_moved(world: World, connection: Connection) -> None:
    await move(connection, 0)
    hold = "SELECT outcome FROM hold_seats($1, $2, $3, $4)"
    is_open = "SELECT is_open(status, hold_expires_at, now()) FROM seat WHERE performance_id = $1 AND idx = 17"
    assert await connection.fetchval(hold, world.preview, world.ana, [17], world.plan) == "held"
    assert await connection.fetchval(is_open, world.preview) is False
    await move(connection, 15 * 60)
    assert await connection.fetchval(is_open, world.preview) is True
    assert await connection.fetchval(hold, world.preview, world.ben, [17], world.plan) == "held"


async def test_columns_get_their_default_time_from_the_moved_clock(world: World, connection: Connection) -> None:
    await move(connection, 3600)
    await connection.execute("INSERT INTO hold (performance_id, person) VALUES ($1, 'ana')", world.preview)
    age = f"SELECT extract(epoch FROM created_at) - {REAL_TIME} FROM hold"
    assert float(await connection.fetchval(age)) > 3000


async def test_work_planned_for_a_later_time_is_due_after_a_move_back(world: World, connection: Connection) -> None:
    await move(connection, 86_400)
    await connection.execute(
        "INSERT INTO inbox (provider, event_id, kind, about, payload, try_at) VALUES ('s', 'e', 'k', 'a', '{}', now())"
    )
    await move(connection, 0)
    assert await connection.fetchval("SELECT try_at <= clock_timestamp() FROM inbox") is True
