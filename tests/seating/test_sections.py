"""The house as a list."""

from app.events.listing import LevelOffer
from app.seating.picture import Seat
from app.seating.sections import sections_of


def seat(idx: int, section: str, row: str) -> Seat:
    """An open seat that stands alone."""
    return Seat(idx, section, row, str(idx), "A", False, False, False, False, None, None)


def test_a_section_whose_name_comes_back_later_is_one_section() -> None:
    house = [seat(0, "Balcony", "1"), seat(1, "Stalls", "1"), seat(2, "Balcony", "2"), seat(3, "Balcony", "1")]
    found = sections_of(house, b"0000", b"0000", [LevelOffer(0, "A", "Level A", 0, 4)])
    assert [(section.name, section.left) for section in found] == [("Balcony", 3), ("Stalls", 1)]
    assert [row.name for row in found[0].rows] == ["1", "2"]
