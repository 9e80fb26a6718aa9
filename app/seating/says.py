"""What is said in the basket."""

from collections.abc import Sequence

import msgspec

from db import pool


class Button(msgspec.Struct, frozen=True):
    """A form of one button. `verb`: what of a performance it is sent to, such as "holds"; `fields` go with it."""

    label: str
    verb: str
    fields: list[tuple[str, str]]


class Says(msgspec.Struct, frozen=True):
    """A notice in the basket. `kind`: good, bad, warn or calm. `actions`: (label, address) pairs.

    `button`: what one press may do about it."""

    kind: str
    title: str
    text: str = ""
    actions: list[tuple[str, str]] = []
    button: Button | None = None


def take_button(words: str, seats: Sequence[int], instead: Sequence[int] = (), wheelchairs: int = 0) -> Button:
    """Takes these seats, called `words`; gives back `instead` if it gets them. `wheelchairs`: so many of them are
    spaces that were asked for."""
    fields = [("seats", joined(seats)), ("instead", joined(instead)), ("wheelchairs", str(wheelchairs or ""))]
    return Button(f"Take {words}", "holds", [(name, value) for name, value in fields if value])


def places_button(area: int, count: int, instead: Sequence[int] = ()) -> Button:
    """Takes so many places of the standing area whose first is `area`; gives back `instead` if it gets them."""
    fields = [("area", str(area)), ("count", str(count)), ("instead", joined(instead))]
    return Button(f"Take {count}", "holds", [(name, value) for name, value in fields if value])


def joined(numbers: Sequence[int]) -> str:
    """As a form's field has them: "17 18"."""
    return " ".join(map(str, numbers))


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
