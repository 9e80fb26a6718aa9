"""Saves and loads the plans of venues. A published version never changes: a changed plan is a new version."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec.structs import asdict

from app.errors import NotFound
from app.language.messages import message
from app.venues.plan import Drawing, Plan, PlanLevel, PlanSeat
from app.venues.plan_validation import validate_plan
from db.pool import Connection

COLUMNS = tuple(field.name for field in msgspec.structs.fields(PlanSeat))
LATEST = "SELECT id, version, digest FROM seating_plan WHERE venue = $1 AND name = $2 ORDER BY version DESC LIMIT 1"
INSERT = """
    INSERT INTO seating_plan (venue, name, version, seats, drawing, digest, published_at)
    VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, now()) RETURNING id"""


class _Kept(Drawing, frozen=True):
    """The column `drawing`: the drawing, and the order of the price levels, which no other column stores."""

    levels: tuple[PlanLevel, ...] = ()


async def save_plan(
    connection: Connection, venue: int, plan: Plan, progress: Callable[[int], object] = lambda _: None
) -> int:
    """Publish `plan` as the next version of its name at `venue`; returns its id. The version never changes afterwards.

    A plan equal to the latest version is not saved again: the id of that version is returned. `progress` is called with
    the number of seats just written. Call it inside a transaction. Raises InvalidPlan, or NotFound (venue)."""
    digest = plan.digest
    # locks the venue's row, so that two imports of one name run one after the other
    if await connection.fetchval("SELECT id FROM venue WHERE id = $1 FOR UPDATE", venue) is None:
        raise NotFound(message("There is no such venue."))
    latest = await connection.fetchrow(LATEST, venue, plan.name)
    if latest and latest["digest"] == digest:
        return int(latest["id"])  # was validated when it was saved
    validate_plan(plan)
    version = latest["version"] + 1 if latest else 1
    drawing = msgspec.json.encode(_Kept(**asdict(plan.drawing), levels=plan.levels)).decode()
    plan_id: int = await connection.fetchval(INSERT, venue, plan.name, version, len(plan.seats), drawing, digest)
    rows = _rows(plan_id, plan, progress)
    await connection.copy_records_to_table("plan_seat", records=rows, columns=("plan", *COLUMNS))
    return plan_id


async def load_plan(connection: Connection, plan_id: int) -> Plan:
    """Load any version of a plan, its coordinates rounded to single precision. Raises NotFound."""
    plan_row = await connection.fetchrow("SELECT name, drawing FROM seating_plan WHERE id = $1", plan_id)
    if plan_row is None:
        raise NotFound(message("There is no such seating plan."))
    stored = msgspec.json.decode(plan_row["drawing"], type=_Kept)
    drawing = Drawing(**{name: value for name, value in asdict(stored).items() if name != "levels"})
    names = ", ".join(f'"{column}"' for column in COLUMNS)
    rows = await connection.fetch(f"SELECT {names} FROM plan_seat WHERE plan = $1 ORDER BY idx", plan_id)  # noqa: S608 - our own columns
    return Plan(plan_row["name"], stored.levels, tuple(PlanSeat(*row) for row in rows), drawing)


async def plan_levels(connection: Connection, plan_id: int) -> tuple[PlanLevel, ...]:
    """Return the plan's price levels in their order. Raises NotFound."""
    levels = await connection.fetchval("SELECT drawing -> 'levels' FROM seating_plan WHERE id = $1", plan_id)
    if levels is None:
        raise NotFound(message("There is no such seating plan."))
    return msgspec.json.decode(levels, type=tuple[PlanLevel, ...])


def _rows(plan_id: int, plan: Plan, progress: Callable[[int], object]) -> Iterator[tuple[Any, ...]]:
    for seat in plan.seats:
        yield plan_id, *(getattr(seat, column) for column in COLUMNS)
        if seat.idx % 100 == 99:
            progress(100)
    progress(len(plan.seats) % 100)
