"""The static drawing of a plan version."""

from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seating.drawing import draw
from app.venues.plan import Area, Drawing, Floor, Letter, Name, PlanSeat, Stage
from app.venues.rex import rex

SVG = "{http://www.w3.org/2000/svg}"
AROUND = Drawing(-50, -10, 100, 80, (0, 0), 20, names=(Name("Stalls", 0, 5, "M-9 9A30 30 0 0 0 9 9"),))
SEAT = PlanSeat(17, "s-g-11", "Stalls", "G", "11", 10.04, -3.0, "A", turn=-12.34, left_idx=16, right_idx=18)


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # our own output


def one(**facts: object) -> PlanSeat:
    return msgspec.structs.replace(SEAT, **facts)


def seat_of(svg: str) -> ElementTree.Element:
    return next(g for g in read(svg).iter(f"{SVG}g") if g.get("class") == "seat")


def test_a_seat_says_where_it_is() -> None:
    seat = seat_of(draw([one()], AROUND))
    facts = {"data-i": "17", "data-s": "Stalls", "data-r": "G", "data-n": "11"}
    assert seat.attrib == {"class": "seat", **facts, "transform": "translate(10 -3)"}
    assert [(e.tag.removeprefix(SVG), e.get("href"), e.get("transform"), e.text) for e in seat] == [
        ("use", "#seat-open", "rotate(-12.3)", None),
        ("text", None, None, "11"),
    ]


@pytest.mark.parametrize(
    ("facts", "attribute", "value"),
    [
        ({"wheelchair": True, "aisle": True}, "data-f", "wa"),
        ({"restricted": True}, "data-f", "r"),
        ({"right_idx": None}, "data-right", ""),
        ({"right_idx": 30}, "data-right", "30"),
    ],
)
def test_what_is_special_is_said(facts: dict[str, object], attribute: str, value: str) -> None:
    assert seat_of(draw([one(**facts)], AROUND)).get(attribute) == value


def test_another_pitch_is_scaled_to_twenty() -> None:
    svg = draw([one(x=100.0, y=50.0)], msgspec.structs.replace(AROUND, pitch=40.0, floors=(Floor("M0 0H9Z"),)))
    assert seat_of(svg).get("transform") == "translate(50 25)"
    assert read(svg).get("viewBox") == "-25 -5 50 40"
    assert '<g class="floor" transform="scale(0.5)">' in svg


def test_a_name_runs_along_its_arc() -> None:
    path = next(read(draw([], AROUND)).iter(f"{SVG}textPath"))
    assert (path.get("href"), path.text) == ("#arc-0", "Stalls")


def test_nothing_of_a_strangers_file_becomes_markup() -> None:
    bad = '"><script>alert(1)</script>'
    areas = (Area("rect", fill=bad), Area("polygon", points=bad), Area("text", text=bad, stroke="url(#x)"))
    around = Drawing(0, 0, 9, 9, (0, 0), 9, Stage(bad, bad, 0, 0), (Floor(bad),), (Name(bad, 0, 0, bad),), (), areas)
    svg = draw([one(section=bad, row=bad, label=bad)], around)
    assert not list(read(svg).iter(f"{SVG}script"))
    assert "url(" not in svg


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_name_leaves_it_well_formed(section: str, label: str) -> None:
    read(draw([one(section=section, label=label)], msgspec.structs.replace(AROUND, rows=(Letter(section, 0, 0),))))


def test_the_rex_is_light() -> None:
    plan = rex()
    svg = draw(plan.seats, plan.drawing)
    assert len(list(read(svg).iter())) < 5000
    assert len(svg) < 300_000
