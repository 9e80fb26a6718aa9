"""What is said in the basket."""

from collections.abc import Sequence

import msgspec

from db import pool


class NoticeButton(msgspec.Struct, frozen=True):
    """A form of one button. `verb`: what of a performance it is sent to, such as "holds"; `fields` go with it."""

    label: str
    verb: str
    fields: list[tuple[str, str]]


class Notice(msgspec.Struct, frozen=True):
    """A notice in the basket. `kind`: good, bad, warn or calm. `actions`: (label, address) pairs.

    `button`: what one press may do about it."""

    kind: str
    title: str
    text: str = ""
    actions: list[tuple[str, str]] = []
    button: NoticeButton | None = None


def take_button(words: str, seats: Sequence[int], replacing: Sequence[int] = (), wheelchairs: int = 0) -> NoticeButton:
    """Takes these seats, called `words`; gives back `replacing` if it gets them. `wheelchairs`: so many of them are
    spaces that were asked for."""
    fields = [
        ("seats", join_numbers(seats)),
        ("instead", join_numbers(replacing)),
        ("wheelchairs", str(wheelchairs or "")),
    ]
    return NoticeButton(f"Take {words}", "holds", [(name, value) for name, value in fields if value])


def places_button(area: int, count: int, replacing: Sequence[int] = ()) -> NoticeButton:
    """Takes so many places of the standing area whose first is `area`; gives back `replacing` if it gets them."""
    fields = [("area", str(area)), ("count", str(count)), ("instead", join_numbers(replacing))]
    return NoticeButton(f"Take {count}", "holds", [(name, value) for name, value in fields if value])


def join_numbers(numbers: Sequence[int]) -> str:
    """As a form's field has them: "17 18"."""
    return " ".join(map(str, numbers))


PENDING_ORDER = """
    SELECT link FROM "order" WHERE performance_id = $1 AND person = $2 AND state = 'pending' ORDER BY id DESC LIMIT 1
"""
YOURS = "The seats you ordered stay yours until that is settled."


async def pending_order_notice(performance_id: int, person: str) -> Notice | None:
    """The way to an order of this person that waits for its money: whoever looks for the seats they ordered must find
    them. None when nothing waits."""
    link = await pool.fetch_value(PENDING_ORDER, performance_id, person)
    if link is None:
        return None
    address = f"/orders/{performance_id}/{link}"
    return Notice("calm", "Your order waits for its payment", YOURS, [("Show your order", address)])
