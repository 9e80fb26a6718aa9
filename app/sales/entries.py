"""What each seat, order, payment and refund adds to the statistics of sales: the one definition of every count.

The consumer, the fill of a new generation and the check use it, each with other keys in `touched`."""

SEAT_MEASURES = ("capacity", "held", "sold", "killed", "allocated")
"""How many seats are so now. Those of no other measure than `capacity` are left."""
SALE_MEASURES = ("orders", "tickets", "revenue", "refunded_tickets", "refunds", "received", "returned")
"""What happens at an instant. `revenue`: of paid orders, at their price then; `refunds`: of it, what went back or is on
its way. `received`, `returned`: money of payments, also of those that came too late or twice."""
MEASURES = (*SEAT_MEASURES, *SALE_MEASURES)
ENTRY_COLUMNS = ("performance_id", "kind", "id", "level", "ticket_type", "channel", "at", "day", *MEASURES)

PERFORMANCE, SEAT, ORDER, PAYMENT, REFUND = range(5)
"""The kinds of things that are counted."""


def _columns(**measures: str) -> str:
    """Return the expressions of all measures, in their order; 0 for those that are not given."""
    return ", ".join(measures.get(name, "0") for name in MEASURES)


def _row(table: str, key: str) -> str:
    """Return a query of the one row at or after this key of the performance t.performance_id: the caller compares.

    Only the index of the primary key is in that order. By equality alone, a plan that was made while the table was
    empty, and is kept, would read all rows of the performance by another index."""
    return (
        f"(SELECT * FROM {table} WHERE performance_id = t.performance_id AND id >= {key}"
        " ORDER BY performance_id, id LIMIT 1)"
    )


# Each part looks up its rows one after the other, by their keys, however many the planner expects.
ZONE = """(SELECT time_zone FROM venue WHERE id = (SELECT venue FROM seating_plan WHERE id = (
    SELECT plan FROM performance WHERE id = t.performance_id)))"""

OF_PERFORMANCES = f"""
    SELECT t.performance_id, t.kind, t.id, s.price_level AS level, -1::smallint AS ticket_type, ''::text AS channel,
           NULL::timestamptz AS at, NULL::date AS day, {_columns(capacity="s.seats")}
    FROM touched t CROSS JOIN LATERAL (
        SELECT price_level, count(*) AS seats FROM seat WHERE performance_id = t.performance_id GROUP BY price_level
    ) s WHERE t.kind = {PERFORMANCE}
"""
# by the status as it is stored: a hold that has run out counts as held until it is swept, within a second
OF_SEATS = f"""
    SELECT t.performance_id, t.kind, t.id, s.price_level, coalesce(l.ticket_type, -1::smallint),
           coalesce(o.channel, ''), NULL, NULL,
           {
    _columns(
        held="(s.status = 1)::integer",
        sold="(s.status = 2)::integer",
        killed="(s.status = 3)::integer",
        allocated="(s.status = 0)::integer",
    )
}
    FROM touched t CROSS JOIN LATERAL (
        SELECT price_level, status, order_id FROM seat
        WHERE performance_id = t.performance_id AND idx = t.id AND (status <> 0 OR allocation IS NOT NULL) OFFSET 0
    ) s LEFT JOIN LATERAL {_row('"order"', "s.order_id")} o ON o.id = s.order_id LEFT JOIN LATERAL (
        SELECT ticket_type FROM order_line
        WHERE performance_id = t.performance_id AND order_id = s.order_id AND seat_idx = t.id LIMIT 1
    ) l ON true WHERE t.kind = {SEAT}
"""
# the row of no level: the order itself, and what it costs beyond its seats with their own fees and taxes
OF_ORDERS = f"""
    SELECT t.performance_id, t.kind, t.id, coalesce(l.level, -1::smallint), coalesce(l.ticket_type, -1::smallint),
           o.channel, o.paid_at, (o.paid_at AT TIME ZONE {ZONE})::date,
           {
    _columns(
        orders="l.whole",
        tickets="CASE l.whole WHEN 0 THEN l.tickets ELSE 0 END",
        revenue="CASE l.whole WHEN 0 THEN l.revenue ELSE o.total - l.revenue END",
    )
}
    FROM touched t CROSS JOIN LATERAL {_row('"order"', "t.id")} o CROSS JOIN LATERAL (
        SELECT level, ticket_type, count(*) AS tickets, coalesce(sum(amount + extra), 0)::bigint AS revenue,
               grouping(level) AS whole
        FROM order_line WHERE performance_id = t.performance_id AND order_id = t.id AND kind = 'seat'
          AND level >= 0 AND ticket_type >= 0
        GROUP BY GROUPING SETS ((level, ticket_type), ())
    ) l WHERE t.kind = {ORDER} AND o.id = t.id AND o.state IN ('paid', 'refunded')
"""
OF_PAYMENTS = f"""
    SELECT t.performance_id, t.kind, t.id, -1::smallint, -1::smallint, o.channel,
           p.settled_at, (p.settled_at AT TIME ZONE {ZONE})::date, {_columns(received="p.amount")}
    FROM touched t CROSS JOIN LATERAL {_row("payment", "t.id")} p CROSS JOIN LATERAL {_row('"order"', "p.order_id")} o
    WHERE t.kind = {PAYMENT} AND p.id = t.id AND p.state = 'succeeded' AND o.id = p.order_id
"""
# Each level and type gets what its seats cost with their fees and taxes; where the refund is smaller than that, what
# they cost without; where it is smaller still, its part of the refund, rounded down. The rest has no level. Over all of
# them, the greatest sum is that of the whole refund.
SHARES = """
    SELECT level, ticket_type, tickets, whole, CASE
        WHEN whole = 1 THEN 0
        WHEN r.amount >= max(with_extra) OVER () THEN with_extra
        WHEN r.amount >= max(without) OVER () THEN without
        ELSE div(r.amount::numeric * without, max(without) OVER ())::bigint END AS share
    FROM (
        SELECT level, ticket_type, count(*) AS tickets, coalesce(sum(amount), 0)::bigint AS without,
               coalesce(sum(amount + extra), 0)::bigint AS with_extra, grouping(level) AS whole
        FROM order_line WHERE performance_id = t.performance_id AND order_id = r.order_id AND refund_id = t.id
          AND kind = 'seat' AND level >= 0 AND ticket_type >= 0 GROUP BY GROUPING SETS ((level, ticket_type), ())
    ) sums
"""
OF_REFUNDS = f"""
    SELECT t.performance_id, t.kind, t.id, coalesce(l.level, -1::smallint), coalesce(l.ticket_type, -1::smallint),
           o.channel, r.at, (r.at AT TIME ZONE {ZONE})::date,
           {
    _columns(
        refunded_tickets="CASE l.whole WHEN 0 THEN l.tickets ELSE 0 END",
        refunds="CASE WHEN r.unwanted THEN 0 WHEN l.whole = 0 THEN l.share ELSE r.amount - l.shared END",
        returned="CASE l.whole WHEN 0 THEN 0 ELSE r.amount END",
    )
}
    FROM touched t CROSS JOIN LATERAL (
        SELECT id, order_id, amount, state, why IN ('late', 'double') AS unwanted,
               coalesce(voided_at, settled_at, created_at) AS at FROM {_row("refund", "t.id")} refund
    ) r CROSS JOIN LATERAL {_row('"order"', "r.order_id")} o CROSS JOIN LATERAL (
        SELECT shares.*, (sum(share) OVER ())::bigint AS shared FROM ({SHARES}) shares
    ) l WHERE t.kind = {REFUND} AND r.id = t.id AND r.state IN ('pending', 'succeeded', 'by_hand') AND o.id = r.order_id
"""
ENTRIES = " UNION ALL ".join((OF_PERFORMANCES, OF_SEATS, OF_ORDERS, OF_PAYMENTS, OF_REFUNDS))
"""What the things in `touched` (performance_id, kind, id) add, in the order of ENTRY_COLUMNS."""
