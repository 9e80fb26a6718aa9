"""The partitions of the journal: one a month, by the month (UTC) in which a fact's transaction began.

There is no default partition: with one, no month could be detached while others use the journal."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec

from db.clock import get_shift
from db.pool import Connection
from db.transaction import transaction_on

AHEAD = 12
"""Months after the present one that there are in advance."""
LOCK_TIMEOUT = "200ms"
ATTEMPTS = 5
PAUSE = 0.5  # seconds between two attempts
NO_LOCK = (
    f"A month of the journal could not be created: {ATTEMPTS} times it waited {LOCK_TIMEOUT} for the journal's lock. "
    "Another statement changes its tables or collects its statistics. Run `aisle migrate` again when it has ended."
)
PARTITIONS = """
    SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound, i.inhdetachpending AS is_half_detached
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass('public.journal') ORDER BY c.relname
"""
BOUND = re.compile(r"FOR VALUES FROM \((MINVALUE|'[^']+')\) TO \(('[^']+')\)")


class Month(msgspec.Struct, frozen=True):
    """A partition. Its facts have `begins` <= at < `ends`; `begins` is None in the first one, which has all before.

    `is_half_detached`: a DETACH that was interrupted: its facts are not read any more."""

    table: str
    begins: datetime | None
    ends: datetime
    is_half_detached: bool

    def contains(self, time: datetime) -> bool:
        """Tell whether facts of this time belong here."""
        return (self.begins is None or self.begins <= time) and time < self.ends


def begin_of_month(time: datetime, later: int = 0) -> datetime:
    """Return the first instant, in UTC, of the month that is `later` months after that of `time`."""
    time = time.astimezone(UTC)
    years, month = divmod(time.month - 1 + later, 12)
    return datetime(time.year + years, month + 1, 1, tzinfo=UTC)


async def list_months(connection: asyncpg.Connection | Connection) -> list[Month]:
    """Return the partitions of the journal by time."""
    months = [_month_of(row) for row in await connection.fetch(PARTITIONS)]
    return sorted(months, key=lambda month: month.ends)


def _month_of(row: asyncpg.Record) -> Month:
    match = BOUND.fullmatch(row["bound"])
    assert match is not None, f"{row['name']} is no month of the journal: {row['bound']}"
    begins, ends = [None if text == "MINVALUE" else _time(text) for text in match.groups()]
    assert ends is not None
    return Month(row["name"], begins, ends, row["is_half_detached"])


def _time(text: str) -> datetime:
    """Read a timestamptz literal of the catalog."""
    return datetime.fromisoformat(text.strip("'")).astimezone(UTC)


async def database_time(connection: asyncpg.Connection | Connection) -> datetime:
    """Return the present time of the database, with the shift of a development server, on any connection."""
    now: datetime = await connection.fetchval("SELECT pg_catalog.clock_timestamp()")
    return now + timedelta(seconds=await get_shift(connection))


async def count_months_ahead(connection: asyncpg.Connection | Connection) -> int:
    """Return how many whole months after the present one can be written without a gap."""
    months, now = await list_months(connection), await database_time(connection)
    ahead = 0
    while any(month.contains(begin_of_month(now, ahead + 1)) for month in months):
        ahead += 1
    return ahead


async def ensure_months(connection: asyncpg.Connection | Connection, ahead: int = AHEAD) -> int:
    """Create what is missing of the present month and the `ahead` ones after it; return how many were created.

    Each is a transaction of some milliseconds; statements that write and read facts do not wait for it. Raises
    RuntimeError when the lock was refused too often; the months created until then stay."""
    created = 0
    for begins in await missing_months(connection, await database_time(connection), ahead):
        created += await _create_with_patience(connection, begins)
    return created


async def missing_months(
    connection: asyncpg.Connection | Connection, time: datetime, ahead: int = AHEAD
) -> list[datetime]:
    """Return the beginnings of the months from that of `time` on that have no partition."""
    months = await list_months(connection)
    wanted = [begin_of_month(time, later) for later in range(ahead + 1)]
    return [begins for begins in wanted if not any(month.contains(begins) for month in months)]


async def _create_with_patience(connection: asyncpg.Connection | Connection, begins: datetime) -> bool:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with transaction_on(connection):
                await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                return await create_month(connection, begins)
        except asyncpg.LockNotAvailableError as problem:
            if attempt == ATTEMPTS:
                raise RuntimeError(NO_LOCK) from problem
        await asyncio.sleep(PAUSE)
    raise AssertionError


async def create_month(connection: asyncpg.Connection | Connection, begins: datetime) -> bool:
    """Create the partition of the month that begins then, inside the caller's transaction, unless it is there.

    Returns whether it was created. A detached table of its name is attached. It first waits for the lock that only one
    process can have, before the transaction writes; raises LockNotAvailableError."""
    await connection.execute("LOCK TABLE ONLY public.journal IN SHARE UPDATE EXCLUSIVE MODE")
    if not await missing_months(connection, begins, 0):
        return False  # another process was faster
    table = f"public.journal_{begins:%Y_%m}"
    await connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (LIKE public.journal INCLUDING ALL)")
    await connection.execute(
        f"ALTER TABLE public.journal ATTACH PARTITION {table}"
        f" FOR VALUES FROM ('{begins.isoformat()}') TO ('{begin_of_month(begins, 1).isoformat()}')"
    )
    return True
