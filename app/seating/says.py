"""What is said in the basket."""

import msgspec

from db import pool


class Says(msgspec.Struct, frozen=True):
    """A notice in the basket. `kind`: good, bad, warn or calm. `actions`: (label, address) pairs.

    `take`: seats that one button may take now; `take_words`: their names."""

    kind: str
    title: str
    text: str = ""
    actions: list[tuple[str, str]] = []
    take: list[int] = []
    take_words: str = ""


WAITING = """
    SELECT link FROM "order" WHERE performance_id = $1 AND person = $2 AND state = 'pending' ORDER BY id DESC LIMIT 1
"""
YOURS = "The seats you ordered stay yours until that is settled."


async def says_waiting(performance_id: int, person: str) -> Says | None:
    """The way to an order of this person that waits for its money: whoever looks for the seats they ordered must find
    them. None when nothing waits."""
    link = await pool.fetch_value(WAITING, performance_id, person)
    if link is None:
        return None
    address = f"/orders/{performance_id}/{link}"
    return Says("calm", "Your order waits for its payment", YOURS, [("Show your order", address)])
