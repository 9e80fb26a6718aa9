"""Tests of the messages about invalid tables, standing areas, outlines and views."""

from typing import Any

from msgspec.structs import replace

from app.venues.plan import Plan, PlanSeat, SectionOutline
from app.venues.section_validation import section_problems
from tests.grid_plan import grid

HALL = grid(60)


def seated(changes: dict[int, dict[str, Any]]) -> list[str]:
    """Return the problems of a hall of sixty seats after these changes."""
    seats = tuple(replace(seat, **changes.get(seat.idx, {})) for seat in HALL.seats)
    return list(section_problems(replace(HALL, seats=seats)))


def standing(count: int = 4, **changes: Any) -> list[str]:
    """Return the problems of a hall of sixty whose last `count` places are standing, the last with these changes."""
    alone: dict[str, Any] = {"section": "Floor", "row": "", "label": "", "left_idx": None, "right_idx": None}
    changed = {idx: dict(alone) for idx in range(60 - count, 60)}
    changed[59] |= changes
    return seated(changed)


def at_tables(changes: dict[int, dict[str, Any]]) -> list[str]:
    """Return the problems of a hall with a table of fifty seats and one of ten, after these changes."""
    named = {seat.idx: {"row": f"Table {seat.row}", "at_table": "by_seat"} for seat in HALL.seats}
    return seated({idx: given | changes.get(idx, {}) for idx, given in named.items()})


def test_a_hall_with_standing_room_or_with_tables_is_sound() -> None:
    assert seated({}) == standing() == at_tables({}) == []


def test_places_that_stand_are_all_alike() -> None:
    assert standing(level="B") == ["people stand in Floor, but not all for one price level"]
    assert standing(row="2") == ["people stand in Floor, but some of its places are in a row"]
    assert "some of its places have neighbours" in standing(left_idx=58)[0]
    assert "for somebody of a kind" in standing(wheelchair=True)[0]
    assert "at a table" in standing(at_table="whole")[0]


def test_people_stand_or_sit_in_a_section_never_both() -> None:
    [said] = standing(label="7")
    assert said == "Floor has places with a label and places without: people stand there, or they sit"


def test_places_that_stand_are_numbered_one_after_the_other() -> None:
    elsewhere = {"section": "Bar", "row": "", "label": "", "left_idx": None, "right_idx": None}
    floor = elsewhere | {"section": "Floor"}
    said = seated({56: floor, 57: elsewhere, 58: floor, 59: floor})
    assert said == ["people stand in Floor, but its places are not numbered one after the other"]


def test_a_table_is_sold_whole_or_by_the_seat() -> None:
    assert at_tables({3: {"at_table": "whole"}}) == [
        "Block 1, Table 1 is sold whole and by the seat; it can only be one of them"
    ]


def test_a_table_has_a_name_and_only_tables_beside_it() -> None:
    assert "a table in Block 1 has no name" in at_tables({idx: {"row": ""} for idx in range(50)})[0]
    assert "give the tables a section of their own" in at_tables({idx: {"at_table": ""} for idx in range(50)})[0]


def test_nobody_at_a_table_has_a_neighbour_at_another() -> None:
    said = at_tables({49: {"right_idx": 50}, 50: {"left_idx": 49}})
    assert said[0] == "Block 1, Table 1, seat 50 has a neighbour at another table"
    assert len(said) == 2


def test_a_picture_that_is_not_there_is_named_once() -> None:
    assert seated({1: {"view": "moon"}, 2: {"view": "moon"}, 3: {"view": "rex-circle"}}) == [
        'there is no picture "moon" of what one sees: assets/views has none'
    ]


def outlined(*sections: SectionOutline) -> list[str]:
    return list(section_problems(replace(HALL, drawing=replace(HALL.drawing, sections=sections))))


def test_an_outline_belongs_to_one_section_of_the_plan() -> None:
    assert outlined(SectionOutline("Block 1", x=10, y=10)) == []
    assert outlined(SectionOutline("Attic", x=10, y=10)) == [
        'the drawing has an outline of "Attic", where there are no seats'
    ]
    assert outlined(SectionOutline("Block 1"), SectionOutline("Block 1")) == [
        'the drawing has two outlines of "Block 1"'
    ]
    assert outlined(SectionOutline("Block 1", x=-9_000)) == ['the name of "Block 1" is outside the drawing']


def test_a_standing_place_without_neighbours_needs_no_label_to_be_counted() -> None:
    seats = tuple(PlanSeat(n, f"f{n}", "Floor", "", "", 16.0 * n, 0, "A") for n in range(40))
    assert list(section_problems(Plan("Bare", HALL.levels, seats, HALL.drawing))) == []
