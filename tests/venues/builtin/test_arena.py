"""Tests of the arena: standing areas, tables and two tiers, and no seats behind the stage."""

from collections import Counter, defaultdict

import pytest

from app.venues.builtin.arena import arena
from app.venues.geometry import find_overlaps
from app.venues.plan import Plan
from app.venues.plan_validation import plan_problems
from tests.venues.outlines import Sections, encloses


@pytest.fixture(scope="module")
def plan() -> Plan:
    return arena()


def test_twelve_thousand_people_find_room_on_three_floors(plan: Plan, sections: Sections) -> None:
    assert len(plan.seats) == 12_248
    floors = Counter(section.floor for section in plan.drawing.sections)
    assert floors == {"Arena floor": 3, "Lower tier": 12, "Upper tier": 14}
    assert [section.name for section in plan.drawing.sections] == list(sections)
    assert max(len(seats) for name, seats in sections.items() if name != "Floor") <= 650


def test_it_is_sound_and_always_the_same(plan: Plan) -> None:
    assert list(plan_problems(plan)) == []
    assert arena().digest == plan.digest


def test_no_two_places_are_on_one_spot_and_no_two_seats_nearer_than_most_of_a_seat(plan: Plan) -> None:
    assert list(find_overlaps([(seat.x, seat.y) for seat in plan.seats], 0.75 * plan.drawing.pitch)) == []
    seated = [(seat.x, seat.y) for seat in plan.seats if seat.label]
    assert list(find_overlaps(seated, 0.85 * plan.drawing.pitch)) == []


def test_every_outline_encloses_its_places_and_no_others(plan: Plan, sections: Sections) -> None:
    for section in plan.drawing.sections:
        inside = [seat for seat in plan.seats[:: len(plan.seats) // 900] if encloses(section.d, seat.x, seat.y)]
        assert {seat.section for seat in inside} <= {section.name}
        assert all(encloses(section.d, seat.x, seat.y) for seat in sections[section.name][::7])


def test_the_pit_and_the_floor_are_standing_room_of_an_exact_size(sections: Sections) -> None:
    for name, room in (("Pit", 400), ("Floor", 3_000)):
        places = sections[name]
        assert len(places) == places[-1].idx - places[0].idx + 1 == room
        assert {(place.row, place.label, place.level) for place in places} == {("", "", name)}


def test_forty_tables_of_eight_and_the_two_lines_nearest_the_stage_are_sold_whole(sections: Sections) -> None:
    tables: Sections = defaultdict(list)
    for seat in sections["Tables"]:
        tables[seat.row].append(seat)
    assert list(tables) == [f"Table {n}" for n in range(1, 41)]
    assert {len(seats) for seats in tables.values()} == {8}
    whole = [name for name, seats in tables.items() if {seat.at_table for seat in seats} == {"whole"}]
    assert whole == [f"Table {n}" for n in range(1, 17)]
    assert max(seat.y for name in whole for seat in tables[name]) < min(seat.y for seat in tables["Table 17"])


def test_who_sits_at_a_table_looks_at_its_middle_and_talks_along_it(sections: Sections) -> None:
    table = sections["Tables"][:8]
    assert [seat.turn for seat in table] == [-157.5, -112.5, -67.5, -22.5, 22.5, 67.5, 112.5, 157.5]
    assert [seat.left_idx for seat in table] == [None, *(seat.idx for seat in table[:-1])]
    assert table[-1].right_idx is None


def test_nobody_sits_behind_the_stage_and_who_sits_beside_it_is_told(plan: Plan) -> None:
    assert not [seat for seat in plan.seats if abs(seat.x) < 430 and seat.y < -690]
    restricted = {seat.section for seat in plan.seats if seat.restricted}
    assert restricted == {"101", "112", "201", "214"}


def test_the_front_of_the_pit_is_the_best_there_is(plan: Plan) -> None:
    ranks = [min(seat.rank for seat in plan.seats if seat.section == name) for name in ("Pit", "Floor", "107", "207")]
    assert ranks == sorted(ranks)
    assert ranks[0] < 1


def test_every_seat_beside_the_stage_comes_after_every_other_seat(plan: Plan) -> None:
    beside = {"101", "112", "201", "214"}
    assert min(seat.rank for seat in plan.seats if seat.section in beside) > max(
        seat.rank for seat in plan.seats if seat.section not in beside
    )
