"""Allocations: the named parties for which seats are set aside."""

from app.errors import BadInput
from app.language.messages import message
from app.seating.off_sale.errors import CannotChangeSeats
from app.text_input import clean_text
from db.pool import Connection

MAX_NAME = 100
"""Characters of the name and of the code of an allocation."""


def clean_name(text: str) -> str:
    """Return the name or the code of an allocation as one line. Raises BadInput."""
    cleaned = clean_text(text, message("The name"))
    if not 0 < len(cleaned) <= MAX_NAME:
        raise BadInput(message("A name or a code has 1 to {most} characters. Nothing was changed.", most=MAX_NAME))
    return cleaned


ALLOCATION = """
    WITH known AS (
        SELECT id, code FROM allocation WHERE performance_id = $1 AND name = $2 ORDER BY id LIMIT 1
    ), created AS (
        INSERT INTO allocation (performance_id, name, code) SELECT $1, $2, $3::text WHERE NOT EXISTS (SELECT FROM known)
        RETURNING id, code
    ) SELECT id, code FROM known UNION ALL SELECT id, code FROM created
"""


async def find_or_create_allocation(connection: Connection, performance_id: int, name: str, code: str | None) -> int:
    """Return the id of the performance's allocation of this name, created with this code if there is none. The caller
    has locked the performance. Raises CannotChangeSeats if it has another code; None asks for no code."""
    row = await connection.fetchrow(ALLOCATION, performance_id, name, code)
    if code not in (None, row["code"]):
        raise CannotChangeSeats(
            message("The allocation {name} has another code, or none. Nothing was changed.", name=name)
        )
    allocation_id: int = row["id"]
    return allocation_id
