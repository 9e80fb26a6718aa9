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


# Each part looks up its rows by their keys, one after the other (OFFSET 0), whatever the planner expects: plans are kept,
# and one made while the tables are empty would read whole tables later.
ZONE = """(SELECT v.time_zone FROM performance p JOIN seating_plan s ON s.id = p.plan JOIN venue v ON v.id = s.venue
           WHERE p.id = t.performance_id)"""

OF_PERFORMANCES = f"""
    SELECT t.performance_id, t.kind, t.id, s.price_level AS level, -1::smallint AS ticket_type, ''::text AS channel,
           NULL::timestamptz AS at, NULL::date AS day, {_columns(capacity="s.seats")}
    FROM touched t CROSS JOIN LATERAL (
        SELECT price_level, count(*) AS seats FROM seat WHERE performance_id = t.performance_id GROUP BY price_level
    ) s WHERE t.kind = {PERFORMANCE}
"""
# by the status as it is stored: a hold that has run out counts as held until it is swept, within a second
OF_SEATS = f"""
    SELECT t.performance_id, t.kind, t.id, s.price_level, coalesce(l.ticket_type, -1::smallint), coalesce(o.channel, ''),
           NULL, NULL,
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
    ) s LEFT JOIN LATERAL (
        SELECT channel FROM "order" WHERE performance_id = t.performance_id AND id = s.order_id OFFSET 0
    ) o ON true LEFT JOIN LATERAL (
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
    FROM touched t CROSS JOIN LATERAL (
        SELECT channel, paid_at, total FROM "order"
        WHERE performance_id = t.performance_id AND id = t.id AND state IN ('paid', 'refunded') OFFSET 0
    ) o CROSS JOIN LATERAL (
        SELECT level, ticket_type, count(*) AS tickets, coalesce(sum(amount + extra), 0)::bigint AS revenue,
               grouping(level) AS whole
        FROM order_line WHERE performance_id = t.performance_id AND order_id = t.id AND kind = 'seat'
        GROUP BY GROUPING SETS ((level, ticket_type), ())
    ) l WHERE t.kind = {ORDER}
"""
OF_PAYMENTS = f"""
    SELECT t.performance_id, t.kind, t.id, -1::smallint, -1::smallint, o.channel,
           p.settled_at, (p.settled_at AT TIME ZONE {ZONE})::date, {_columns(received="p.amount")}
    FROM touched t CROSS JOIN LATERAL (
        SELECT order_id, amount, settled_at FROM payment
        WHERE performance_id = t.performance_id AND id = t.id AND state = 'succeeded' OFFSET 0
    ) p CROSS JOIN LATERAL (
        SELECT channel FROM "order" WHERE performance_id = t.performance_id AND id = p.order_id OFFSET 0
    ) o WHERE t.kind = {PAYMENT}
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
          AND kind = 'seat' GROUP BY GROUPING SETS ((level, ticket_type), ())
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
        SELECT order_id, amount, why IN ('late', 'double') AS unwanted,
               coalesce(voided_at, settled_at, created_at) AS at
        FROM refund WHERE performance_id = t.performance_id AND id = t.id
          AND state IN ('pending', 'succeeded', 'by_hand') OFFSET 0
    ) r CROSS JOIN LATERAL (
        SELECT channel FROM "order" WHERE performance_id = t.performance_id AND id = r.order_id OFFSET 0
    ) o CROSS JOIN LATERAL (
        SELECT shares.*, (sum(share) OVER ())::bigint AS shared FROM ({SHARES}) shares
    ) l WHERE t.kind = {REFUND}
"""
ENTRIES = " UNION ALL ".join((OF_PERFORMANCES, OF_SEATS, OF_ORDERS, OF_PAYMENTS, OF_REFUNDS))
"""What the things in `touched` (performance_id, kind, id) add, in the order of ENTRY_COLUMNS."""
