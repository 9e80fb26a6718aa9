"""A reference model of the seats of a performance: which fan holds which seat, and with which ticket type."""

from app.events.catalog import Performance, get_public_performance, level_offers
from app.seating.holds.hold import live_hold
from app.seating.plan.seats import get_plan_seats
from app.seating.plan.sections import get_sections
from app.seating.plan.snapshots import snapshot_from_rows
from db import pool

CAP = 8
AREA = frozenset(range(10))
STATUS = {"seats.held": "1", "seats.released": "0"}


class Model:
    """Each fan's live seats with their ticket types; all other seats are open. `since`: the id of the last journal
    entry before the model's first one."""

    def __init__(self, seats: int, since: int = 0) -> None:
        self.seats, self.since = seats, since
        self.own: dict[str, dict[int, int]] = {}

    def of(self, fan: str) -> dict[int, int]:
        """Return this fan's seats and their types."""
        return self.own.setdefault(fan, {})

    def open(self) -> set[int]:
        """Return the open seats."""
        return set(range(self.seats)) - {seat for own in self.own.values() for seat in own}

    def swap(self, fan: str, new: set[int], back: set[int]) -> None:
        """Add the seats `new`, which have the first type, and remove the seats `back`."""
        own = self.of(fan)
        self.own[fan] = {seat: own.get(seat, 0) for seat in (set(own) | new) - back}

    def map(self) -> str:
        """Return the statuses as text: 0 open, 1 held."""
        free = self.open()
        return "".join("0" if seat in free else "1" for seat in range(self.seats))


async def begin(night: Performance, seats: int) -> Model:
    """Open all seats of the performance and return an empty model."""
    await pool.execute("UPDATE seat SET status = 0, hold_id = NULL, hold_expires_at = NULL WHERE status <> 0")
    await pool.execute("DELETE FROM hold WHERE performance_id = $1", night.id)
    return Model(seats, await pool.fetch_value("SELECT max(id) FROM journal"))


FACTS = """
    SELECT topic, f.seat::integer FROM journal, jsonb_array_elements(payload -> 'seats') f(seat)
    WHERE id > $1 AND performance_id = $2 ORDER BY id
"""


async def replayed(night: Performance, model: Model) -> str:
    """Return the statuses that result from the model's journal entries."""
    told = ["0"] * model.seats
    for row in await pool.fetch(FACTS, model.since, night.id):
        told[row["seat"]] = STATUS[row["topic"]]
    return "".join(told)


async def agrees(night: Performance, model: Model) -> None:
    """Assert that snapshot, counts, every fan's hold with its types, and journal agree with the model."""
    snapshot = await snapshot_from_rows(night.id)
    assert snapshot.seats.decode() == model.map()
    performance, free = await get_public_performance(night.id), model.open()
    assert performance.open == len(free) == sum(offer.remaining for offer in await level_offers(performance))
    picture = await get_plan_seats(night.plan)
    for part in await get_sections(night.plan):
        assert part.count(snapshot.seats) == sum(seat.idx in free for seat in part.members(picture))
    for fan, own in model.own.items():
        hold = await live_hold(night.id, fan)
        assert (hold.seats if hold else []) == sorted(own)
        assert (hold.types if hold else {}) == {seat: kind for seat, kind in own.items() if kind}
    raw = "SELECT string_agg(status::text, '' ORDER BY idx) FROM seat WHERE performance_id = $1"
    assert await pool.fetch_value(raw, night.id) == await replayed(night, model)
