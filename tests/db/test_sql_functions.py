"""The functions of db/functions: their files, and their installation into a database that is in use."""

import re
import tomllib
from pathlib import Path

import asyncpg
import pytest

from db import pool, retired_functions, sql_functions
from db.migrations import sql_files
from db.sql_functions import install_functions, order_by_need, read_functions
from db.transaction import transaction
from tests.world import World

ROOT = Path(__file__).parents[2]
HOLD = "SELECT outcome FROM hold_seats($1, $2, $3, $4)"
IS_OPEN = "CREATE OR REPLACE FUNCTION is_open(status smallint, hold_expires_at timestamptz, at timestamptz)"

BY_KEY = [
    "Index Scan using seat_pkey on seat s",
    "  Index Cond: ((performance_id = $1) AND (idx = ANY ($2)))",
    "  Filter: (((status = 0) OR (hold_expires_at <= $3)) AND ((allocation IS NULL) OR (allocation = ANY ($4))))",
]


@pytest.mark.parametrize("name", read_functions())
def test_a_file_is_one_function_named_like_it(name: str) -> None:
    sql = read_functions()[name]
    assert re.findall(r"^(?:CREATE|DROP|ALTER)\b.*?(\w+)\(", sql, re.MULTILINE) == [name]
    assert re.findall(r"^CREATE.*?FUNCTION", sql, re.MULTILINE) == ["CREATE OR REPLACE FUNCTION"]


def test_migrations_refer_to_no_function() -> None:
    files = [file for kind in ("*.py", "*.sql") for file in (ROOT / "db/migrations").rglob(kind)]
    calls = re.compile(rf"\b({'|'.join(read_functions())})\(")
    text = {file.name: file.read_text() for file in files if file != Path(sql_files.__file__)}
    assert [name for name, sql in text.items() if "functions/" in sql or calls.search(sql)] == []


def test_a_function_comes_after_those_it_calls() -> None:
    written = {"a": "SELECT c(1) -- never d(1)", "b": "SELECT a(1)", "c": "SELECT 1", "d": "SELECT b(1), d(0)"}
    assert order_by_need(written) == ["c", "a", "b", "d"]


def test_the_release_is_that_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert version == ".".join(map(str, retired_functions.RELEASE))


async def test_a_changed_result_is_refused_and_nothing_is_installed(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {
        "one": "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "is_open": f"{IS_OPEN} RETURNS integer LANGUAGE sql AS 'SELECT one()'",
    }
    monkeypatch.setattr(sql_functions, "read_functions", lambda: changed)
    async with transaction() as connection:
        with pytest.raises(RuntimeError, match=r"db/functions/is_open\.sql: .*gets a new name"):
            await install_functions(connection)
    assert await pool.fetch_value("SELECT to_regproc('one')") is None


async def test_holds_and_an_installation_do_not_wait_for_each_other(world: World) -> None:
    async with transaction() as selling, transaction() as installing:
        await selling.execute("SET LOCAL lock_timeout = '1s'")
        await installing.execute("SET LOCAL lock_timeout = '1s'")
        assert await selling.fetchval(HOLD, world.preview, "ana", [17], world.plan) == "held"
        await install_functions(installing)
        assert await selling.fetchval(HOLD, world.preview, "ana", [18], world.plan) == "held"


@pytest.mark.parametrize(
    ("status", "expires", "is_open"),
    [(0, None, True), (1, -1, True), (1, 0, True), (1, 1, False), (1, None, None), (2, None, None), (3, None, None)],
)
async def test_a_seat_is_open_or_its_hold_has_run_out(
    database: str, status: int, expires: int | None, is_open: bool | None
) -> None:
    asked = "SELECT is_open($1::smallint, now() + make_interval(secs => $2), now())"
    assert await pool.fetch_value(asked, status, expires) is is_open


@pytest.mark.usefixtures("new_tables")
async def test_a_hold_finds_its_seats_by_their_key_alone(world: World) -> None:
    source = await pool.fetch_value("SELECT prosrc FROM pg_proc WHERE proname = 'hold_seats'")
    looks = re.findall(r"FROM seat s\s+WHERE[^;]*?is_open[^;]*?ANY \(allowed_allocations\)\)", source)
    assert len(looks) == 2
    meant = {
        "p_performance": "$1::bigint",
        "wanted": "$2::int[]",
        "clock": "$3::timestamptz",
        "allowed_allocations": "$4::bigint[]",
    }
    async with transaction() as connection:
        await connection.execute("SET LOCAL enable_seqscan = off")
        for n, look in enumerate(looks):
            query = re.sub(rf"\b({'|'.join(meant)})\b", lambda name: meant[name[1]], look)
            assert await plan(connection, f"look{n}", f"SELECT s.idx {query}") == BY_KEY


async def plan(connection: asyncpg.Connection, name: str, query: str) -> list[str]:
    """Return the plan of a prepared statement with four parameters, as each connection caches it."""
    await connection.execute(f"PREPARE {name} AS {query}")
    rows = await connection.fetch(f"EXPLAIN (COSTS OFF) EXECUTE {name}(1, '{{1}}', now(), '{{}}')")
    await connection.execute(f"DEALLOCATE {name}")
    return [row[0] for row in rows]
