"""What is on while we look: performances of a test's own, made in SQL like the demonstration's."""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from e2e.server import House

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
PARTS = {
    "price_level": "idx, key, name",
    "ticket_type": "idx, name",
    "price": "level, ticket_type, amount",
    "fee": "idx, name, kind, amount, absorbed",
    "seat": "idx, status, price_level, area",
}
UNTAKEN = "CASE WHEN hold_id IS NULL AND order_id IS NULL THEN status ELSE 0 END"
"""Whatever another test has taken there is open here."""
PLACE = """
    SELECT s.idx FROM plan_seat s JOIN performance p ON p.plan = s.plan
    WHERE p.id = $1 AND s.section = $2 AND s."row" = $3 AND s.label = $4"""
SOME = "idx IN (SELECT idx FROM seat WHERE performance_id = $1 AND status = 0 ORDER BY md5(idx::text || $3) LIMIT $2)"


@dataclass
class Stage:
    """Makes performances; takes them off the programme again at `clear`."""

    house: House
    made: list[int] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def show(
        self, title: str = "A night of our own", *, like: str = PREVIEW, opens: timedelta | None = None,
        closes: timedelta | None = None, hold_minutes: int = 10, max_seats: int = 8, singles: str = "off",
    ) -> int:  # fmt: skip
        """A published performance of a new event; seats, prices, fees and tax are those of `like`. Returns its id.

        `singles`: what a seat left on its own means there."""
        async with self.house.database.acquire() as connection, connection.transaction():
            slug = f"e2e-{title.lower().replace(' ', '-')}-{await connection.fetchval('SELECT count(*) FROM event')}"
            event = await connection.fetchval(EVENT, like, slug, title)
            new: int = await connection.fetchval(
                PERFORMANCE, like, event, opens, closes, hold_minutes, max_seats, singles
            )
            model = await connection.fetchval(MODEL, like)
            for table, columns in PARTS.items():
                copied = columns.replace("status", UNTAKEN)
                await connection.execute(
                    f"INSERT INTO {table} (performance_id, {columns}) SELECT $1, {copied} FROM {table}"
                    " WHERE performance_id = $2", new, model,
                )  # fmt: skip
        self.made.append(new)
        return new

    async def room(self, show: int, *words: str, target: int = 100, mode: str = "on") -> int:
        """A waiting room before the performance, as staff make it; returns its id. `words`: more of the command's."""
        self.house.must("queue", "set", str(show), "--mode", mode, "--target", str(target), *words)
        room: int = await self.ask("SELECT waiting_room FROM performance WHERE id = $1", show)
        return room

    async def is_drawn_now(self, show: int) -> None:
        """The on-sale has come: the order of those who are there is drawn."""
        async with self.house.database.acquire() as connection, connection.transaction():
            await connection.execute("UPDATE performance SET on_sale_at = now() WHERE id = $1", show)
            await connection.execute(
                "UPDATE waiting_room SET draws_at = now() WHERE performance_id = $1 AND draws_at > now()", show
            )
        await self.is_at_ease(show)

    async def is_at_ease(self, show: int) -> None:
        """The house is known to be well: fans are called at the full pace, not little by little."""
        await self.house.database.execute(
            """UPDATE waiting_room SET mind = '{"ease": 1.0}' WHERE performance_id = $1""", show
        )

    async def seat(self, show: int, place: str) -> int:
        """The number of a seat said as "Stalls H 11"."""
        section, row, label = place.rsplit(" ", 2)
        found: int = await self.house.database.fetchval(PLACE, show, section, row, label)
        return found

    async def crowd(self, show: int, sold: int, held: int) -> None:
        """Others were here before: seats sold and held, always the same ones. Before anybody looks."""
        database = self.house.database
        await database.execute(
            f"UPDATE seat SET status = 2, order_id = 1 WHERE performance_id = $1 AND {SOME}", show, sold, "sold"
        )
        await database.execute(
            "UPDATE seat SET status = 1, hold_id = 0, hold_expires_at = now() + interval '1 hour'"
            f" WHERE performance_id = $1 AND {SOME}", show, held, "held",
        )  # fmt: skip

    async def free(self, show: int, place: str) -> None:
        """Nobody has this seat."""
        await self.house.database.execute(
            "UPDATE seat SET status = 0, order_id = NULL, hold_id = NULL, hold_expires_at = NULL"
            " WHERE performance_id = $1 AND idx = $2", show, await self.seat(show, place),
        )  # fmt: skip

    async def hold_ends_in(self, show: int, seconds: float) -> None:
        """Shortens every hold of the performance but the crowd's."""
        await self.house.database.execute(
            "UPDATE seat SET hold_expires_at = now() + $2::interval WHERE performance_id = $1 AND hold_id > 0",
            show, timedelta(seconds=seconds),
        )  # fmt: skip

    async def time_to_pay_is_over(self, show: int) -> None:
        """The last moment to pay was a minute ago, for every order of the performance; the reconciler looks now."""
        await self._soon(show, "pay_by = now() - interval '1 minute', ")

    async def reconciler_looks(self, show: int) -> None:
        """Now, instead of within the minute."""
        await self._soon(show)

    async def _soon(self, show: int, more: str = "") -> None:
        await self.house.database.execute(
            f"""UPDATE "order" SET {more}look_at = now() WHERE performance_id = $1 AND state = 'pending'""", show
        )

    async def order_page(self, show: int) -> str:
        """The address of the performance's newest order."""
        link = await self.ask('SELECT link FROM "order" WHERE performance_id = $1 ORDER BY id DESC LIMIT 1', show)
        return f"{self.house.site}/orders/{show}/{link}"

    async def orders(self, show: int) -> list[str]:
        """The states of the performance's orders, oldest first."""
        rows = await self.house.database.fetch('SELECT state FROM "order" WHERE performance_id = $1 ORDER BY id', show)
        return [row["state"] for row in rows]

    async def ask(self, question: str, *facts: Any) -> Any:
        """One value of the house's own rows."""
        return await self.house.database.fetchval(question, *facts)

    async def clear(self) -> None:
        """Off the programme, so that the next test's home page is short."""
        await self.house.database.execute(
            "UPDATE performance SET state = 'cancelled', cancelled_at = now()"
            " WHERE id = ANY ($1) AND state = 'published'",
            self.made,
        )
        self.made.clear()
