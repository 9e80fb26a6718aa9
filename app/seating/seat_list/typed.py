"""The form for the best seats as it was sent, right or wrong: what was typed stands in it when it is shown again."""

from typing import Any

from app.seating.seat_list.filters import Query, small_numbers

NAMES = ("party", "section", "from", "to", "wheelchairs", "companions")
MAX_LETTERS = 200


def submitted_fields(form: Query) -> dict[str, Any]:
    """Its fields by name, as text; `level` as numbers."""
    words = {name: str(form.getall(name, [""])[-1])[:MAX_LETTERS] for name in NAMES}
    return {name: word for name, word in words.items() if word} | {"level": small_numbers(form.getall("level", []))}
