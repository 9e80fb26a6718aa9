"""An automatic room engages only when it is nearly full or overloaded, and disengages only after a calm minute."""

import pytest

from app.waiting_room.control.admission_controller import CALM_SECONDS, ControllerState, decide_mode
from app.waiting_room.control.measurements import ControllerInput, HoldStats, PaymentStats


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        (ControllerInput(100, inside=89), ""),
        (ControllerInput(100, inside=90), "full"),
        (ControllerInput(100, inside=89, waiting=50), ""),
        (ControllerInput(100, payments=PaymentStats(paid=5, failed=10)), "payments"),
        (ControllerInput(100, inside=95, holds=HoldStats(100, p95_ms=900)), "holds"),
        (ControllerInput(100, holds=None), ""),
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
        change = decide_mode(state, ControllerInput(100, inside=69), engaged=True)
        state, turns = change.state, [*turns, change.action]
    assert turns == [""] * 59 + ["disengage"]


@pytest.mark.parametrize(
    "inputs",
    [
        ControllerInput(100, inside=70),
        ControllerInput(100, waiting=1),
        ControllerInput(100, holds=HoldStats(100, p95_ms=900)),
    ],
    ids=str,
)
def test_whatever_disturbs_the_calm_begins_it_anew(inputs: ControllerInput) -> None:
    change = decide_mode(ControllerState(calm_seconds=CALM_SECONDS - 1), inputs, engaged=True)
    assert (change.action, change.state.calm_seconds) == ("", 0)


def test_a_worker_that_was_away_for_an_hour_has_not_seen_an_hour_of_calm() -> None:
    assert decide_mode(ControllerState(), ControllerInput(100, seconds=3600), engaged=True).action == ""
