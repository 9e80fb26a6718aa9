"""When newcomers of an automatic room have to wait, and when nobody has to any more. A pure function."""

import msgspec

from app.waiting_room.control.admission_controller import MAX_TICK_SECONDS, ControllerState, overload_reason
from app.waiting_room.control.seen import ControllerInput

ENGAGE_AT, DISENGAGE_BELOW = 0.9, 0.7
"""Of the target, inside."""
CALM_SECONDS = 60.0
"""Seconds of that, with nobody waiting, before it is quiet again."""


class ModeChange(msgspec.Struct, frozen=True):
    """`action`: engage, disengage or "" (leave it). `reason`: full, holds or payments."""

    state: ControllerState
    action: str = ""
    reason: str = ""


def decide_mode(state: ControllerState, inputs: ControllerInput, *, engaged: bool) -> ModeChange:
    """What an automatic room should do after this look. Whoever waits while there is room is called; that makes nobody
    else wait."""
    near = inputs.inside >= ENGAGE_AT * inputs.target
    why = overload_reason(inputs) or ("full" if near else "")
    if not engaged:
        return ModeChange(msgspec.structs.replace(state, calm_seconds=0.0), "engage" if why else "", why)
    calm = not why and not inputs.waiting and inputs.inside < DISENGAGE_BELOW * inputs.target
    calm_seconds = state.calm_seconds + min(max(inputs.seconds, 0.0), MAX_TICK_SECONDS) if calm else 0.0
    state = msgspec.structs.replace(state, calm_seconds=calm_seconds)
    return ModeChange(state, "disengage" if state.calm_seconds >= CALM_SECONDS else "")
