"""Makes performances for one test, as copies of the demonstration's, and changes their rows with SQL."""

from dataclasses import astuple, dataclass, field
from datetime import timedelta
from typing import Any

from e2e.server import AisleServer

PREVIEW, OPENING, CLUB = "preview-night-at-the-rex", "opening-night-at-the-rex", "blue-hour-trio"
ARENA = "aurora-at-the-north-arena"

EVENT = """
    INSERT INTO event (organizer, slug, title, summary, kind, art, hue, chroma)
    SELECT organizer, $2, $3, summary, kind, art, hue, chroma FROM event WHERE slug = $1 RETURNING id"""
PERFORMANCE = """
    INSERT INTO performance (event, plan, state, starts_at, doors_at, on_sale_at, off_sale_at, hold_minutes, max_seats,
                             singles, currency, tax_name, tax_rate, tax_included, levels_digest, published_at)
    SELECT $2, p.plan, p.state, p.starts_at, p.doors_at, coalesce(now() + $3::interval, p.on_sale_at),
           coalesce(now() + $4::interval, p.off_sale_at), $5, $6, $7, p.currency,
           p.tax_name, p.tax_rate, p.tax_included, p.levels_digest, now()
    FROM performance p JOIN event e ON e.id = p.event WHERE e.slug = $1 ORDER BY p.starts_at LIMIT 1 RETURNING id"""
MODEL = "SELECT min(p.id) FROM performance p JOIN event e ON e.id = p.event WHERE e.slug = $1"
COPIED_COLUMNS = {
    "price_level": "idx, key, name",
    "ticket_type": "idx, name",
    "price": "level, ticket_type, amount",
    "fee": "idx, name, kind, amount, absorbed",
    "seat": "idx, status, price_level, area",
}
OPEN_IF_TAKEN = "CASE WHEN hold_id IS NULL AND order_id IS NULL THEN status ELSE 0 END"
"""The copied status: a seat that another test has taken in the original is open in the copy."""
FIND_SEAT = """
    SELECT s.idx FROM plan_seat s JOIN performance p ON p.plan = s.plan
    WHERE p.id = $1 AND s.section = $2 AND s."row" = $3 AND s.label = $4"""
OPEN_SEAT = """
    UPDATE seat SET status = 0, order_id = NULL, hold_id = NULL, hold_expires_at = NULL
    WHERE performance_id = $1 AND idx = $2"""
SHORTEN_HOLDS = "UPDATE seat SET hold_expires_at = now() + $2::interval WHERE performance_id = $1 AND hold_id > 0"
SOME_OPEN_SEATS = (
    "idx IN (SELECT idx FROM seat WHERE performance_id = $1 AND status = 0 ORDER BY md5(idx::text || $3) LIMIT $2)"
)


@dataclass(frozen=True)
class SaleRules:
    """How a copied performance is sold. `opens`, `closes`: the sale's start and end from now; None: as in the original.
    `singles`: the rule for single seats left over."""

    opens: timedelta | None = None
    closes: timedelta | None = None
    hold_minutes: int = 10
    max_seats: int = 8
    singles: str = "off"


@dataclass
class Scenario:
    """Creates performances and changes their state; `clear` cancels them."""

    server: AisleServer
    performances: list[int] = field(default_factory=list)

    async def create_performance(self, title: str = "A night of our own", *, like: str = PREVIEW, **rules: Any) -> int:
        """Create a published performance of a new event, with the seats, prices, fees and tax of `like`; return its id.

        `rules`: fields of SaleRules."""
        sale = SaleRules(**rules)
        async with self.server.database.acquire() as connection, connection.transaction():
            slug = f"e2e-{title.lower().replace(' ', '-')}-{await connection.fetchval('SELECT count(*) FROM event')}"
            event = await connection.fetchval(EVENT, like, slug, title)
            new: int = await connection.fetchval(PERFORMANCE, like, event, *astuple(sale))
            model = await connection.fetchval(MODEL, like)
            for table, columns in COPIED_COLUMNS.items():
                copied = columns.replace("status", OPEN_IF_TAKEN)
                copy = f"INSERT INTO {table} (performance_id, {columns}) SELECT $1, {copied} FROM {table}"
                await connection.execute(f"{copy} WHERE performance_id = $2", new, model)
        self.performances.append(new)
        return new

    async def create_waiting_room(self, performance: int, *words: str, target: int = 100, mode: str = "on") -> int:
        """Create the performance's waiting room by the staff command; return its id. `words`: more options."""
        await self.server.run_aisle("queue", "set", str(performance), "--mode", mode, "--target", str(target), *words)
        room: int = await self.fetch_value("SELECT waiting_room FROM performance WHERE id = $1", performance)
        return room

    async def start_draw(self, performance: int) -> None:
        """Move the on-sale to now, so that the draw takes place."""
        async with self.server.database.acquire() as connection, connection.transaction():
            await connection.execute("UPDATE performance SET on_sale_at = now() WHERE id = $1", performance)
            await connection.execute(
                "UPDATE waiting_room SET draws_at = now() WHERE performance_id = $1 AND draws_at > now()", performance
            )
        await self.remove_throttle(performance)

    async def remove_throttle(self, performance: int) -> None:
        """Set the controller's throttle to 1.0, so that fans are called at full pace from the start."""
        await self.server.database.execute(
            """UPDATE waiting_room SET mind = '{"ease": 1.0}' WHERE performance_id = $1""", performance
        )

    async def seat(self, performance: int, place: str) -> int:
        """Return the idx of a seat named as "Stalls H 11"."""
        section, row, label = place.rsplit(" ", 2)
        idx: int = await self.server.database.fetchval(FIND_SEAT, performance, section, row, label)
        return idx

    async def fill_seats(self, performance: int, sold: int, held: int) -> None:
        """Mark some open seats as sold and some as held, always the same ones. Call it before a page is opened."""
        database, some = self.server.database, f"WHERE performance_id = $1 AND {SOME_OPEN_SEATS}"
        await database.execute(f"UPDATE seat SET status = 2, order_id = 1 {some}", performance, sold, "sold")
        hold = "status = 1, hold_id = 0, hold_expires_at = now() + interval '1 hour'"
        await database.execute(f"UPDATE seat SET {hold} {some}", performance, held, "held")

    async def open_seat(self, performance: int, place: str) -> None:
        """Open this seat."""
        await self.server.database.execute(OPEN_SEAT, performance, await self.seat(performance, place))

    async def shorten_holds(self, performance: int, seconds: float) -> None:
        """Let every hold of the performance end in `seconds`, except those made by `fill_seats`."""
        await self.server.database.execute(SHORTEN_HOLDS, performance, timedelta(seconds=seconds))

    async def end_payment_time(self, performance: int) -> None:
        """Move the payment deadline of every pending order to a minute ago and reconcile now."""
        await self._reconcile_soon(performance, "pay_by = now() - interval '1 minute', ")

    async def reconcile_now(self, performance: int) -> None:
        """Make the reconciler look at the pending orders now."""
        await self._reconcile_soon(performance)

    async def _reconcile_soon(self, performance: int, more: str = "") -> None:
        await self.server.database.execute(
            f"""UPDATE "order" SET {more}look_at = now() WHERE performance_id = $1 AND state = 'pending'""", performance
        )

    async def order_page(self, performance: int) -> str:
        """Return the address of the performance's newest order."""
        link = await self.fetch_value(
            'SELECT link FROM "order" WHERE performance_id = $1 ORDER BY id DESC LIMIT 1', performance
        )
        return f"{self.server.site}/orders/{performance}/{link}"

    async def orders(self, performance: int) -> list[str]:
        """Return the states of the performance's orders, oldest first."""
        rows = await self.server.database.fetch(
            'SELECT state FROM "order" WHERE performance_id = $1 ORDER BY id', performance
        )
        return [row["state"] for row in rows]

    async def fetch_value(self, sql: str, *arguments: Any) -> Any:
        """Run one statement on the database; return its first value."""
        return await self.server.database.fetchval(sql, *arguments)

    async def clear(self) -> None:
        """Cancel the performances, so that the next test's home page is short."""
        await self.server.database.execute(
            "UPDATE performance SET state = 'cancelled', cancelled_at = now()"
            " WHERE id = ANY ($1) AND state = 'published'",
            self.performances,
        )
        self.performances.clear()
