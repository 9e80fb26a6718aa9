"""Names of places in words, the same everywhere. assets/js/map/text.js does the same for the map in the browser."""

from collections import Counter
from collections.abc import Sequence


def row_in_words(row: str) -> str:
    """Name a row: "row G"; "Table 12" for a row whose name contains a word; "" for one without a name ("-" is none)."""
    if not row.strip("-"):
        return ""
    return row if " " in row else f"row {row}"


def place_in_words(section: str, row: str, label: str) -> str:
    """Name a place: "Stalls, row G, seat 11", "Tables, Table 12, seat 3", and for a standing place "Floor"."""
    return ", ".join(part for part in (section, row_in_words(row), f"seat {label}" if label else "") if part)


def ticket_fields(section: str, row: str, label: str) -> list[tuple[str, str]]:
    """List the parts of a place as a ticket shows them: Section "Stalls", Row "G", Seat "11"; Section "Tables", Table
    "12", Seat "3"; for a standing place only the section."""
    word, _, number = row.rpartition(" ")
    named = (
        (word, number) if word and any(sign.isdigit() for sign in number) else ("Row", row if row.strip("-") else "")
    )
    return [part for part in (("Section", section), named, ("Seat", label)) if part[1]]


def places_in_words(section: str, row: str, labels: Sequence[str]) -> str:
    """Name places of a row: "Stalls, row G, seat 11", "Tables, Table 12, seats 1 to 8", "Floor, 3 places"."""
    if len(labels) == 1:
        return place_in_words(section, row, labels[0])
    if not any(labels):
        return f"{section}, {len(labels)} places"
    return ", ".join(part for part in (section, row_in_words(row), f"seats {labels_in_words(labels)}") if part)


def merge_equal_places(places: Sequence[str]) -> list[str]:
    """Merge places with equal names, such as standing ones, into one: "Floor, 3 places"."""
    return [place if count == 1 else f"{place}, {count} places" for place, count in Counter(places).items()]


def labels_in_words(labels: Sequence[str]) -> str:
    """List labels as "1 to 8" where they are consecutive numbers, else as "1, 2 and 5"."""
    if len(labels) > 2 and all(label.isdecimal() for label in labels):
        numbers = [int(label) for label in labels]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return f"{labels[0]} to {labels[-1]}"
    return " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else "".join(labels)


def special_in_words(*, wheelchair: bool, companion: bool, restricted: bool) -> str:
    """Describe what a fan must know of this place: "wheelchair space", "companion seat", "restricted view", both of the
    last two as "companion seat, restricted view", or "" for an ordinary seat."""
    properties = ("wheelchair space", wheelchair), ("companion seat", companion), ("restricted view", restricted)
    return ", ".join(words for words, is_true in properties if is_true)


def short_place(row: str, label: str) -> str:
    """Name a seat in short: "G 11", "12-11" where rows are numbers, "11" where they have no name, "" for a standing
    place."""
    if not (label and row.strip("-")):
        return label
    return f"{row}-{label}" if row[-1].isdigit() else f"{row} {label}"
