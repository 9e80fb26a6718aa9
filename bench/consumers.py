"""Measures consumer_facts_per_s of each consumer: how many facts of the journal it handles in a second, in transactions
of a few milliseconds. The facts are those of free orders of two seats each.

The floor reads the same facts in the same way, and does nothing with them."""

import asyncio
import time

import msgspec

from bench.harness.measurement import Measurement
from bench.harness.results import record
from bench.harness.server import BenchServer, PublishedPerformance, published_performance
from db.pool import Connection, close_pool, open_pool
from db.transaction import transaction
from tests.grid_plan import grid
from workers.consumers.consumer import Batch, Projection
from workers.consumers.registry import CONSUMERS
from workers.consumers.replaying.replay import follow
from workers.consumers.replaying.replay_reading import Cursor

GENERATION = 1
FACTS_OF_AN_ORDER, ORDERS_OF_A_TRANSACTION = 5, 20
SEATS = """
    UPDATE seat SET status = 2, order_id = 1 + idx / 2 WHERE performance_id = $1 AND idx < 2 * $2
"""
ORDERS = """
    INSERT INTO "order" (
        performance_id, id, link, reference, hold_id, person, email, name, state, currency, total, paid_at)
    OVERRIDING SYSTEM VALUE
    SELECT $1, n, n, n, n, 'fan ' || n, n || '@example.org', 'Fan', 'paid', 'EUR', 0, now()
    FROM generate_series(1, $2) n
"""
LINES = """
    INSERT INTO order_line (performance_id, order_id, line, kind, seat_idx, level, ticket_type, label, amount)
    SELECT $1, 1 + idx / 2, idx % 2, 'seat', idx, price_level, 0, 'A seat', 0
    FROM seat WHERE performance_id = $1 AND idx < 2 * $2
"""
TICKETS = """
    INSERT INTO ticket (performance_id, id, order_id, seat_idx, ticket_type, serial) OVERRIDING SYSTEM VALUE
    SELECT $1, 1 + idx, 1 + idx / 2, idx, 0, idx FROM seat WHERE performance_id = $1 AND idx < 2 * $2
"""
FACTS = """
    INSERT INTO journal (performance_id, topic, payload, actor)
    SELECT $1, fact.topic, fact.payload, 'person:fan ' || n
    FROM generate_series($2::bigint, $3::bigint) n,
    LATERAL (SELECT jsonb_build_array(2 * n - 2, 2 * n - 1) AS seats) its,
    LATERAL (VALUES
        (1, 'seats.held', jsonb_build_object('hold', n, 'seats', seats)),
        (2, 'order.opened', jsonb_build_object('hold', n, 'order', n, 'seats', seats)),
        (3, 'order.paid', jsonb_build_object('order', n)),
        (4, 'seats.sold', jsonb_build_object('order', n, 'seats', seats)),
        (5, 'ticket.issued', jsonb_build_object('order', n, 'tickets', jsonb_build_array(2 * n - 1, 2 * n)))
    ) fact (number, topic, payload) ORDER BY n, fact.number
"""


class Sizes(msgspec.Struct, frozen=True):
    """How many orders the journal tells of."""

    orders: int


class Reading(Projection):
    """Reads facts and does nothing with them."""

    name = "reading"

    async def handle(self, batch: Batch, connection: Connection) -> None:
        """Do nothing."""

    async def delete_generations(self, *, keep: int) -> None:
        """Do nothing."""


def measure(_: BenchServer, sizes: Sizes) -> None:
    """Measure and record."""
    asyncio.run(consume(sizes))


async def consume(sizes: Sizes) -> None:
    """Let each consumer follow the whole journal. Raises AssertionError when one did not read all of it."""
    sold = await published_performance(grid(2 * sizes.orders), "consumers")
    await open_pool(4)
    await sell(sold, sizes.orders)
    for consumer in CONSUMERS:
        assert isinstance(consumer, Projection)
        floor = round(await facts_per_second(Reading(), sizes))
        record(f"consumer_facts_per_s_{consumer.name}", round(await facts_per_second(consumer, sizes)), "1/s", floor)
    await close_pool()


async def sell(sold: PublishedPerformance, orders: int) -> None:
    """Write the rows and facts of paid orders."""
    async with transaction() as connection:
        for rows in (SEATS, ORDERS, LINES, TICKETS):
            await connection.execute(rows, sold.performance, orders)
    for first in range(1, orders + 1, ORDERS_OF_A_TRANSACTION):
        last = min(first + ORDERS_OF_A_TRANSACTION - 1, orders)
        async with transaction() as connection:
            await connection.execute(FACTS, sold.performance, first, last)
    async with transaction() as connection:
        await connection.execute("ANALYZE")


async def facts_per_second(projection: Projection, sizes: Sizes) -> float:
    """Let the projection follow the journal from its beginning; return its rate."""
    counted: list[int] = []
    began = time.perf_counter()
    await follow(projection, Cursor(), GENERATION, set(), lambda _, done, __: counted.append(done))
    seconds = time.perf_counter() - began
    assert counted[-1] >= sizes.orders * FACTS_OF_AN_ORDER, counted[-1]
    return counted[-1] / seconds


MEASUREMENT = Measurement(
    measure,
    full=Sizes(orders=20_000),
    smoke=Sizes(orders=500),
    rows=tuple(f"consumer_facts_per_s_{consumer.name}" for consumer in CONSUMERS),
)
