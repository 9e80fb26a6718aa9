"""Load shedding: refuses requests beyond a limit with 503, before any work is done for them.

Without it a crowd's requests would all begin and none would end in time. A refusal costs a hundredth of a page."""

import base64
import hashlib
import random
import re
import time
from collections.abc import Callable
from typing import Any

import msgspec

from app.settings import ROOT
from app.web.body_reader import BodyTooSlow, ClientDisconnected, buffer_body, has_body
from app.web.click_metrics import count_shed_request
from app.web.render import template_environment

RETRY_AFTER_SECONDS = range(2, 7)
"""Seconds in Retry-After, chosen at random so that refused clients do not all retry at the same moment."""
TITLE = "One moment"
MESSAGE = "More people are here than the house can serve at once. Nothing was changed, and what is yours stays yours."
PAGE = (ROOT / "templates" / "busy.html").read_text()
RELOAD_NOTE = "This page tries again by itself, in a few seconds."
RESEND_NOTE = "Go back to the page before, and send it again in a few seconds."
KINDS = ("page", "form", "fragment", "json")
BODY_TOO_SLOW_TEXT = b"This took too long to arrive, so nothing was changed. Send it again.\n"

UNLIMITED = re.compile(r"/assets/.+|/health/(live|ready)|/stripe/webhooks|/waiting-rooms/[1-9]\d{0,17}/now")
"""Paths of requests that cost almost nothing or must never be refused."""
RESERVED = {
    "joins": re.compile(r"/waiting-rooms/[1-9]\d{0,17}/places"),
    "orders": re.compile(
        r"/performances/\d+/(checkout|orders)|/orders/\d+/[^/]+/?(/[\w.]+)?|/waiting-rooms/[1-9]\d{0,17}/admissions"
    ),
    "files": re.compile(r"/waiting-rooms/\d+/(leaves\.csv|log\.csv|draw\.zip)"),
}
"""Paths with reserved slots: joins of a waiting room, the steps of an order, and long downloads."""
BURST_SECONDS, BURST_RECOVERY_SECONDS = 1.0, 5.0
"""Seconds for which a burst is served; seconds below the limit after which the next burst is allowed."""
RESERVED_SHARE = {"all": 1.0, "inside": 1.0, "joins": 0.5, "orders": 0.5, "files": 0.1}
"""Slots of each kind as a share of `max_requests`, at least one."""


def admit_none(_: Any) -> bool:
    """Return False: the default of `is_admitted`."""
    return False


class LoadShedder:
    """The outermost ASGI middleware. Allows `max_requests` concurrent requests plus reserved slots; others get 503.

    `is_admitted(scope)`: whether a request carries a valid admission pass; called only if all other slots are taken.
    `burst`: concurrent requests allowed for BURST_SECONDS after a quiet time, so that a short peak is served and a
    lasting one is not. A body is read completely before its request takes a slot. Downloads use only their reserved
    slots."""

    def __init__(
        self, app: Any, max_requests: int, is_admitted: Callable[[Any], bool] = admit_none, burst: int = 0
    ) -> None:
        self.app, self.is_admitted, self.burst = app, is_admitted, burst
        self.full_since = self.full_at = float("-inf")
        self.responses = {
            (kind, seconds): _make_response(kind, seconds) for kind in KINDS for seconds in RETRY_AFTER_SECONDS
        }
        self.slots = {sort: max(1, int(share * max_requests)) for sort, share in RESERVED_SHARE.items()}
        self.in_use = dict.fromkeys(RESERVED_SHARE, 0)

    @property
    def active_requests(self) -> int:
        """The number of requests in progress."""
        return sum(self.in_use.values())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on if it gets a slot; else refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sort: str | None = "free" if UNLIMITED.fullmatch(scope["path"]) else self._slot_kind(scope)
        if sort is not None and has_body(scope):
            try:
                receive = await buffer_body(receive)
            except BodyTooSlow:
                headers = _head("text/plain; charset=utf-8", BODY_TOO_SLOW_TEXT) | {"connection": "close"}
                await _send(send, 408, headers, BODY_TOO_SLOW_TEXT)
                return
            except ClientDisconnected:
                return
            sort = sort if sort == "free" else self._slot_kind(scope)  # the slot may be taken by now
        if sort is None:
            if _has_pass_cookie(scope):  # only shoppers count: a waiting crowd is no sign of overload
                count_shed_request()
            await self._reject(scope, send)
        elif sort == "free":
            await self.app(scope, receive, send)
        else:
            self.in_use[sort] += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.in_use[sort] -= 1

    def _slot_kind(self, scope: Any) -> str | None:
        """Return the kind of a free slot for this request; None if there is none."""
        path: str = scope["path"]
        own = next((sort for sort, pattern in RESERVED.items() if pattern.fullmatch(path)), None)
        if own and self._has_free_slot(own):
            return own
        if own == "files":
            return None
        if self._has_free_slot("all") or self._is_in_burst():
            return "all"
        return (
            "inside" if self._has_free_slot("inside") and _has_pass_cookie(scope) and self.is_admitted(scope) else None
        )

    def _has_free_slot(self, sort: str) -> bool:
        return self.in_use[sort] < self.slots[sort]

    def _is_in_burst(self) -> bool:
        now = time.monotonic()
        if now - self.full_at > BURST_RECOVERY_SECONDS:
            self.full_since = now
        self.full_at = now
        return now - self.full_since < BURST_SECONDS and self.in_use["all"] < self.burst

    async def _reject(self, scope: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        seconds = random.choice(RETRY_AFTER_SECONDS)  # noqa: S311 - jitter, not a secret
        kind = "page" if scope["method"] in ("GET", "HEAD") else "form"
        if b"hx-request" in headers:
            kind = "fragment"
        elif b"text/html" not in headers.get(b"accept", b""):
            kind = "json"
        await _send(send, 503, *self.responses[kind, seconds])


def _has_pass_cookie(scope: Any) -> bool:
    return any(name == b"cookie" and (b"; pass-" in value or value[:5] == b"pass-") for name, value in scope["headers"])


async def _send(send: Any, status: int, head: dict[str, str], body: bytes) -> None:
    headers = [(name.encode(), value.encode()) for name, value in head.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _make_response(kind: str, seconds: int) -> tuple[dict[str, str], bytes]:
    """Build the headers and the body of one 503. Called only at the start of the process."""
    body, content_type, policy = _body(kind, seconds), "text/html; charset=utf-8", ""
    if kind == "json":
        content_type = "application/json"
    elif kind != "fragment":  # the policy allows the page's one style element by its hash
        style = hashlib.sha256(body.split(b"<style>")[1].split(b"</style>")[0]).digest()
        policy = f" style-src 'sha256-{base64.b64encode(style).decode()}';"
    return _head(content_type, body, policy) | {"retry-after": str(seconds)}, body


def _head(content_type: str, body: bytes, policy: str = "") -> dict[str, str]:
    csp = f"default-src 'none';{policy} base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return {
        "content-type": content_type,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "content-security-policy": csp,
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
    }


def _body(kind: str, seconds: int) -> bytes:
    if kind == "json":
        return msgspec.json.encode({"error": "busy", "says": MESSAGE, "seconds": seconds})
    if kind == "fragment":
        context = {"number": 503, "title": TITLE, "says": MESSAGE, "actions": ()}
        return template_environment().get_template("_error.html").render(context).encode()
    again = f'<meta http-equiv="refresh" content="{seconds}">' if kind == "page" else ""
    return PAGE.replace("AGAIN", again).replace("NEXT", RELOAD_NOTE if again else RESEND_NOTE).encode()
