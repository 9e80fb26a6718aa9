"""Moves the clock of a development server: of its database and of all its processes, at once."""

import re
from datetime import UTC, datetime, timedelta

import msgspec

from app.dev.announcements import announce_change
from app.dev.locked_tables import run_with_table_locks
from app.development import require_adjustable_clock
from app.errors import BadInput
from app.language.messages import message
from db.clock import get_shift, set_shift
from db.journal_months import create_month, missing_months
from db.pool import Connection, pool
from realtime.clock import current_time, write_shift

MAX_SHIFT = timedelta(days=3650)
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
DURATION = re.compile(r"([+-])((?:\d{1,7}[dhms])+)")


class Clock(msgspec.Struct, frozen=True):
    """The time of the installation, and by how many seconds it differs from the real time."""

    now: datetime
    shift_seconds: int


def read_change(change: str, real_time: datetime, shift: timedelta) -> timedelta:
    """Return the new shift. `change`: "+1h30m" or "-5m" from the present shift, a time such as
    "2026-12-24T19:30+01:00", or "reset". Raises BadInput."""
    new = timedelta(seconds=round(_change(change.strip(), real_time, shift).total_seconds()))
    if abs(new) > MAX_SHIFT:
        raise BadInput(message("The clock can be moved by ten years at most."))
    return new


def _change(change: str, real_time: datetime, shift: timedelta) -> timedelta:
    if change == "reset":
        return timedelta(0)
    if match := DURATION.fullmatch(change):
        parts = re.findall(r"(\d+)([dhms])", match[2])
        by = sum((timedelta(**{UNITS[unit]: int(count)}) for count, unit in parts), timedelta(0))
        return shift + by if match[1] == "+" else shift - by
    try:
        to = datetime.fromisoformat(change)
    except ValueError:
        raise BadInput(
            message('"{change}" is no change of the clock: say +15m, +1d2h, -30s, a time, or reset.', change=change)
        ) from None
    return (to if to.tzinfo else to.replace(tzinfo=UTC)) - real_time


async def read_clock() -> Clock:
    """Return the time of this installation. Raises NotInDevelopment where the clock cannot be moved."""
    require_adjustable_clock()
    async with pool().acquire() as connection:
        return Clock(current_time(), await get_shift(connection))


async def move_clock(change: str) -> Clock:
    """Move the clock (`read_change` says how) and return the new time. Every process obeys when this returns.

    Raises BadInput, or NotInDevelopment where the clock cannot be moved."""
    file = require_adjustable_clock()

    async def move(connection: Connection) -> timedelta:
        new = read_change(change, datetime.now(UTC), timedelta(seconds=await get_shift(connection)))
        for begins in await missing_months(connection, datetime.now(UTC) + new):
            await create_month(connection, begins)
        await set_shift(connection, int(new.total_seconds()))
        return new

    shift = await run_with_table_locks(move)
    write_shift(file, shift)
    await announce_change()
    return Clock(current_time(), int(shift.total_seconds()))
