"""Tests of the pictures of views: each exists, each is used, each is safe in any page."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.venues.builtin.arena import arena
from app.venues.builtin.rex import rex
from app.venues.builtin.stadium import stadium

FILES = sorted((Path(__file__).parents[2] / "assets" / "views").glob("*.svg"))


def used() -> Iterator[str]:
    for plan in (rex(), arena(), stadium()):
        yield from {seat.view for seat in plan.seats}


def test_every_seat_of_our_own_houses_has_a_picture_and_every_picture_a_seat() -> None:
    assert sorted(used()) == [file.stem for file in FILES]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_picture_is_a_small_drawing_that_needs_nothing_else(file: Path) -> None:
    drawn = ElementTree.parse(file).getroot()
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn.get("viewBox") == "0 0 344 118"
    assert file.stat().st_size <= 6 * 1024
    names = {name for element in drawn.iter() for name in element.attrib}
    assert not names & {"id", "class", "style", "href", "onload"}
    assert not [element for element in drawn.iter() if element.tag.rpartition("}")[2] in ("script", "image", "style")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_picture_brings_its_own_ground_for_light_and_dark_pages(file: Path) -> None:
    ground = next(iter(ElementTree.parse(file).getroot()))
    assert (ground.get("width"), ground.get("height")) == ("344", "118")
    assert ground.get("fill", "").startswith("#")
