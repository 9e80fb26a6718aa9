"""Tests of invalid files: each is refused with a message that names the place in the file."""

import time

import pytest

from app.venues.plan import Plan
from app.venues.plan_validation import InvalidPlan, validate_plan
from app.venues.pretix.file_format import LARGEST_FILE, parse_pretix
from app.venues.pretix.importer import convert_plan
from tests.grid_plan import grid
from tests.venues.plan_files import file, row_of, seat

AT = "zones[0].rows[0].seats[1]"
PAIR = file(row_of(2))


def refusal(raw: bytes) -> str:
    with pytest.raises(InvalidPlan) as refused:
        validate_plan(convert_plan(parse_pretix(raw)))
    assert refused.value.status == 422
    assert str(refused.value).endswith("Nothing was imported.")
    return str(refused.value)


def test_what_is_not_json_is_refused() -> None:
    for nonsense in (b"", b"hello", b"{", b"\xff\xfe", b"[" * 200_000, b'{"a":' * 200_000, b"PK\x03\x04" * 1000):
        assert "the file" in refusal(nonsense)


def test_ten_megabytes_of_nonsense_are_refused() -> None:
    assert "not JSON" in refusal(b"nonsense " * 1_200_000)
    assert "expected object" in refusal(b"[" + b"1," * 5_000_000 + b"1]")


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    assert "larger than 16 MB" in refusal(b" " * (LARGEST_FILE + 1))


def test_a_plan_without_zones_or_seats_is_refused() -> None:
    assert "has no zones" in refusal(b"{}")
    assert "the plan has no zones" in refusal(b'{"zones":[]}')
    assert "zones[0] has no seats and no areas" in refusal(b'{"zones":[{"name":"A"}]}')
    assert "the plan has no seats" in refusal(b'{"zones":[{"name":"A","areas":[{"shape":"text"}]}]}')


def test_a_technical_name_used_twice_says_where_it_was_used_first() -> None:
    says = refusal(file(row_of(3), [seat("0-2", 20, 40, "9")]))
    assert 'zones[0].rows[1].seats[0].seat_guid "0-2" is used twice; first at zones[0].rows[0].seats[1]' in says


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"position": {"x": "left", "y": 0}}, f"{AT}.position.x: expected number, got text"),
        ({"position": {"x": 1e300, "y": 0}}, f"{AT}.position.x must be <= 100000"),
        ({"position": {"x": 1}}, f"{AT}.position has no y"),
        ({"position": None}, f"{AT}.position: expected object, got null"),
        ({"seat_guid": ""}, f"{AT}.seat_guid: expected text of length >= 1"),
        ({"seat_guid": 7}, f"{AT}.seat_guid: expected text, got number"),
        ({"seat_number": "9" * 300}, f"{AT}.seat_number: expected text of length <= 200"),
        ({"category": "Royal"}, f'{AT}.category "Royal" is not among the plan\'s categories'),
    ],
)
def test_a_wrong_seat_is_named_by_its_path(wrong: dict[str, object], says: str) -> None:
    assert says in refusal(file([seat("a", 0), seat("b", 20) | wrong]))


def test_a_number_that_is_none_is_refused() -> None:
    for number in (b"NaN", b"Infinity", b"1e999", b"1" + b"0" * 400, b"--1", b"0x10"):
        refusal(PAIR.replace(b'"x":20', b'"x":' + number))


def test_two_seats_with_one_label_are_refused() -> None:
    assert "Hall, row 1, seat 5 exists twice" in refusal(file([seat("a", 0, number="5"), seat("b", 20, number="5")]))


def test_two_seats_in_one_spot_are_refused() -> None:
    says = refusal(file([*row_of(4), seat("x", 40.5, 0, "99")]))
    assert "Hall, row 1, seat 2 and Hall, row 1, seat 99 are in the same spot" in says


def test_twenty_thousand_seats_in_one_spot_or_in_one_line_are_answered_in_time() -> None:
    seats = [{"seat_guid": str(n), "position": {"x": 0, "y": 0}} for n in range(20_000)]
    begun = time.process_time()
    assert "19,979 more" in refusal(file(seats))
    line = [{"seat_guid": str(n), "position": {"x": 0, "y": n * 2}} for n in range(20_000)]
    assert len(convert_plan(parse_pretix(file(line))).seats) == 20_000
    assert time.process_time() - begun < 20


def test_places_nearer_than_can_be_drawn_are_one_spot() -> None:
    assert "same spot" in refusal(file([seat("a", 0), seat("b", 1e-7), seat("c", 5e-324)]))


def test_more_seats_than_a_house_can_have_are_refused() -> None:
    raw = file([{"seat_guid": str(n), "position": {"x": 0, "y": 0}} for n in range(100_001)])
    assert "100,001 seats; 100,000 is the most" in refusal(raw)


def test_more_categories_than_there_are_colours_and_letters_are_refused() -> None:
    seats = [seat(str(n), 20 * n, category=f"C{n}") for n in range(900)]
    raw = file(seats).replace(
        b'[{"name":"A","color":"#fff"}]', b"[%s]" % b",".join(b'{"name":"C%d"}' % n for n in range(900))
    )
    assert "900 categories; 64 is the most" in refusal(raw)


def test_at_most_twenty_problems_are_told_and_the_rest_are_counted() -> None:
    says = refusal(file([seat("same", 20 * n, number=str(n)) for n in range(31)]))
    assert says.count("is used twice") == 20
    assert "and 10 more" in says


def test_a_plan_drawn_by_hand_is_checked_as_well() -> None:
    plan = grid(3)
    lonely = Plan("", plan.levels, (plan.seats[0], plan.seats[2]), plan.drawing)
    with pytest.raises(InvalidPlan) as refused:
        validate_plan(lonely)
    assert "the plan has no name" in refused.value.facts["problems"]
    assert any("but stands at 1" in problem for problem in refused.value.facts["problems"])
