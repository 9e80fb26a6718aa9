"""The waiting room's two pages, with script and without, show the same sentences in every state that both have.

Each state below names the fields in which they differ on purpose: the page with script counts down, joins and comes in
by itself, and shows seats that may become open again. Its phases asking, elsewhere, foreign and gone have no state
here."""

import json
import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from app.dev.messages.extraction import extract
from app.language.compile_catalogues import script_texts
from app.language.pseudo import pseudo_catalogue
from app.language.translator import english, translator
from app.waiting_room.admission.fan_position import FanPosition
from app.waiting_room.no_script_page import StatusText, status_text
from app.waiting_room.rooms import Stage, WaitingRoom
from realtime.protocol import QueueStatus, encode_status
from tests.assets.test_scripts import NODE

HERE = Path(__file__).parent
NOW = datetime.now(UTC).replace(microsecond=0)
NOON_ZONE = f"Etc/GMT{NOW.hour - 12:+d}"
"""The zone of the venue and of the device: one in which it is about noon now, so that all times are of today."""
MINUTE = timedelta(minutes=1)
ROOM = WaitingRoom(
    id=1,
    performance_id=1,
    mode="on",
    opens_at=NOW - 60 * MINUTE,
    draws_at=None,
    target=100,
    per_minute=None,
    come_in_minutes=10,
    shop_minutes=20,
    last_number=9000,
    serving=4,
    engaged_at=None,
    paused_at=None,
    message="",
    ended_at=None,
    ended_as=None,
    performances=[1],
    undrawn=False,
    closed_at=None,
    drawn=0,
    seed=None,
    sells_at=NOW - 30 * MINUTE,
)
FIELDS = ("eyebrow", "figure", "headline", "estimate", "caveat", "actions")


class State(msgspec.Struct, frozen=True):
    """A state of both pages. `status`, `room`: the fields that differ from the usual ones. `phase`: of the page with
    script.

    `differs`: names of fields with another text on purpose. `continues`: names of fields where the page with script
    adds more after the same text. `shares`: a sentence that both caveats contain, where they differ."""

    name: str
    room: dict[str, Any] = {}
    position: FanPosition | None = FanPosition(1207, 1209)
    status: dict[str, Any] = {}
    phase: str = ""
    differs: str = ""
    continues: str = ""
    shares: str = ""

    def waiting_room(self) -> WaitingRoom:
        return msgspec.structs.replace(ROOM, **self.room)


def waiting(name: str, place: int, **status: Any) -> State:
    known, reason = status.get("slow_rate") and place > 100, status.get("reason", "")
    differs = {"full": "caveat", "rate": "caveat"}
    if known:
        differs |= {"payments": "estimate", "holds": "estimate"}
    return State(name, position=FanPosition(7, place), status=status, differs=differs.get(reason, ""))


COMING, PASSED = NOW + 9 * MINUTE, NOW - 2 * MINUTE
CALLED, LET_THROUGH = FanPosition(7, 3, kept_until=COMING), FanPosition(7, 1209, let_through=True)
ENDED = {"ended_at": NOW - MINUTE}
OPENS = {"opens_at": NOW + 20 * MINUTE}
DRAWS = {"draws_at": NOW + 50 * MINUTE, "undrawn": True}
CLOSED = {"draws_at": NOW - 5 * MINUTE, "undrawn": True, "closed_at": NOW - 4 * MINUTE}
DRAWN, DRAWING = {"drawn_count": 9000}, "figure headline estimate caveat"
RATES = {"slow_rate": 90.0, "fast_rate": 160.0}
LEAVE, ORDERS_STAY = "You do not have to stay.", "Orders stay reachable by their link."
CAME_LATE = "You came after the close: your number, 9,001, follows those who are drawn."
STATES = [
    State("off", {"mode": "off"}),
    State("quiet", {"mode": "automatic"}),
    State("ended by staff", ENDED | {"ended_as": "staff"}, differs="eyebrow headline"),
    State("sold out", ENDED | {"ended_as": "sold_out"}, differs="estimate caveat", shares=LEAVE),
    State("over", ENDED | {"ended_as": "over"}),
    State("cancelled", ENDED | {"ended_as": "cancelled"}, differs="caveat", shares=ORDERS_STAY),
    State("closed, with a draw", OPENS | DRAWS, None, differs="eyebrow figure headline", continues="caveat"),
    State("closed, first come", OPENS, None, differs="eyebrow figure headline estimate caveat"),
    State("no number", {}, None, differs="headline estimate actions"),
    State(
        "gathering", DRAWS, FanPosition(1207, None), differs="estimate caveat", shares="Coming early does not matter."
    ),
    State("drawing", CLOSED, FanPosition(7, None), DRAWN, differs=DRAWING, shares="Who takes part is fixed"),
    State("drawing, after the close", CLOSED, FanPosition(9001, None), DRAWN, differs=DRAWING, shares=CAME_LATE),
    State("called", {}, CALLED),
    State("called while paused", {"paused_at": NOW}, CALLED),
    State("let through", {}, LET_THROUGH, {"let_through": [7]}, differs="eyebrow estimate caveat"),
    State("passed", {}, FanPosition(7, 3, kept_until=PASSED), phase="passed", continues="caveat"),
    State("inside", {}, FanPosition(7, 3, inside_until=COMING), phase="in", differs="estimate"),
    State("time inside over", {}, FanPosition(7, 3, inside_until=PASSED), phase="over", differs="caveat"),
    State("paused", {"paused_at": NOW}, status=RATES),
    State("before the sale", {"sells_at": NOW + 30 * MINUTE}, status=RATES, continues="caveat"),
    *(
        waiting(
            f"{place} waits, {reason or 'usual'}, rate {'known' if rates else 'unknown'}", place, reason=reason, **rates
        )
        for place in (5, 6, 7, 1209)
        for reason in ("", "payments", "holds", "full", "rate")
        for rates in ({}, RATES)
    ),
]


def script_views(states: list[State], texts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the view of each state, as the page with script shows it with the texts of a language."""
    assert NODE is not None, "no node here: `make lint` brings one"
    given = json.dumps({"texts": texts, "list": [script_facts(state) for state in states]})
    run = subprocess.run(
        [NODE, "status_text.mjs"],
        cwd=HERE,
        env={**os.environ, "TZ": NOON_ZONE},
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    views: list[dict[str, Any]] = json.loads(run.stdout)
    return views


@pytest.fixture(scope="module")
def views() -> dict[str, dict[str, Any]]:
    """Return the views in English, by the name of their state."""
    return {state.name: view for state, view in zip(STATES, script_views(STATES, {}), strict=True)}


def script_facts(state: State) -> dict[str, Any]:
    room, position = state.waiting_room(), state.position
    times = {"opens": milliseconds(room.opens_at), "draws": milliseconds(room.draws_at) or 0}
    return {
        "status": json.loads(encode_status(status_of(state))),
        "phase": state.phase,
        "time": milliseconds(NOW),
        "number": position and position.number,
        "place": position and position.place,
        "until": milliseconds(position and position.kept_until),
        "insideUntil": milliseconds(position and position.inside_until),
        "seconds": 2,
        "alertedNumber": None,
        "isAway": False,
        "room": {
            **times,
            "drawn": True,
            "outside": "beacon",
            "round": 7,
            "roundAt": 0,
            "zone": NOON_ZONE,
            "city": "Lisbon",
        },
    }


def status_of(state: State) -> QueueStatus:
    room = state.waiting_room()
    status = QueueStatus(room.id, milliseconds(NOW) or 0, room.stage(NOW), room.last_number, room.serving)
    return msgspec.structs.replace(status, ended_as=room.ended_as or "", **state.status)


def milliseconds(at: datetime | None) -> int | None:
    return int(at.timestamp() * 1000) if at else None


def texts_of_view(view: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a view. Its buttons never include `leave`, which the page with script always shows."""
    texts = {field: view.get(field) or "" for field in FIELDS}
    return texts | {"actions": tuple(view.get("actions", ()))}


def texts_of_page(text: StatusText) -> dict[str, Any]:
    actions = tuple(action for action in text.actions if action != "leave")
    return {field: english_text(getattr(text, field)) for field in FIELDS} | {"actions": actions}


def english_text(text: Any) -> str:
    """Return a text, a message or several of them in English; "" for None."""
    return " ".join(
        english.say(each) for each in (text if isinstance(text, tuple) else ("" if text is None else text,))
    )


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_both_pages_say_the_same(state: State, views: dict[str, dict[str, Any]]) -> None:
    page = texts_of_page(status_text(state.waiting_room(), state.position, status_of(state), NOON_ZONE, NOW))
    script = texts_of_view(views[state.name])
    differs, continues = state.differs.split(), state.continues.split()
    for field in continues:
        assert script[field].startswith(page[field] + " ")
    same = [field for field in FIELDS if field not in differs + continues]
    assert {field: script[field] for field in same} == {field: page[field] for field in same}
    assert [field for field in differs if script[field] == page[field]] == []
    assert state.shares in page["caveat"]
    assert state.shares in script["caveat"]


def test_every_stage_of_a_room_is_compared() -> None:
    assert {state.waiting_room().stage(NOW) for state in STATES} == set(get_args(Stage))


PHASES = ("asking", "in", "back", "elsewhere", "passed", "over", "foreign", "gone", "full", "coming")
TRANSLATED = re.compile("⟦[^⟦⟧]*⟧")


def rest_of(text: str) -> str:
    """Return what is left of a text in the pseudo-language without its translated sentences."""
    while TRANSLATED.search(text):
        text = TRANSLATED.sub("", text)
    return text


def test_every_text_of_the_script_is_translated() -> None:
    texts = script_texts(pseudo_catalogue(extract()))
    states = [*STATES, *(State(f"phase {phase}", {}, CALLED, phase=phase) for phase in PHASES)]
    for state, view in zip(states, script_views(states, texts), strict=True):
        for field in ("eyebrow", "headline", "estimate", "caveat", "title", "announcement", "join", "kept"):
            assert not re.search(r"[A-Za-z]", rest_of(view.get(field) or "")), (state.name, field, view[field])


def test_a_countdown_stands_alone_below_its_label() -> None:
    away = State("days away", {"opens_at": NOW + timedelta(days=3)}, None)
    (view,) = script_views([away], script_texts(pseudo_catalogue(extract())))
    translate = translator("en-XA")
    label = translate.gettext("Until the waiting room opens")
    assert (view["eyebrow"], view["figure"]) == (label, translate.ngettext("{count} day", "{count} days", 3))
