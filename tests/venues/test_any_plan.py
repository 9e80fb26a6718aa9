"""Property tests of imports: any file is refused with a message, or gives a valid plan."""

from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.venues.plan import Plan
from app.venues.plan_validation import InvalidPlan, validate_plan
from app.venues.pretix.file_format import parse_pretix
from app.venues.pretix.importer import convert_plan

pytestmark = pytest.mark.slow

SPOTS = st.fixed_dictionaries(
    {"x": st.integers(-9, 9).map(lambda n: n * 10), "y": st.integers(0, 4).map(lambda n: n * 11)}
)
SEATS = st.fixed_dictionaries({"position": SPOTS, "category": st.sampled_from(["", "A", "B"])})
PLACES = st.sampled_from(["start", "end", "both", None, "middle"])
ROWS = st.fixed_dictionaries(
    {"row_number": st.sampled_from("12-"), "seats": st.lists(SEATS, max_size=8), "row_number_position": PLACES}
)
AREAS = st.fixed_dictionaries(
    {
        "shape": st.sampled_from(["rectangle", "circle", "text"]),
        "rectangle": st.just({"width": 9, "height": 9}),
        "circle": st.just({"radius": 4}),
        "text": st.fixed_dictionaries({"text": st.sampled_from(["Stage", "Bar", ""])}),
        "rotation": st.integers(-400, 400),
    }
)
ZONES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["North", "South", ""]),
        "rows": st.lists(ROWS, max_size=3),
        "areas": st.lists(AREAS, max_size=2),
    }
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["zones", "rows", "seats", "position", "x", "y", "seat_guid", "areas"]), inner
        )
    ),
    max_leaves=25,
)


def numbered(zones: list[dict[str, Any]]) -> bytes:
    """Return the zones as a file, in which all technical names differ."""
    numbers = count(1)
    for row in (row for zone in zones for row in zone["rows"]):
        row["seats"] = [
            {**seat, "seat_guid": f"s{n}", "seat_number": str(n)} for seat in row["seats"] for n in [next(numbers)]
        ]
    return msgspec.json.encode({"name": "Any", "categories": [{"name": "A"}, {"name": "B"}], "zones": zones})


def accepted(raw: bytes) -> Plan | None:
    """Import the file and return the plan, or None when it was refused. Any other exception fails the test."""
    try:
        plan = convert_plan(parse_pretix(raw))
        validate_plan(plan)
    except InvalidPlan:
        return None
    return plan


@given(st.lists(ZONES, min_size=1, max_size=3).map(numbered))
@settings(max_examples=300, deadline=None)
def test_an_accepted_plan_is_sound(raw: bytes) -> None:
    if plan := accepted(raw):
        seats, box = plan.seats, plan.drawing
        assert [seat.idx for seat in seats] == list(range(len(seats)))
        assert len({seat.guid for seat in seats}) == len(seats)
        assert all(seat.right_idx in (None, seat.idx + 1) for seat in seats)
        assert all(seats[seat.right_idx].left_idx == seat.idx for seat in seats if seat.right_idx is not None)
        assert all(seats[seat.left_idx].right_idx == seat.idx for seat in seats if seat.left_idx is not None)
        assert all(box.x < seat.x < box.x + box.width and box.y < seat.y < box.y + box.height for seat in seats)
        assert {seat.level for seat in seats} == {level.name for level in plan.levels}


@given(JSON.map(msgspec.json.encode) | st.binary(max_size=50))
@settings(max_examples=300, deadline=None)
def test_any_other_file_is_refused_in_words(raw: bytes) -> None:
    assert accepted(raw) is None
