"""How the stand-in behaves today: slow, failing, forgetful. Only tests and developers change it."""

import re
from typing import Annotated, Any, Literal

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0)]


class Mood(msgspec.Struct, forbid_unknown_fields=True):
    """Set through POST /standin/mood; a field that is not named stays as it was."""

    latency_ms: Count = 0
    """Between what was done and the answer."""
    fail_next: Count = 0
    """So many calls answer 500 and do nothing."""
    drop_next: Count = 0
    """So many calls are done, and the line goes dead without an answer."""
    only: str | None = None
    """A regular expression over "METHOD /path": which calls the three above mean."""
    webhooks: Literal["on", "lost", "held"] = "on"
    webhook_delay_ms: Count = 0
    webhook_doubles: bool = False
    webhook_reorder: bool = False
    """Every other webhook waits until the next one was delivered, at most half a second."""
    settle_ms: Count | None = None
    """When what a bank thinks about settles by itself; None: only through the control door."""

    def means(self, call: str) -> bool:
        """Whether latency, failures and drops are for this call."""
        return self.only is None or re.search(self.only, call) is not None

    def fails(self, call: str) -> bool:
        """Uses up one of `fail_next`."""
        if not self.fail_next or not self.means(call):
            return False
        self.fail_next -= 1
        return True

    def drops(self, call: str) -> bool:
        """Uses up one of `drop_next`."""
        if not self.drop_next or not self.means(call):
            return False
        self.drop_next -= 1
        return True


def change(mood: Mood, body: bytes) -> Mood:
    """Change the fields a JSON object names, all or none. Raises msgspec.ValidationError or re.error in words."""
    named = msgspec.json.decode(body or b"{}", type=dict[str, Any])
    wanted = msgspec.convert(msgspec.structs.asdict(mood) | named, Mood)
    re.compile(wanted.only or "")
    for name in named:
        setattr(mood, name, getattr(wanted, name))
    return mood
