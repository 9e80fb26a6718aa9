"""Puts a development installation back into the state of a new demonstration, while its processes run.

The seating plans of the demonstration never change, so they are kept: a stadium takes longer than all the rest."""

import asyncio
import contextlib
import time
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import msgspec

from app.dev.announcements import announce_change
from app.dev.clock import move_clock, read_clock
from app.dev.locked_tables import run_with_table_locks
from app.dev.mail.folder import delete_mails
from app.development import NotInDevelopment, require_development
from app.events.demo import create_demo, load_demo
from app.language.messages import Items, message
from app.settings import settings
from app.waiting_room.staff.demo_rooms import create_demo_rooms
from app.web.redis import REDIS_ERRORS, redis
from db.pool import Connection, fetch, fetch_value
from realtime.clock import clock_file, current_time

KEPT_TABLES = ("migration", "relay")
PLAN_TABLES = ("organizer", "venue", "seating_plan", "plan_seat")
REDIS_KEYS = ("seats:{*}*", "line:{*}*", "told:*", "limit:*", "held:*", "room-costs:*", "room-fans:*")
# partitions are emptied with their table
LIST_TABLES = """
    SELECT quote_ident(relname) AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
      AND relname <> ALL ($1::text[])
"""
LIST_OTHERS = """
    SELECT 'organizer ' || slug AS name FROM organizer WHERE slug <> $1
    UNION ALL SELECT 'venue ' || slug FROM venue WHERE slug <> ALL ($2::text[])
"""
# whether plans, venues and organizer have the ids of a new database
ARE_PLANS_NEW = """
    SELECT (SELECT array_agg(v.slug || p.id ORDER BY p.id) FROM seating_plan p JOIN venue v ON v.id = p.venue) = $1
       AND (SELECT array_agg(slug || id ORDER BY id) FROM venue) = $1
       AND (SELECT array_agg(id) FROM organizer) = '{1}'
"""
# Processes notice the new epoch: maps in Redis are written again, and browsers fetch theirs.
BEGIN_EPOCH = "UPDATE relay SET cursor = '0', epoch = epoch + 1"


class DemoReset(msgspec.Struct, frozen=True):
    """What a reset has made. `performances`: their number; `seconds`: how long it took."""

    performances: int
    seconds: float


async def reset_demo(*, everything: bool = False) -> DemoReset:
    """Delete everything and create the demonstration, with the ids it has after its first creation.

    Raises NotInDevelopment in production, and, unless `everything`, where organizers or venues are not those of the
    demonstration."""
    require_development()
    began = time.monotonic()
    if not everything:
        await _require_demo_only()
    await _forget_payments()
    plans_kept = await _empty_tables(everything=everything)
    await _delete_redis_keys()
    if settings().aisle_mail_folder:
        await asyncio.to_thread(delete_mails, Path(settings().aisle_mail_folder))
    if clock_file() is not None and (await read_clock()).shift_seconds:
        await move_clock("reset")
    now = current_time()
    await create_demo(now, plans_saved=plans_kept)
    await create_demo_rooms(now)
    await announce_change()
    return DemoReset(await fetch_value("SELECT count(*) FROM performance"), round(time.monotonic() - began, 1))


async def _require_demo_only() -> None:
    """Raise NotInDevelopment with the first names of what is not the demonstration's."""
    demo = load_demo()
    others = [row["name"] for row in await fetch(LIST_OTHERS, demo.organizer.slug, list(demo.venues))]
    if others:
        named = Items(tuple(others[:5]), "comma")
        if len(others) > 5:
            told = message(
                "There is more here than the demonstration: {named} and others. With --all it is deleted too.",
                named=named,
            )
        else:
            told = message(
                "There is more here than the demonstration: {named}. With --all it is deleted too.", named=named
            )
        raise NotInDevelopment(told)


async def _forget_payments() -> None:
    """Clear the fake Stripe's state, if one is configured and runs."""
    origin = settings().stripe_api_url
    if not settings().accepts_payments or urlsplit(origin).hostname not in ("127.0.0.1", "localhost"):
        return
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.post(f"{origin}/standin/forget"),
        ):
            pass  # its answer is empty


async def _empty_tables(*, everything: bool) -> bool:
    """Empty all tables and begin a new epoch; return whether the seating plans were kept."""
    numbered = [f"{slug}{number}" for number, slug in enumerate(load_demo().venues, 1)]
    keeps_plans: bool = not everything and await fetch_value(ARE_PLANS_NEW, numbered)
    kept = [*KEPT_TABLES, *(PLAN_TABLES if keeps_plans else ())]
    tables = ", ".join(row["name"] for row in await fetch(LIST_TABLES, kept))

    async def empty(connection: Connection) -> None:
        await connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        await connection.execute(BEGIN_EPOCH)

    await run_with_table_locks(empty)
    return keeps_plans


async def _delete_redis_keys() -> None:
    """Delete our keys. Without Redis there is nothing to delete."""
    with contextlib.suppress(*REDIS_ERRORS):
        for pattern in REDIS_KEYS:
            names = [name async for name in redis().scan_iter(match=pattern, count=1000)]
            if names:
                await redis().unlink(*names)
