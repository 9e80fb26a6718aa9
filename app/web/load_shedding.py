"""The house takes as much as it can do well; what is beyond that is told so first thing, before any work is done.

Without it everything a crowd asks is begun and nothing finished in time. A refusal costs a hundredth of a page."""

import base64
import hashlib
import random
import re
import time
from collections.abc import Callable
from typing import Any

import msgspec

from app.settings import ROOT
from app.web.body_reader import Gone, TooSlow, has_body, whole_body
from app.web.click_metrics import note_refused
from app.web.render import environment

SECONDS = range(2, 7)
"""After which one who was refused comes again, each after another time: not all at once."""
TITLE = "One moment"
SAYS = "More people are here than the house can serve at once. Nothing was changed, and what is yours stays yours."
PAGE = (ROOT / "templates" / "busy.html").read_text()
AGAIN = "This page tries again by itself, in a few seconds."
BY_HAND = "Go back to the page before, and send it again in a few seconds."
KINDS = ("page", "form", "fragment", "json")
SLOW = b"This took too long to arrive, so nothing was changed. Send it again.\n"

FREE = re.compile(r"/assets/.+|/health/(live|ready)|/stripe/webhooks|/waiting-rooms/[1-9]\d{0,17}/now")
"""What costs next to nothing, or must always be heard."""
OWN = {
    "joins": re.compile(r"/waiting-rooms/[1-9]\d{0,17}/places"),
    "orders": re.compile(
        r"/performances/\d+/(checkout|orders)|/orders/\d+/[^/]+/?(/[\w.]+)?|/waiting-rooms/[1-9]\d{0,17}/admissions"
    ),
    "files": re.compile(r"/waiting-rooms/\d+/(leaves\.csv|log\.csv|draw\.zip)"),
}
"""Whose requests have places of their own: the numbers of a waiting room, the way to an order, and long downloads."""
MOMENT, RESTED = 1.0, 5.0
"""Seconds for which a burst is carried; seconds with room to spare after which another one is."""
SHARES = {"all": 1.0, "inside": 1.0, "joins": 0.5, "orders": 0.5, "files": 0.1}
"""Of `most`, at least one."""


def nobody(_: Any) -> bool:
    """The answer of a house without waiting rooms."""
    return False


class Guard:
    """ASGI middleware, outermost: at most `most` requests at once of everybody, and beyond them those that have places
    of their own. Only where all others are taken is looked whether a pass is a good one: `is_inside` says that.

    `burst`: so many may be under way for a moment, after a time of rest: what comes all at once and is soon done is
    served, a crowd that goes on coming is not.

    A body is read whole before its request counts. Downloads only have places of their own: they last."""

    def __init__(self, app: Any, most: int, is_inside: Callable[[Any], bool] = nobody, burst: int = 0) -> None:
        self.app, self.is_inside, self.burst = app, is_inside, burst
        self.full_since = self.full_at = float("-inf")
        self.answers = {(kind, seconds): _answer(kind, seconds) for kind in KINDS for seconds in SECONDS}
        self.places = {sort: max(1, int(share * most)) for sort, share in SHARES.items()}
        self.taken = dict.fromkeys(SHARES, 0)

    @property
    def under_way(self) -> int:
        """Requests that are worked on."""
        return sum(self.taken.values())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes on, or refuses at once."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sort: str | None = "free" if FREE.fullmatch(scope["path"]) else self._place(scope)
        if sort is not None and has_body(scope):
            try:
                receive = await whole_body(receive)
            except TooSlow:
                await _send(send, 408, _head("text/plain; charset=utf-8", SLOW) | {"connection": "close"}, SLOW)
                return
            except Gone:
                return
            sort = sort if sort == "free" else self._place(scope)  # others came meanwhile
        if sort is None:
            if _shows_a_pass(scope):  # a crowd before the door is no sign that the house cannot serve who is inside
                note_refused()
            await self._refuse(scope, send)
        elif sort == "free":
            await self.app(scope, receive, send)
        else:
            self.taken[sort] += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.taken[sort] -= 1

    def _place(self, scope: Any) -> str | None:
        """The sort of a free place for this request; None where there is none."""
        path: str = scope["path"]
        own = next((sort for sort, pattern in OWN.items() if pattern.fullmatch(path)), None)
        if own and self._has(own):
            return own
        if own == "files":
            return None
        if self._has("all") or self._is_a_moment():
            return "all"
        return "inside" if self._has("inside") and _shows_a_pass(scope) and self.is_inside(scope) else None

    def _has(self, sort: str) -> bool:
        return self.taken[sort] < self.places[sort]

    def _is_a_moment(self) -> bool:
        now = time.monotonic()
        if now - self.full_at > RESTED:
            self.full_since = now
        self.full_at = now
        return now - self.full_since < MOMENT and self.taken["all"] < self.burst

    async def _refuse(self, scope: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        seconds = random.choice(SECONDS)  # noqa: S311 - jitter, not a secret
        kind = "page" if scope["method"] in ("GET", "HEAD") else "form"
        if b"hx-request" in headers:
            kind = "fragment"
        elif b"text/html" not in headers.get(b"accept", b""):
            kind = "json"
        await _send(send, 503, *self.answers[kind, seconds])


def _shows_a_pass(scope: Any) -> bool:
    return any(name == b"cookie" and (b"; pass-" in value or value[:5] == b"pass-") for name, value in scope["headers"])


async def _send(send: Any, status: int, head: dict[str, str], body: bytes) -> None:
    headers = [(name.encode(), value.encode()) for name, value in head.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _answer(kind: str, seconds: int) -> tuple[dict[str, str], bytes]:
    """Made once, before anybody is here."""
    body, what, policy = _body(kind, seconds), "text/html; charset=utf-8", ""
    if kind == "json":
        what = "application/json"
    elif kind != "fragment":  # the page's one style is named by its hash
        style = hashlib.sha256(body.split(b"<style>")[1].split(b"</style>")[0]).digest()
        policy = f" style-src 'sha256-{base64.b64encode(style).decode()}';"
    return _head(what, body, policy) | {"retry-after": str(seconds)}, body


def _head(what: str, body: bytes, policy: str = "") -> dict[str, str]:
    allows = f"default-src 'none';{policy} base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return {
        "content-type": what,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "content-security-policy": allows,
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
    }


def _body(kind: str, seconds: int) -> bytes:
    if kind == "json":
        return msgspec.json.encode({"error": "busy", "says": SAYS, "seconds": seconds})
    if kind == "fragment":
        shown = {"number": 503, "title": TITLE, "says": SAYS, "actions": ()}
        return environment().get_template("_error.html").render(shown).encode()
    again = f'<meta http-equiv="refresh" content="{seconds}">' if kind == "page" else ""
    return PAGE.replace("AGAIN", again).replace("NEXT", AGAIN if again else BY_HAND).encode()
