"""Small seating plans in the format of pretix files."""

from pathlib import Path
from typing import Any

import msgspec

CLUB_HALL = (Path(__file__).parents[2] / "db" / "seeds" / "club-hall-1115.json").read_bytes()


def seat(guid: str, x: float, y: float = 0, number: str | None = None, **more: Any) -> dict[str, Any]:
    """Return one seat as a file contains it."""
    return {"seat_guid": guid, "seat_number": number or guid, "position": {"x": x, "y": y}, "category": "A"} | more


def file(*rows: list[dict[str, Any]], **zone: Any) -> bytes:
    """Return the file of a plan with one zone and these rows of seats."""
    drawn = [{"row_number": str(n), "seats": seats} for n, seats in enumerate(rows, 1)]
    zones = [{"name": "Hall", "position": {"x": 0, "y": 0}, "rows": drawn} | zone]
    return msgspec.json.encode({"name": "Small", "categories": [{"name": "A", "color": "#fff"}], "zones": zones})


def row_of(count: int, y: float = 0, first: int = 1) -> list[dict[str, Any]]:
    """Return seats 20 units apart, numbered from `first`; their technical names contain `y` and the number."""
    return [seat(f"{y:g}-{n}", 20 * n, y, str(n)) for n in range(first, first + count)]
