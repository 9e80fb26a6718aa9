"""An automatic room: nobody waits until somebody must, and calm has to last before it is quiet again."""

import pytest

from app.waiting_room.control.admission_controller import Mind
from app.waiting_room.control.automatic import CALM, wish_of
from app.waiting_room.control.seen import Holds, Payments, Seen


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (Seen(100, inside=89), ""),
        (Seen(100, inside=90), "full"),
        (Seen(100, inside=89, waiting=50), ""),
        (Seen(100, payments=Payments(paid=5, failed=10)), "payments"),
        (Seen(100, inside=95, holds=Holds(100, p95_ms=900)), "holds"),
        (Seen(100, holds=None), ""),
    ],
)
def test_it_engages_when_the_house_is_near_full_or_suffers_and_not_because_somebody_waits(seen: Seen, why: str) -> None:
    wish = wish_of(Mind(), seen, engaged=False)
    assert (wish.turn, wish.why) == ("engage" if why else "", why)


def test_it_is_quiet_again_after_a_minute_of_calm_and_not_before() -> None:
    mind, turns = Mind(), []
    for _ in range(int(CALM)):
        wish = wish_of(mind, Seen(100, inside=69), engaged=True)
        mind, turns = wish.mind, [*turns, wish.turn]
    assert turns == [""] * 59 + ["hush"]


@pytest.mark.parametrize(
    "seen", [Seen(100, inside=70), Seen(100, waiting=1), Seen(100, holds=Holds(100, p95_ms=900))], ids=str
)
def test_whatever_disturbs_the_calm_begins_it_anew(seen: Seen) -> None:
    wish = wish_of(Mind(calm=CALM - 1), seen, engaged=True)
    assert (wish.turn, wish.mind.calm) == ("", 0)


def test_a_worker_that_was_away_for_an_hour_has_not_seen_an_hour_of_calm() -> None:
    assert wish_of(Mind(), Seen(100, seconds=3600), engaged=True).turn == ""
