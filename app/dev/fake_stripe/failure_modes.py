"""The failure modes of the fake Stripe: latency, errors, lost responses and webhooks. Set by tests and developers."""

import re
from typing import Annotated, Any, Literal

import msgspec

NonNegative = Annotated[int, msgspec.Meta(ge=0)]


class FailureModes(msgspec.Struct, forbid_unknown_fields=True):
    """The failure modes, set through POST /standin/mood; a field that is not named stays as it was."""

    latency_ms: NonNegative = 0
    """Milliseconds between execution and response."""
    fail_next: NonNegative = 0
    """Number of next requests that answer 500 and do nothing."""
    drop_next: NonNegative = 0
    """Number of next requests that are executed, but whose connection closes without a response."""
    only: str | None = None
    """A regular expression over "METHOD /path" that limits the three above to matching requests."""
    webhooks: Literal["on", "lost", "held"] = "on"
    webhook_delay_ms: NonNegative = 0
    webhook_doubles: bool = False
    webhook_reorder: bool = False
    """Every other webhook waits until the next one was delivered, at most half a second."""
    settle_ms: NonNegative | None = None
    """Milliseconds after which pending outcomes settle; None: only through the control endpoints."""

    def applies_to(self, operation: str) -> bool:
        """Tell whether latency, failures and drops apply to this operation."""
        return self.only is None or re.search(self.only, operation) is not None

    def use_failure(self, operation: str) -> bool:
        """Use up one of `fail_next`, if it applies."""
        if not self.fail_next or not self.applies_to(operation):
            return False
        self.fail_next -= 1
        return True

    def use_drop(self, operation: str) -> bool:
        """Use up one of `drop_next`, if it applies."""
        if not self.drop_next or not self.applies_to(operation):
            return False
        self.drop_next -= 1
        return True


def update_failure_modes(modes: FailureModes, body: bytes) -> FailureModes:
    """Change the fields that a JSON object names, all or none. Raises msgspec.ValidationError or re.error."""
    named = msgspec.json.decode(body or b"{}", type=dict[str, Any])
    wanted = msgspec.convert(msgspec.structs.asdict(modes) | named, FailureModes)
    re.compile(wanted.only or "")
    for name in named:
        setattr(modes, name, getattr(wanted, name))
    return modes
