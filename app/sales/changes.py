"""The SQL that compares what things add to the statistics now with what was last counted of each."""

from app.sales.entries import ENTRIES, ENTRY_COLUMNS, MEASURES

KEY = ENTRY_COLUMNS[:5]
VALUES = ENTRY_COLUMNS[5:]


def listed(names: tuple[str, ...], form: str = "{}") -> str:
    """Return the names in this form, with commas between them."""
    return ", ".join(form.format(name) for name in names)


# Both join by hashing, however many there are: a full join is never done row by row.
CHANGED = f"""
    fresh ({listed(ENTRY_COLUMNS)}) AS MATERIALIZED ({ENTRIES}),
    known AS MATERIALIZED (
        SELECT e.* FROM touched t CROSS JOIN LATERAL (
            SELECT ctid AS place, {listed(ENTRY_COLUMNS)} FROM sales_entry
            WHERE generation = $1 AND performance_id = t.performance_id AND kind = t.kind AND id = t.id OFFSET 0
        ) e
    ), changed AS MATERIALIZED (
        SELECT {listed(KEY)}, {listed(VALUES, "f.{}")}, {listed(VALUES, "k.{0} AS old_{0}")}, k.place
        FROM fresh f FULL JOIN known k USING ({listed(KEY)})
        WHERE ({listed(VALUES, "f.{}")}) IS DISTINCT FROM ({listed(VALUES, "k.{}")})
    )
"""
"""What is different now, with `place`, where the known entry stands. $1: the generation. Needs `touched`."""

DIFFERENCES = f"""
    SELECT performance_id, level, ticket_type, {listed(VALUES)} FROM changed WHERE channel IS NOT NULL
    UNION ALL
    SELECT performance_id, level, ticket_type, old_channel, old_at, old_day, {listed(MEASURES, "-old_{}")}
    FROM changed WHERE place IS NOT NULL
"""
"""What to add to the totals for the rows of `changed`."""
