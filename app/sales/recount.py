"""The SQL of the check: what is stored, what facts will still change, and what counting a performance gives.

Each row has its level, ticket type and channel, a minute or none, a day or none, and measures."""

from app.sales.changes import CHANGED, DIFFERENCES, VALUES, listed
from app.sales.entries import ENTRIES, ENTRY_COLUMNS, MEASURES, SALE_MEASURES
from app.sales.update import GIVEN

CONSUMER = "SELECT xid, id, generation, as_of FROM consumer WHERE name = 'sales_stats'"
# facts that are committed and not handled: what they name may differ, by exactly what handling them would change
PENDING = """
    SELECT id, performance_id, topic, payload::text AS payload FROM journal
    WHERE xid >= $1 AND (xid > $1 OR id > $2) AND performance_id IS NOT NULL
"""
PERFORMANCES = """
    SELECT id FROM performance WHERE state <> 'draft'
    UNION SELECT performance_id FROM sales_total WHERE generation = $1 ORDER BY 1
"""
OLDEST_MINUTE = "date_trunc('minute', now()) - interval '48 hours'"
STORED = (
    f"SELECT level, ticket_type, channel, NULL AS minute, NULL AS day, {listed(MEASURES)} FROM sales_total"
    " WHERE generation = $1 AND performance_id = $2",
    f"SELECT level, ticket_type, channel, minute, NULL AS day, {listed(SALE_MEASURES)} FROM sales_minute"
    f" WHERE generation = $1 AND performance_id = $2 AND minute >= {OLDEST_MINUTE}",
    f"SELECT level, ticket_type, channel, NULL AS minute, day, {listed(SALE_MEASURES)} FROM sales_day"
    " WHERE generation = $1 AND performance_id = $2",
)
EVERYTHING = """
    touched (performance_id, kind, id) AS MATERIALIZED (
        SELECT $2::bigint, 0::smallint, 0::bigint
        UNION ALL SELECT performance_id, 1, idx FROM seat
            WHERE performance_id = $2 AND (status <> 0 OR allocation IS NOT NULL)
        UNION ALL SELECT performance_id, 2, id FROM "order" WHERE performance_id = $2 AND state IN ('paid', 'refunded')
        UNION ALL SELECT performance_id, 3, id FROM payment WHERE performance_id = $2 AND state = 'succeeded'
        UNION ALL SELECT performance_id, 4, id FROM refund
            WHERE performance_id = $2 AND state IN ('pending', 'succeeded', 'by_hand')
        UNION (SELECT performance_id, kind, id FROM sales_entry WHERE generation = $1 AND performance_id = $2)
    )
"""
SUMS = f"""
    SELECT level, ticket_type, channel, day,
           CASE WHEN at >= {OLDEST_MINUTE} THEN date_trunc('minute', at) END AS minute,
           {listed(MEASURES, "sum({0})::bigint AS {0}")}
"""
RECOUNT = f"WITH {EVERYTHING}, fresh ({listed(ENTRY_COLUMNS)}) AS ({ENTRIES}) {SUMS} FROM fresh GROUP BY 1, 2, 3, 4, 5"
TO_COME = f"WITH {GIVEN}, {CHANGED} {SUMS} FROM ({DIFFERENCES}) differences GROUP BY 1, 2, 3, 4, 5"
OTHER_ENTRIES = f"""
    WITH {EVERYTHING}, {CHANGED}
    SELECT kind, id, {listed(VALUES)}, {listed(VALUES, "old_{}")} FROM changed ORDER BY kind, id, level, ticket_type
"""
"""The entries that are not what their rows say now."""
