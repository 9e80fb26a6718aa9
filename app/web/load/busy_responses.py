"""The responses to refused requests: made once at the start of the process, so that a refusal costs almost nothing."""

import base64
import hashlib
import random
from typing import Any

import msgspec

from app.language.languages import SOURCE, known_languages
from app.language.messages import message
from app.language.negotiation import wanted_language
from app.language.translator import translator
from app.web.render import template_environment

RETRY_AFTER_SECONDS = range(2, 7)
"""Seconds in Retry-After, chosen at random so that refused clients do not all retry at the same moment."""
TITLE = message("One moment")
DETAIL = message("More people are here than we can serve at once. Nothing was changed, and what is yours stays yours.")
KINDS = ("page", "form", "fragment", "json")
SLOW_BODY = message("This took too long to arrive, so nothing was changed. Send it again.")

Messages = tuple[dict[str, Any], dict[str, Any]]
"""The two ASGI messages of a response."""


class BusyResponses:
    """All responses that a busy process gives, by language, kind and Retry-After."""

    def __init__(self) -> None:
        self._languages = known_languages()
        self._ready = {
            (tag, kind): [_busy(tag, kind, seconds) for seconds in RETRY_AFTER_SECONDS]
            for tag in self._languages
            for kind in KINDS
        }
        self._slow_body = {tag: _slow_body(tag) for tag in self._languages}

    def slow_body(self, scope: Any) -> Messages:
        """Return the 408 for a body that takes too long."""
        return self._slow_body[self._tag(scope)]

    def choose(self, scope: Any) -> Messages:
        """Return a 503 of the kind that the request accepts, in its language."""
        kind = "page" if scope["method"] in ("GET", "HEAD") else "form"
        accepts_page = False
        for name, value in scope["headers"]:
            if name == b"hx-request":
                kind, accepts_page = "fragment", True
            elif name == b"accept" and b"text/html" in value:
                accepts_page = True
        ready = self._ready[self._tag(scope), kind if accepts_page else "json"]
        return ready[int(random.random() * len(ready))]  # noqa: S311 - jitter; a third of the calls of random.choice

    def _tag(self, scope: Any) -> str:
        language = wanted_language(scope)
        return language.tag if language and language.tag in self._languages else SOURCE


async def send_messages(send: Any, messages: Messages) -> None:
    """Send a response. The server may change a message, so it gets a copy."""
    start, body = messages
    await send(start.copy())
    await send(body.copy())


def _busy(tag: str, kind: str, seconds: int) -> Messages:
    body, content_type, policy = _body(tag, kind, seconds), "text/html; charset=utf-8", ""
    if kind == "json":
        content_type = "application/json"
    elif kind != "fragment":  # the policy allows the page's one style element by its hash
        style = hashlib.sha256(body.split(b"<style>")[1].split(b"</style>")[0]).digest()
        policy = f" style-src 'sha256-{base64.b64encode(style).decode()}';"
    headers = _headers(content_type, body, policy) | {"retry-after": str(seconds)}
    return _messages(503, headers, body)


def _slow_body(tag: str) -> Messages:
    body = f"{translator(tag).say(SLOW_BODY)}\n".encode()
    return _messages(408, _headers("text/plain; charset=utf-8", body) | {"connection": "close"}, body)


def _messages(status: int, headers: dict[str, str], body: bytes) -> Messages:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": raw}, {
        "type": "http.response.body",
        "body": body,
    }


def _headers(content_type: str, body: bytes, policy: str = "") -> dict[str, str]:
    csp = f"default-src 'none';{policy} base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return {
        "content-type": content_type,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "content-security-policy": csp,
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
    }


def _body(tag: str, kind: str, seconds: int) -> bytes:
    if kind == "json":
        say = translator(tag).say
        return msgspec.json.encode({"error": "busy", "title": say(TITLE), "detail": say(DETAIL), "seconds": seconds})
    templates = template_environment(tag)
    if kind == "fragment":
        context = {"number": 503, "title": TITLE, "detail": DETAIL, "actions": ()}
        return templates.get_template("_error.html").render(context).encode()
    return templates.get_template("busy.html").render(reloads=kind == "page", seconds=seconds).encode()
