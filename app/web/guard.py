"""The house takes as much as it can do well; what is beyond that is told so first thing, before any work is done.

Without it everything a crowd asks is begun and nothing finished in time. A refusal costs a hundredth of a page."""

import base64
import hashlib
import random
from typing import Any

import msgspec

from app.settings import ROOT
from app.web.pulse import note_refused
from app.web.render import environment

SECONDS = range(2, 7)
"""After which one who was refused comes again, each after another time: not all at once."""
LONGER = 2
"""So many times as much is let through of those who are inside already."""
TITLE = "One moment"
SAYS = "More people are here than the house can serve at once. Nothing was changed, and what is yours stays yours."
PAGE = (ROOT / "templates" / "busy.html").read_text()
AGAIN = "This page tries again by itself, in a few seconds."
BY_HAND = "Go back to the page before, and send it again in a few seconds."
KINDS = ("page", "form", "fragment", "json")
OWN = ("/orders", "/checkout")
"""How the addresses end on the way to an order."""


class Guard:
    """ASGI middleware, outermost: at most `most` requests at once, and twice as many of those who have a pass or are on
    the way to an order. They are known by the name of a cookie, which is not checked here: the door does that."""

    def __init__(self, app: Any, most: int) -> None:
        self.app, self.most = app, most
        self.answers = {(kind, seconds): _answer(kind, seconds) for kind in KINDS for seconds in SECONDS}
        self.under_way = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes on, or refuses at once."""
        if scope["type"] != "http" or _free(scope["path"]):
            await self.app(scope, receive, send)
            return
        if self.under_way >= self.most and (self.under_way >= LONGER * self.most or not _inside(scope)):
            note_refused()
            await self._refuse(scope, send)
            return
        self.under_way += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.under_way -= 1

    async def _refuse(self, scope: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        seconds = random.choice(SECONDS)  # noqa: S311 - jitter, not a secret
        kind = "page" if scope["method"] in ("GET", "HEAD") else "form"
        if b"hx-request" in headers:
            kind = "fragment"
        elif b"text/html" not in headers.get(b"accept", b""):
            kind = "json"
        head, body = self.answers[kind, seconds]
        await send({"type": "http.response.start", "status": 503, "headers": head})
        await send({"type": "http.response.body", "body": body})


def _free(path: str) -> bool:
    """What costs next to nothing, or must always be heard."""
    return path.startswith(("/assets/", "/health/", "/stripe/webhooks")) or (
        path.startswith("/waiting-rooms/") and path.endswith("/now")
    )


def _inside(scope: Any) -> bool:
    path: str = scope["path"]
    if path.startswith("/orders/") or path.endswith(OWN):
        return True
    return any(name == b"cookie" and (b"; pass-" in value or value[:5] == b"pass-") for name, value in scope["headers"])


def _answer(kind: str, seconds: int) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Made once, before anybody is here."""
    body, what, policy = _body(kind, seconds), "text/html; charset=utf-8", "default-src 'none'"
    if kind == "json":
        what = "application/json"
    elif kind != "fragment":  # the page's one style is named by its hash
        style = hashlib.sha256(body.split(b"<style>")[1].split(b"</style>")[0]).digest()
        policy += f"; style-src 'sha256-{base64.b64encode(style).decode()}'"
    head = {
        "content-type": what,
        "content-length": str(len(body)),
        "retry-after": str(seconds),
        "cache-control": "no-store",
        "content-security-policy": f"{policy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
    }
    return [(name.encode(), value.encode()) for name, value in head.items()], body


def _body(kind: str, seconds: int) -> bytes:
    if kind == "json":
        return msgspec.json.encode({"error": "busy", "says": SAYS, "seconds": seconds})
    if kind == "fragment":
        shown = {"number": 503, "title": TITLE, "says": SAYS, "actions": ()}
        return environment().get_template("_error.html").render(shown).encode()
    again = f'<meta http-equiv="refresh" content="{seconds}">' if kind == "page" else ""
    return PAGE.replace("AGAIN", again).replace("NEXT", AGAIN if again else BY_HAND).encode()
