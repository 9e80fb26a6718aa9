"""Tests of the static drawing of a plan version."""

from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seating.plan.seats import Seat
from app.seating.plan.sections import group_into_sections
from app.seating.plan.svg import MAX_SEATS_FOR_FULL_MAP, draw_svg
from app.venues.builtin.rex import rex
from app.venues.builtin.stadium import stadium
from app.venues.plan import Area, Drawing, FloorShape, Plan, RowLabel, SectionName, SectionOutline, Stage

SVG = "{http://www.w3.org/2000/svg}"
AROUND = Drawing(-50, -10, 100, 80, (0, 0), 20, names=(SectionName("Stalls", 0, 5, "M-9 9A30 30 0 0 0 9 9"),))
SEAT = Seat(0, "Stalls", "G", "11", "A", False, False, False, False, None, None, x=10.04, y=-3.0)


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # our own output


def one(**facts: object) -> Seat:
    return msgspec.structs.replace(SEAT, **facts)


def drawn(seats: list[Seat], around: Drawing = AROUND) -> ElementTree.Element:
    return read(draw_svg(seats, group_into_sections(seats, around.sections), around))


def sections(svg: ElementTree.Element) -> list[ElementTree.Element]:
    return [path for path in svg.iter(f"{SVG}path") if path.get("class") == "section"]


def of_plan(plan: Plan) -> tuple[list[Seat], str]:
    seats = [Seat(**{name: getattr(seat, name) for name in Seat.__struct_fields__}) for seat in plan.seats]
    return seats, draw_svg(seats, group_into_sections(seats, plan.drawing.sections), plan.drawing)


def test_a_part_says_what_is_in_it() -> None:
    outlined = msgspec.structs.replace(AROUND, sections=(SectionOutline("Stalls", "M0 0H9V9Z", "Below", 4, 5),))
    (part,) = sections(drawn([one(wheelchair=True), one(idx=1)], outlined))
    assert part.attrib == {
        "class": "section",
        "data-n": "0",
        "data-name": "Stalls",
        "data-kind": "seats",
        "data-floor": "Below",
        "data-spans": "0-2",
        "data-x": "4",
        "data-y": "5",
        "data-access": "0",
        "d": "M0 0H9V9Z",
    }


def test_a_part_without_an_outline_is_drawn_round_its_seats() -> None:
    (part,) = sections(drawn([one(x=0.0, y=0.0), one(idx=1, x=40.0, y=0.0)]))
    assert part.get("d") == "M-13 -13L53 -13L53 13L-13 13Z"
    assert (part.get("data-x"), part.get("data-y")) == ("20", "0")


def test_where_people_stand_the_first_number_names_the_area() -> None:
    seats, standing = one(), one(idx=1, section="Floor", row="", label="")
    (_, floor) = sections(drawn([seats, standing, msgspec.structs.replace(standing, idx=2)]))
    assert (floor.get("data-kind"), floor.get("data-area"), floor.get("data-spans")) == ("standing", "1", "1-3")


def test_a_part_the_plan_does_not_name_is_named_in_its_middle() -> None:
    svg = drawn([one(), one(idx=1, section="Pit", x=30.0, y=40.0)])
    named = [t for t in svg.iter(f"{SVG}text") if "part-name" in (t.get("class") or "")]
    assert [(t.text, t.get("data-n"), t.get("x"), t.get("y")) for t in named] == [("Pit", "1", "30", "40")]


def test_another_pitch_is_scaled_to_twenty() -> None:
    given_outline = (SectionOutline("Stalls", "M0 0H9V9Z", x=80, y=60),)
    svg = drawn(
        [one()], msgspec.structs.replace(AROUND, pitch=40.0, floors=(FloorShape("M0 0H9Z"),), sections=given_outline)
    )
    (part,) = sections(svg)
    assert svg.get("viewBox") == "-25 -5 50 40"
    assert (part.get("transform"), part.get("data-x"), part.get("data-y")) == ("scale(0.5)", "40", "30")
    assert [g.get("transform") for g in svg.iter(f"{SVG}g") if g.get("class") == "floor"] == ["scale(0.5)"]


def test_a_name_runs_along_its_arc() -> None:
    path = next(drawn([]).iter(f"{SVG}textPath"))
    assert (path.get("href"), path.text) == ("#arc-0", "Stalls")


def test_nothing_of_a_strangers_file_becomes_markup() -> None:
    bad = '"><script>alert(1)</script>'
    areas = (Area("rect", fill=bad), Area("polygon", points=bad), Area("text", text=bad, stroke="url(#x)"))
    stage, names, outlines = Stage(bad, bad, 0, 0), (SectionName("A", 0, 0, bad),), (SectionOutline(bad, bad, bad),)
    around = Drawing(0, 0, 9, 9, (0, 0), 9, stage, (FloorShape(bad),), names, (), areas, outlines)
    svg = drawn([one(section=bad, row=bad, label=bad)], around)
    assert not list(svg.iter(f"{SVG}script"))
    assert "url(" not in ElementTree.tostring(svg, "unicode")


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_name_leaves_it_well_formed(section: str, floor: str) -> None:
    around = msgspec.structs.replace(
        AROUND, rows=(RowLabel(section, 0, 0),), sections=(SectionOutline(section, floor=floor),)
    )
    drawn([one(section=section)], around)


@pytest.mark.parametrize(("plan", "most"), [(rex(), 20_000), (stadium(), 40_000)], ids=["rex", "stadium"])
def test_a_drawing_is_light_because_its_seats_come_later(plan: Plan, most: int) -> None:
    seats, svg = of_plan(plan)
    assert len(svg) < most
    assert len(sections(read(svg))) == len({seat.section for seat in seats})


def test_row_letters_are_drawn_only_where_rows_are_seen_at_once() -> None:
    letters = msgspec.structs.replace(AROUND, rows=(RowLabel("G", 0, 0),))
    crowd = [one(idx=n, x=float(n % 50), y=float(n // 50)) for n in range(MAX_SEATS_FOR_FULL_MAP + 1)]
    for seats, count in (([one()], 1), (crowd, 0)):
        found = [t for t in drawn(seats, letters).iter(f"{SVG}text") if t.get("class") == "row-letter"]
        assert len(found) == count
