"""How a place is said, everywhere the same. The map in the browser says it alike (assets/js/map/text.js)."""

from collections import Counter
from collections.abc import Sequence


def row_in_words(row: str) -> str:
    """ "row G"; "Table 12" for a row that brings a word of its own; "" for one without a name ("-" is none)."""
    if not row.strip("-"):
        return ""
    return row if " " in row else f"row {row}"


def place_in_words(section: str, row: str, label: str) -> str:
    """ "Stalls, row G, seat 11", "Tables, Table 12, seat 3", and for a standing place "Floor"."""
    return ", ".join(part for part in (section, row_in_words(row), f"seat {label}" if label else "") if part)


def ticket_fields(section: str, row: str, label: str) -> list[tuple[str, str]]:
    """As a ticket shows a place, part by part: Section "Stalls", Row "G", Seat "11"; Section "Tables", Table "12", Seat
    "3"; of a standing place only where it is."""
    word, _, number = row.rpartition(" ")
    named = (
        (word, number) if word and any(sign.isdigit() for sign in number) else ("Row", row if row.strip("-") else "")
    )
    return [part for part in (("Section", section), named, ("Seat", label)) if part[1]]


def places_in_words(section: str, row: str, labels: Sequence[str]) -> str:
    """One or more places of a row: "Stalls, row G, seat 11", "Tables, Table 12, seats 1 to 8", "Floor, 3 places"."""
    if len(labels) == 1:
        return place_in_words(section, row, labels[0])
    if not any(labels):
        return f"{section}, {len(labels)} places"
    return ", ".join(part for part in (section, row_in_words(row), f"seats {labels_in_words(labels)}") if part)


def merge_equal_places(places: Sequence[str]) -> list[str]:
    """Places in words, those that are said alike (standing ones are) once: "Floor, 3 places"."""
    return [place if count == 1 else f"{place}, {count} places" for place, count in Counter(places).items()]


def labels_in_words(labels: Sequence[str]) -> str:
    """ "1 to 8" where they count on, else "1, 2 and 5"."""
    if len(labels) > 2 and all(label.isdecimal() for label in labels):
        numbers = [int(label) for label in labels]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return f"{labels[0]} to {labels[-1]}"
    return " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else "".join(labels)


def special_in_words(*, wheelchair: bool, companion: bool, restricted: bool) -> str:
    """What whoever takes this place must know of it: "wheelchair space", "companion seat", "restricted view", both of
    the last two as "companion seat, restricted view", "" where it is a seat like any."""
    said = ("wheelchair space", wheelchair), ("companion seat", companion), ("restricted view", restricted)
    return ", ".join(words for words, so in said if so)


def short_place(row: str, label: str) -> str:
    """ "G 11", "12-11" where rows are numbers, "11" where they have no name, "" for a standing place."""
    if not (label and row.strip("-")):
        return label
    return f"{row}-{label}" if row[-1].isdigit() else f"{row} {label}"
