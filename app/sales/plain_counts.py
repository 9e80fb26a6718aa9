"""Counts the sales of a performance a second time, in plain SQL that shares nothing with app/sales/entries.py."""

SEATS = """
    SELECT count(*) AS capacity, count(*) FILTER (WHERE status = 1) AS held, count(*) FILTER (WHERE status = 2) AS sold,
           count(*) FILTER (WHERE status = 3) AS killed,
           count(*) FILTER (WHERE status = 0 AND allocation IS NOT NULL) AS allocated
    FROM seat WHERE performance_id = $1
"""
ORDERS = """
    SELECT count(*) AS orders, coalesce(sum(o.total), 0)::bigint AS revenue, coalesce(sum((
        SELECT count(*) FROM order_line l WHERE l.performance_id = o.performance_id AND l.order_id = o.id
        AND l.kind = 'seat')), 0)::bigint AS tickets
    FROM "order" o WHERE o.performance_id = $1 AND o.paid_at IS NOT NULL AND o.state NOT IN ('pending', 'expired')
"""
PAYMENTS = """
    SELECT coalesce(sum(amount), 0)::bigint AS received FROM payment WHERE performance_id = $1 AND state = 'succeeded'
"""
REFUNDS = """
    SELECT coalesce(sum(r.amount), 0)::bigint AS returned,
           coalesce(sum(r.amount) FILTER (WHERE r.why NOT IN ('late', 'double')), 0)::bigint AS refunds,
           coalesce(sum((SELECT count(*) FROM order_line l WHERE l.performance_id = r.performance_id
               AND l.order_id = r.order_id AND l.refund_id = r.id AND l.kind = 'seat')), 0)::bigint AS refunded_tickets
    FROM refund r WHERE r.performance_id = $1 AND r.state NOT IN ('wanted', 'failed', 'canceled')
"""
PLAIN_COUNTS = (SEATS, ORDERS, PAYMENTS, REFUNDS)
"""Statements with one row each. $1: the performance; the columns are measures."""
