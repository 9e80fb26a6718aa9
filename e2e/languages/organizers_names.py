"""The names that organizers have given to events, venues, seats and prices: they stay as they are in every language."""

import re

from e2e.scenarios import Scenario

CODES = re.compile(r"\b[0-9A-Z]{2,}(?:[ -][0-9A-Z]{2,})+\b|\b[0-9a-f]{8,}\b|https?://\S+")
"""References of orders, serials of tickets, values in hexadecimal, addresses."""
NAMES = """
    SELECT array_agg(DISTINCT name) FROM (
        SELECT unnest(ARRAY[title, summary]) AS name FROM event
        UNION ALL SELECT unnest(ARRAY[name, city, address]) FROM venue
        UNION ALL SELECT name FROM price_level UNION ALL SELECT name FROM ticket_type UNION ALL SELECT name FROM fee
        UNION ALL SELECT tax_name FROM performance UNION ALL SELECT name FROM organizer
        UNION ALL SELECT section FROM plan_seat UNION ALL SELECT "row" FROM plan_seat
        UNION ALL SELECT label FROM plan_seat) AS names
    WHERE length(name) > 1
"""


async def without_names(text: str, scenario: Scenario) -> str:
    """Return a text without these names, the longest first because some contain others, and without codes."""
    names: list[str] = await scenario.fetch_value(NAMES)
    text = CODES.sub(" ", " ".join(text.split()))
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return text
