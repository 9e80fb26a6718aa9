"""The months of the journal as staff see them: how large they are, and what speaks against dropping them."""

from datetime import UTC, datetime, timedelta

import msgspec

from app.journal.errors import NoSuchMonth
from app.language.messages import Items, Message, message
from db.journal_months import begin_of_month, database_time, list_months
from db.pool import Acquisition, Connection

CONSUMERS = ("history", "sales_stats")
"""The consumers of this release: one that has not begun has read nothing."""
GRACE = timedelta(days=1)
"""How long after its end a month stays open: for transactions that began in it, and for a clock that is set back."""
SIZES = """
    SELECT c.relname AS table, c.reltuples::bigint AS rows, pg_total_relation_size(c.oid) AS bytes, c.relispartition
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname ~ '^journal_(before_)?[0-9]{4}_[0-9]{2}$'
"""
# What still needs the facts of a month whose last one is (xid, id). A letter is dead until staff retry or skip it.
NEEDS = """
    SELECT last.xid, last.id,
           ARRAY(SELECT name FROM (SELECT name FROM consumer UNION SELECT unnest($1::text[])) known (name)
                 LEFT JOIN consumer c USING (name)
                 WHERE c.name IS NULL OR (c.xid, c.id) < (last.xid, last.id) ORDER BY name) AS consumers,
           (SELECT r.cursor <= last.xid FROM relay r WHERE r.shard = 0) AS relay,
           ARRAY(SELECT DISTINCT d.consumer FROM dead_letter d JOIN public.{table} j ON (j.xid, j.id) = (d.xid, d.id)
                 ORDER BY 1) AS letters
    FROM (SELECT xid, id FROM public.{table} ORDER BY xid DESC, id DESC LIMIT 1) last
"""


class JournalMonth(msgspec.Struct, frozen=True):
    """A month. `table`: its partition; `ends`: after its last instant; `rows`: an estimate, None before there is one.

    `is_attached`: its facts are read; False after a drop that was interrupted. `is_half_detached`: so during DETACH.
    `refusal`: why it cannot be dropped now; None: after its export it can."""

    name: str
    table: str
    begins: datetime | None
    ends: datetime
    rows: int | None
    bytes: int
    is_attached: bool
    is_half_detached: bool
    refusal: Message | None


async def get_months() -> list[JournalMonth]:
    """Return the months by time, also those that a drop has left detached."""
    async with Acquisition() as connection:
        now = await database_time(connection)
        attached = {month.table: month for month in await list_months(connection)}
        months: list[JournalMonth] = []
        for row in await connection.fetch(SIZES):
            table, partition = row["table"], attached.get(row["table"])
            if partition is None and row["relispartition"]:
                continue  # created or detached just now
            begins, ends = (partition.begins, partition.ends) if partition else _bounds_of(table)
            months.append(
                JournalMonth(
                    name=table.removeprefix("journal_").replace("_", "-"),
                    table=table,
                    begins=begins,
                    ends=ends,
                    rows=None if row["rows"] < 0 else row["rows"],
                    bytes=row["bytes"],
                    is_attached=partition is not None,
                    is_half_detached=partition is not None and partition.is_half_detached,
                    refusal=await _refusal(connection, table, ends, now),
                )
            )
    return sorted(months, key=lambda month: month.ends)


async def get_month(name: str) -> JournalMonth:
    """Return the month of this name, such as "2026-11" or, for the first one, "before-2026-02". Raises NoSuchMonth."""
    months = await get_months()
    for month in months:
        if month.name == name:
            return month
    raise NoSuchMonth(
        message(
            "The journal has no month {name}. `aisle journal months` lists them. Nothing was changed.", name=name[:40]
        )
    )


def _bounds_of(table: str) -> tuple[datetime | None, datetime]:
    """Return the bounds of a detached month by its name."""
    year, month = table.split("_")[-2:]
    time = datetime(int(year), int(month), 1, tzinfo=UTC)
    return (None, time) if "_before_" in table else (time, begin_of_month(time, 1))


async def _refusal(connection: Connection, table: str, ends: datetime, now: datetime) -> Message | None:
    if now < ends + GRACE:
        return message("It is not over before {day}.", day=f"{ends + GRACE:%Y-%m-%d %H:%M} UTC")
    needs = await connection.fetchrow(NEEDS.format(table=table), list(CONSUMERS))
    if needs is None:
        return None
    if needs["relay"]:
        return message("The relay has not published all of its facts.")
    if needs["consumers"]:
        return message("Not all of its facts were read by: {names}.", names=Items(tuple(needs["consumers"]), "comma"))
    if needs["letters"]:
        return message(
            "Facts of it are dead letters, which could not be retried, of: {names}.",
            names=Items(tuple(needs["letters"]), "comma"),
        )
    return None
