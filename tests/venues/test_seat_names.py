"""Tests of the names of places, in English and in another language."""

import pytest

from app.language.messages import Message
from app.language.translator import english, translator
from app.venues.seat_names import (
    merge_equal_places,
    place_in_words,
    places_in_words,
    row_in_section,
    special_in_words,
    ticket_fields,
)


@pytest.mark.parametrize(
    ("section", "row", "labels", "name"),
    [
        ("Stalls", "G", ["11"], "Stalls, row G, seat 11"),
        ("Tables", "Table 12", ["3"], "Tables, Table 12, seat 3"),
        ("Box 4", "-", ["2"], "Box 4, seat 2"),
        ("Floor", "", [""], "Floor"),
        ("Floor", "", ["", "", ""], "Floor, 3 places"),
        ("Tables", "Table 12", [*"12345678"], "Tables, Table 12, seats 1 to 8"),
        ("Stalls", "G", ["1", "2", "5"], "Stalls, row G, seats 1, 2 and 5"),
        ("Box 4", "", ["1", "2"], "Box 4, seats 1 and 2"),
        ("Балкон", "Ж", ["7"], "Балкон, row Ж, seat 7"),
        ("{row}", "%s", ["{0}"], "{row}, row %s, seat {0}"),
    ],
)
def test_a_place_has_its_whole_name(section: str, row: str, labels: list[str], name: str) -> None:
    assert english.say(places_in_words(section, row, labels)) == name


def test_a_row_is_named_with_its_section() -> None:
    names = [english.say(row_in_section("Hall", row)) for row in ("G", "Table 2", "-")]
    assert names == ["Hall, row G", "Hall, Table 2", "Hall"]


def test_in_another_language_the_words_are_others_and_the_names_stay() -> None:
    name = translator("en-XA").say(place_in_words("Stalls", "G", "11"))
    assert name.startswith("⟦Stalls, röw G, šéåt 11")
    assert "Table 12, šéåt 3" in translator("en-XA").say(place_in_words("Tables", "Table 12", "3"))


def test_equal_places_are_counted() -> None:
    floor, seat = place_in_words("Floor", "", ""), place_in_words("Stalls", "G", "11")
    assert [english.say(place) for place in merge_equal_places([floor, seat, floor])] == [
        "Floor, 2 places",
        english.say(seat),
    ]


def test_a_ticket_names_the_parts_of_its_place() -> None:
    def shown(fields: list[tuple[Message | str, str]]) -> list[tuple[str, str]]:
        return [(english.say(name), text) for name, text in fields]

    assert shown(ticket_fields("Stalls", "G", "11")) == [("Section", "Stalls"), ("Row", "G"), ("Seat", "11")]
    assert shown(ticket_fields("Tables", "Table 12", "3"))[1] == ("Table", "12")
    assert shown(ticket_fields("Floor", "", "")) == [("Section", "Floor")]


@pytest.mark.parametrize(
    ("flags", "text"),
    [("", None), ("w", "Wheelchair space"), ("cr", "Companion seat, restricted view"), ("r", "Restricted view")],
)
def test_what_is_special_is_one_label(flags: str, text: str | None) -> None:
    special = special_in_words(wheelchair="w" in flags, companion="c" in flags, restricted="r" in flags)
    assert (special and english.say(special)) == text
