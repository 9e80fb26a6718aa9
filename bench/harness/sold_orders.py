"""Inserts many paid orders at once, as in a database after years of sales."""

import asyncpg

HOURS = 60
"""Hours over which their payments are spread, before now."""

# one seat each: order n of a performance has its seat n
ORDERS = f"""
    INSERT INTO "order" (performance_id, link, reference, hold_id, person, email, name, state, currency, total, paid_at)
    SELECT $1, 'link-' || n, 'ref-' || n, -1 - n, 'fan ' || n, 'fan' || n || '@example.org', 'Fan', 'paid', 'EUR', 4350,
           now() - make_interval(secs => n * {HOURS} * 3600.0 / $2)
    FROM generate_series(0, $2::integer - 1) n
"""
LINES = """
    INSERT INTO order_line (performance_id, order_id, line, kind, seat_idx, level, ticket_type, label, amount, extra)
    SELECT o.performance_id, o.id, 0, 'seat', s.idx, s.price_level, 0, 'A seat', 4200, 150
    FROM "order" o JOIN seat s ON s.performance_id = o.performance_id AND s.idx = -1 - o.hold_id
    WHERE o.performance_id = $1 AND o.hold_id < 0
"""
SEATS = """
    UPDATE seat s SET status = 2, order_id = o.id FROM "order" o
    WHERE s.performance_id = $1 AND o.performance_id = $1 AND o.hold_id < 0 AND s.idx = -1 - o.hold_id
"""
PAYMENTS = """
    INSERT INTO payment (performance_id, order_id, state, intent, idempotency_key, amount, currency, settled_at)
    SELECT performance_id, id, 'succeeded', 'pi_' || performance_id || '_' || id, performance_id || ' ' || id, total,
           currency, paid_at
    FROM "order" WHERE performance_id = $1 AND hold_id < 0
"""
# plans that read whole tables: these statements are about all rows
SETTINGS = {"enable_seqscan": "on", "plan_cache_mode": "auto", "synchronous_commit": "off"}


async def sell_many(dsn: str, performance: int, orders: int) -> None:
    """Insert `orders` paid orders of one seat each for the first seats of this performance, without facts."""
    connection = await asyncpg.connect(dsn, server_settings=SETTINGS)
    await connection.execute(ORDERS, performance, orders)
    for statement in (LINES, SEATS, PAYMENTS):
        await connection.execute(statement, performance)
    await connection.close()
