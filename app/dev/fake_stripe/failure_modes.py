"""How the stand-in behaves today: slow, failing, forgetful. Only tests and developers change it."""

import re
from typing import Annotated, Any, Literal

import msgspec

NonNegative = Annotated[int, msgspec.Meta(ge=0)]


class FailureModes(msgspec.Struct, forbid_unknown_fields=True):
    """Set through POST /standin/mood; a field that is not named stays as it was."""

    latency_ms: NonNegative = 0
    """Between what was done and the answer."""
    fail_next: NonNegative = 0
    """So many calls answer 500 and do nothing."""
    drop_next: NonNegative = 0
    """So many calls are done, and the line goes dead without an answer."""
    only: str | None = None
    """A regular expression over "METHOD /path": which calls the three above mean."""
    webhooks: Literal["on", "lost", "held"] = "on"
    webhook_delay_ms: NonNegative = 0
    webhook_doubles: bool = False
    webhook_reorder: bool = False
    """Every other webhook waits until the next one was delivered, at most half a second."""
    settle_ms: NonNegative | None = None
    """When what a bank thinks about settles by itself; None: only through the control door."""

    def applies_to(self, operation: str) -> bool:
        """Whether latency, failures and drops are for this call."""
        return self.only is None or re.search(self.only, operation) is not None

    def use_failure(self, operation: str) -> bool:
        """Uses up one of `fail_next`."""
        if not self.fail_next or not self.applies_to(operation):
            return False
        self.fail_next -= 1
        return True

    def use_drop(self, operation: str) -> bool:
        """Uses up one of `drop_next`."""
        if not self.drop_next or not self.applies_to(operation):
            return False
        self.drop_next -= 1
        return True


def update_failure_modes(modes: FailureModes, body: bytes) -> FailureModes:
    """Change the fields a JSON object names, all or none. Raises msgspec.ValidationError or re.error in words."""
    named = msgspec.json.decode(body or b"{}", type=dict[str, Any])
    wanted = msgspec.convert(msgspec.structs.asdict(modes) | named, FailureModes)
    re.compile(wanted.only or "")
    for name in named:
        setattr(modes, name, getattr(wanted, name))
    return modes
