"""When newcomers of an automatic room have to wait, and when nobody has to any more. A pure function."""

import msgspec

from app.waiting_room.control.admission_controller import LONGEST, Mind, trouble_of
from app.waiting_room.control.seen import Seen

ENGAGES_AT, HUSHES_BELOW = 0.9, 0.7
"""Of the target, inside."""
CALM = 60.0
"""Seconds of that, with nobody waiting, before it is quiet again."""


class Wish(msgspec.Struct, frozen=True):
    """`turn`: engage, hush or "" (leave it). `why`: full, holds or payments."""

    mind: Mind
    turn: str = ""
    why: str = ""


def wish_of(mind: Mind, seen: Seen, *, engaged: bool) -> Wish:
    """What an automatic room should do after this look. Whoever waits while there is room is called; that makes nobody
    else wait."""
    near = seen.inside >= ENGAGES_AT * seen.target
    why = trouble_of(seen) or ("full" if near else "")
    if not engaged:
        return Wish(msgspec.structs.replace(mind, calm=0.0), "engage" if why else "", why)
    calm = not why and not seen.waiting and seen.inside < HUSHES_BELOW * seen.target
    mind = msgspec.structs.replace(mind, calm=mind.calm + min(max(seen.seconds, 0.0), LONGEST) if calm else 0.0)
    return Wish(mind, "hush" if mind.calm >= CALM else "")
