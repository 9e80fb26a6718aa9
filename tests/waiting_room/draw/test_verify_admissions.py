"""The verifier finds impossible calls and admissions, also if all hashes of the log were computed again."""

from collections.abc import Callable

import pytest
import pytest_asyncio

from app.waiting_room.draw.verify import Mismatch
from db import pool
from tests.waiting_room.draw.draw_scenario import (
    change_field,
    download_archive,
    finished_draw_files,
    line_index,
    unpack,
    verify_files,
)
from tests.waiting_room.draw.tampering import Files, Rows, read_rows, rewrite_log, with_facts
from tests.waiting_room.scenarios import create_room
from tests.world import World

SECOND = 1_000_000
Change = Callable[[Rows], Rows]


@pytest_asyncio.fixture
async def files(world: World) -> Files:
    """Return a download: places up to 2 and 5 are called, three fans come in, one is let through, one gives up."""
    return await finished_draw_files(world)


def delayed(rows: Rows, at: int, seconds: int) -> Rows:
    """Return the log with the lines from index `at` on so many seconds later."""
    return [*rows[:at], *([row[0], str(int(row[1]) + seconds * SECOND), *row[2:]] for row in rows[at:])]


def insert(what: str, detail: str, before: str, n: int = 0) -> Change:
    """Return a function that inserts a line ten seconds before the nth line of the kind `before`."""

    def changed(rows: Rows) -> Rows:
        at = line_index(rows, before, n)
        rows = delayed(rows, at, 10)
        return [*rows[:at], ["", rows[at - 1][1], what, "", "", "", detail, ""], *rows[at:]]

    return changed


def gave_up_before(rows: Rows) -> Rows:
    """Insert a line by which the fan who is admitted first had given up."""
    at = line_index(rows, "admitted")
    return [*rows[:at], [*rows[at][:2], "gave_up", *rows[at][3:5], "", "", ""], *rows[at:]]


def after_its_time(word: str) -> Change:
    """Return a function that moves the third admission to ten minutes after its call. `word`: its detail."""

    def changed(rows: Rows) -> Rows:
        at = line_index(rows, "admitted", 2)
        rows[at][6] = word
        return delayed(rows, at, 600)

    return changed


FORGERIES: dict[str, tuple[Change, str]] = {
    "everybody is called at once, and friends come in": (
        change_field("called", 5, str(10**9), 1),
        "8 numbers were given",
    ),
    "a number that was never given": (change_field("gave_up", 3, "9"), "number 9, and 8 were given"),
    "a time that falls": (change_field("called", 1, "1", 1), "earlier than the line before"),
    "a call in a pause": (insert("paused", "", "called", 1), "called while the room is {'paused'}"),
    "a call after the end": (insert("ended", "staff", "called", 1), "called while the room is {'ended'}"),
    "an admission after the end": (insert("ended", "over", "admitted", 1), "admitted while the room is {'ended'}"),
    "a call while it is off": (insert("mode", "off", "called", 1), "called while the room is {'off'}"),
    "an admission of one who gave up": (gave_up_before, "or after it gave up"),
    "more calls than staff allow": (insert("rate", "4", "called"), "5 places are called within a minute"),
    "an admission after its time": (after_its_time(""), "after its time to come in"),
    "an admission after its time, in other words": (after_its_time("helped"), "after its time to come in"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_cannot_have_been_is_named(files: Files, forgery: str) -> None:
    forged, words = FORGERIES[forgery]
    with pytest.raises(Mismatch, match=words):
        verify_files(rewrite_log(files, forged))


def both(first: Change, second: Change) -> Change:
    """Return a function that makes the first change and then the second."""
    return lambda rows: second(first(rows))


HONEST: dict[str, Change] = {
    "who was called comes in during a pause": insert("paused", "", "admitted"),
    "a pause that is over": both(insert("paused", "", "called", 1), insert("resumed", "", "called", 1)),
    "a room that ended and is opened again": both(
        insert("ended", "staff", "called", 1), insert("mode", "on", "called", 1)
    ),
    "as many calls as staff allow": insert("rate", "5", "called"),
    "no rate any more": both(insert("rate", "4", "called"), insert("rate", "none", "called")),
    "an automatic room calls as they come": both(insert("rate", "4", "called"), insert("mode", "automatic", "called")),
    "more calls, in another minute": both(
        insert("rate", "3", "called"), lambda rows: delayed(rows, line_index(rows, "called", 1), 60)
    ),
}


@pytest.mark.parametrize("evening", HONEST)
def test_what_may_well_have_been_is_whole(files: Files, evening: str) -> None:
    assert verify_files(rewrite_log(files, HONEST[evening]))


def test_one_who_was_held_at_a_full_door_is_counted_and_told(files: Files) -> None:
    report = "\n".join(verify_files(rewrite_log(files, after_its_time("held"))))
    assert "1 admitted after their time, held at a full door" in report


def test_what_the_log_cannot_show_is_said(files: Files) -> None:
    report = " ".join(" ".join(verify_files(files)).split())
    assert "Not proven" in report
    assert "that nobody who was called was turned away; that nobody came in without a line" in report


def test_fewer_numbers_than_were_drawn_or_called_are_wrong(files: Files) -> None:
    for given in (4, 6):
        with pytest.raises(Mismatch):
            verify_files(with_facts(files, lambda facts, n=given: facts.update(last_number=n)))
    assert len(read_rows(files, "leaves.csv")) == 8


async def test_a_clock_that_goes_back_makes_no_time_of_the_log_fall(world: World) -> None:
    room = await create_room(world.preview)
    for ago in (0, 60):
        await pool.fetch("SELECT append_queue_log($1, now() - make_interval(secs => $2), 'message')", room, ago)
    first, second = await pool.fetch("SELECT at FROM queue_log WHERE room = $1 ORDER BY n", room)
    assert first["at"] == second["at"]
    assert verify_files(unpack(await download_archive(room)))
