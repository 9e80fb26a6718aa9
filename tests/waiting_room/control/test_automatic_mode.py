"""An automatic room engages only when it is nearly full or overloaded, and disengages only after a calm minute."""

from typing import Any

import pytest

from app.waiting_room.control.admission_controller import CALM_SECONDS, ControllerState, decide_mode
from app.waiting_room.control.measurements import BIN_COUNT, ControllerInput, FanStats, PaymentStats
from app.web.load.site_load import SiteLoad

LATE = SiteLoad(1, 1.0, 0.5)


def room(inside: int = 0, **fields: Any) -> ControllerInput:
    """Build the input of a room with a target of 100."""
    return ControllerInput(100, inside_by_age=[inside, *[0] * (BIN_COUNT - 1)], **fields)


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        (room(89), ""),
        (room(90), "full"),
        (room(89, waiting=50), ""),
        (room(payments=PaymentStats(paid=5, failed=10)), "payments"),
        (room(95, fans=FanStats(100, shed=50)), "holds"),
        (room(50, fans=FanStats(100), site=LATE), "holds"),
        (room(50, fans=FanStats(19, denied=19, shed=19), site=LATE), ""),
        (room(fans=None, site=None), ""),
    ],
)
def test_it_engages_when_the_house_is_near_full_or_suffers_and_not_because_somebody_waits(
    inputs: ControllerInput, why: str
) -> None:
    change = decide_mode(ControllerState(), inputs, engaged=False)
    assert (change.action, change.reason) == ("engage" if why else "", why)


def test_it_is_quiet_again_after_a_minute_of_calm_and_not_before() -> None:
    state, turns = ControllerState(), []
    for _ in range(int(CALM_SECONDS)):
        change = decide_mode(state, room(69), engaged=True)
        state, turns = change.state, [*turns, change.action]
    assert turns == [""] * 59 + ["disengage"]


@pytest.mark.parametrize(
    "inputs",
    [
        room(70),
        room(waiting=1),
        room(fans=FanStats(100), site=LATE),
    ],
    ids=str,
)
def test_whatever_disturbs_the_calm_begins_it_anew(inputs: ControllerInput) -> None:
    change = decide_mode(ControllerState(calm_seconds=CALM_SECONDS - 1), inputs, engaged=True)
    assert (change.action, change.state.calm_seconds) == ("", 0)


def test_a_worker_that_was_away_for_an_hour_has_not_seen_an_hour_of_calm() -> None:
    assert decide_mode(ControllerState(), room(seconds=3600), engaged=True).action == ""
