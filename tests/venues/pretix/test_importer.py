"""Tests of plans from pretix files: what is read, what is derived, what is tolerated."""

import pytest

from app.venues.plan import Plan
from app.venues.plan_validation import plan_problems
from app.venues.pretix.file_format import parse_pretix
from app.venues.pretix.importer import convert_plan
from tests.venues.plan_files import CLUB_HALL, file, row_of, seat


def read(raw: bytes) -> Plan:
    return convert_plan(parse_pretix(raw))


@pytest.fixture(scope="module")
def hall() -> Plan:
    return read(CLUB_HALL)


def test_the_club_hall_comes_in_whole_with_its_own_names(hall: Plan) -> None:
    assert len(hall.seats) == 1115
    assert hall.name == "Club hall with dance floor"
    assert hall.levels[0].name == "Танцевальный партер"
    assert hall.levels[0].key == "ТП"
    assert sum(seat.section == "Танцевальный партер" for seat in hall.seats) == 900
    assert list(plan_problems(hall)) == []


def test_a_dance_floor_in_one_row_becomes_thirty_lines_of_thirty(hall: Plan) -> None:
    floor = [seat for seat in hall.seats if seat.section == "Танцевальный партер"]
    assert sum(seat.left_idx is None for seat in floor) == 30
    assert [seat.label for seat in floor] == [str(n) for n in range(1, 901)]
    assert {seat.row for seat in floor} == {""}


def test_a_row_called_dash_has_no_letter(hall: Plan) -> None:
    assert {letter.text for letter in hall.drawing.rows} == {"1", "2", "3", "4", "5", "6"}


def test_the_stage_is_where_seats_look_and_no_seat_stands_on_it(hall: Plan) -> None:
    assert hall.drawing.stage is not None
    assert hall.drawing.stage.text == "Stage"
    assert hall.drawing.areas == ()
    best = min(hall.seats, key=lambda seat: seat.rank)
    assert best.label in {"15", "16"}
    assert "V" not in hall.drawing.stage.d
    assert max(float(y) for y in hall.drawing.stage.d.strip("MZ").replace("L", " ").split()[1::2]) < 176


def test_names_of_sections_stand_where_no_seat_is(hall: Plan) -> None:
    assert {name.text for name in hall.drawing.names} == {level.name for level in hall.levels}
    spots = [(name.x, name.y - 6) for name in hall.drawing.names]
    assert not [s.label for s in hall.seats for x, y in spots if abs(s.x - x) < 20 and abs(s.y - y) < 12]


def test_the_place_of_a_seat_is_zone_plus_row_plus_seat() -> None:
    raw = file([seat("a", 5, 7)], position={"x": 1000, "y": 2000})
    moved = raw.replace(b'"row_number":"1"', b'"row_number":"1","position":{"x":100,"y":200}')
    assert [(s.x, s.y) for s in read(raw).seats] == [(1005, 2007)]
    assert [(s.x, s.y) for s in read(moved).seats] == [(1105, 2207)]


def test_the_drawing_encloses_seats_that_the_file_puts_outside_its_size() -> None:
    plan = read(file([seat("a", -900, -50), seat("b", 4000, 3000)]))
    assert plan.drawing.x < -900
    assert plan.drawing.x + plan.drawing.width > 4000
    assert plan.drawing.y + plan.drawing.height > 3000


def test_what_other_programs_leave_out_or_add_is_tolerated() -> None:
    odd = seat("a", 0, category="", radius=8, start_direction="<", colour=None)
    plan = read(file([odd, {"seat_guid": "b", "position": {"x": 20, "y": 0}}], areas=[{"shape": "blob"}], uuid=7))
    assert [s.level for s in plan.seats] == ["Other seats", "Other seats"]
    assert [s.label for s in plan.seats] == ["a", "2"]


def test_numbers_in_place_of_words_are_read_as_words() -> None:
    plan = read(file([seat("a", 0) | {"seat_number": 7}]).replace(b'"row_number":"1"', b'"row_number":3.0'))
    assert (plan.seats[0].row, plan.seats[0].label) == ("3", "7")


def test_labels_with_a_pattern_are_shown_without_the_word_the_page_says_itself() -> None:
    raw = file(row_of(1)).replace(b'"row_number":"1"', b'"row_number":"1","row_label":"Row %s","seat_label":"Chair %s"')
    assert [(s.row, s.label) for s in read(raw).seats] == [("1", "Chair 1")]


def test_control_characters_never_come_in() -> None:
    assert read(file([seat("a", 0, number="1\0\n2")])).seats[0].label == "1 2"


def test_colours_that_are_none_never_come_in() -> None:
    area = {"shape": "circle", "circle": {"radius": 5}, "position": {"x": 1, "y": 1}, "color": "url(javascript:x)"}
    assert [a.fill for a in read(file(row_of(2), areas=[area])).drawing.areas] == [""]
