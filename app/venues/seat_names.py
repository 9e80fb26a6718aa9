"""Names of places as messages, the same everywhere. assets/js/map/text.js does the same for the map in the browser.

Each case is a whole pattern, so that a language can order section, row and seat. A row whose name contains a word, such
as "Table 12", is a name of the organizer and stays as it is."""

from collections import Counter
from collections.abc import Sequence

from app.language.messages import Fact, Items, Message, alone, message, plural


def has_name(row: str) -> bool:
    """Return whether the row has a name: "-" is none."""
    return row.strip("-") != ""


def is_word(row: str) -> bool:
    """Return whether the row's name contains a word, as "Table 12" does."""
    return " " in row


def row_in_words(row: str) -> Message | None:
    """Name a row: "row G"; "Table 12" for a row whose name contains a word; None for one without a name."""
    if not has_name(row):
        return None
    # Translators: a row of seats, inside a sentence or a list
    return alone(row) if is_word(row) else message("row {row}", row=row)


def row_in_section(section: str, row: str) -> Message:
    """Name a row with its section: "Stalls, row G", "Tables, Table 12"; only the section for a row without a name."""
    if not has_name(row):
        return alone(section)
    if is_word(row):
        # Translators: a section of the venue, and the name of a table or a box, which stays as it is
        return message("{section}, {table}", section=section, table=row)
    return message("{section}, row {row}", section=section, row=row)


def place_in_words(section: str, row: str, label: str) -> Message:
    """Name a place: "Stalls, row G, seat 11", "Tables, Table 12, seat 3", and for a standing place "Floor"."""
    if not label:
        return row_in_section(section, row)
    if not has_name(row):
        return message("{section}, seat {seat}", section=section, seat=label)
    if is_word(row):
        return message("{section}, {table}, seat {seat}", section=section, table=row, seat=label)
    return message("{section}, row {row}, seat {seat}", section=section, row=row, seat=label)


def ticket_fields(section: str, row: str, label: str) -> list[tuple[Message | str, str]]:
    """List the parts of a place as a ticket shows them: Section "Stalls", Row "G", Seat "11"; Section "Tables", Table
    "12", Seat "3"; for a standing place only the section. The word in a row's name is the organizer's."""
    word, _, number = row.rpartition(" ")
    named: tuple[Message | str, str] = (
        (word, number)
        if word and any(sign.isdigit() for sign in number)
        else (message("Row"), row if has_name(row) else "")
    )
    fields = [(message("Section"), section), named, (message("Seat"), label)]
    return [field for field in fields if field[1]]


def places_in_words(section: str, row: str, labels: Sequence[str]) -> Message:
    """Name places of a row: "Stalls, row G, seat 11", "Tables, Table 12, seats 1 to 8", "Floor, 3 places"."""
    if len(labels) == 1:
        return place_in_words(section, row, labels[0])
    if not any(labels):
        return _counted(alone(section), len(labels))
    seats = labels_in_words(labels)
    if not has_name(row):
        return message("{section}, seats {seats}", section=section, seats=seats)
    if is_word(row):
        return message("{section}, {table}, seats {seats}", section=section, table=row, seats=seats)
    return message("{section}, row {row}, seats {seats}", section=section, row=row, seats=seats)


def merge_equal_places(places: Sequence[Message]) -> list[Message]:
    """Merge places with equal names, such as standing ones, into one: "Floor, 3 places"."""
    return [place if count == 1 else _counted(place, count) for place, count in Counter(places).items()]


def labels_in_words(labels: Sequence[str]) -> Fact:
    """List labels as "1 to 8" where they are consecutive numbers, else as "1, 2 and 5"."""
    if len(labels) > 2 and all(label.isdecimal() for label in labels):
        numbers = [int(label) for label in labels]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            # Translators: the numbers of seats side by side
            return message("{first} to {last}", first=labels[0], last=labels[-1])
    return Items(tuple(labels))


def special_in_words(*, wheelchair: bool, companion: bool, restricted: bool) -> Message | None:
    """Describe what a fan must know of this place: "Wheelchair space", "Companion seat", "Restricted view", both of the
    last two as "Companion seat, restricted view"; None for an ordinary seat."""
    if wheelchair:
        return message("Wheelchair space, restricted view") if restricted else message("Wheelchair space")
    if companion:
        return message("Companion seat, restricted view") if restricted else message("Companion seat")
    return message("Restricted view") if restricted else None


def short_place(row: str, label: str) -> str:
    """Name a seat in short, in every language: "G 11", "12-11" where rows are numbers, "11" where they have no name, ""
    for a standing place."""
    if not (label and has_name(row)):
        return label
    return f"{row}-{label}" if row[-1].isdigit() else f"{row} {label}"


def _counted(place: Message, count: int) -> Message:
    # Translators: {place} is the name of an area where people stand, such as "Floor"
    return plural("{place}, {count} place", "{place}, {count} places", count, place=place)
