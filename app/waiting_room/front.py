"""The two questions that a whole crowd asks in one minute, answered before the rest of the house is woken: a number and
how the line stands. The same answers as app/waiting_room/api.py gives, for the page's script only."""

import re
import secrets
from typing import Any

import msgspec
from litestar.datastructures import Cookie

from app.errors import HouseError
from app.settings import settings
from app.waiting_room.cookies import place_cookie
from app.waiting_room.denials import NoSuchRoom
from app.waiting_room.joining import join
from app.waiting_room.now import now_of
from app.waiting_room.refusals import NotFromHere
from app.web.limits import limit_each
from app.web.origins import from_elsewhere
from app.web.security import security_headers
from app.web.sessions import cookie_name, read_session, session_cookie

ADDRESS = re.compile(r"/waiting-rooms/([1-9]\d{0,17})/(places|now)")
JOINS, LOOKS = 20, 60
"""Of one browser, in ten seconds."""

Head = list[tuple[bytes, bytes]]


class Front:
    """ASGI middleware. What it does not know, and whatever goes wrong, is for the house behind it."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.secure = security_headers(settings())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers, or passes on."""
        found = await _answered(scope) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        status, head, body = found
        head += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        start = {"type": "http.response.start", "status": status, "headers": head}
        await self.secure(start, scope)
        await send(start)
        await send({"type": "http.response.body", "body": body})


async def _answered(scope: Any) -> tuple[int, Head, bytes] | None:
    asked = ADDRESS.fullmatch(scope["path"])
    if asked is None:
        return None
    room, headers = int(asked[1]), dict(scope["headers"])
    try:
        if asked[2] == "now" and scope["method"] == "GET":
            return await _tell(scope, room)
        if asked[2] == "places" and scope["method"] == "POST" and _is_script(headers):
            return await _join(scope, headers, room)
    except HouseError as no:
        return _refused(no)
    except Exception:  # it is asked again in the house, told in words there, and logged
        return None
    return None


async def _tell(scope: Any, room: int) -> tuple[int, Head, bytes]:
    limit_each("line", None, _address(scope), most=LOOKS)
    told = await now_of(room)
    if told is None:
        raise NoSuchRoom()
    return 200, [(b"cache-control", b"public, max-age=1")], told


async def _join(scope: Any, headers: dict[bytes, bytes], room: int) -> tuple[int, Head, bytes]:
    sent_from, origin, host = (_word(headers, name) for name in (b"sec-fetch-site", b"origin", b"host"))
    if from_elsewhere(sent_from, origin, host or ""):
        raise NotFromHere()
    known = read_session(_cookie(_word(headers, b"cookie") or "", cookie_name()))
    limit_each("joins", known, _address(scope), most=JOINS)
    person = known or secrets.token_urlsafe(16)
    place = await join(room, person)
    head = [(b"cache-control", b"no-store"), _set(place_cookie(room, place.token))]
    return 200, head if known else [*head, _set(session_cookie(person))], msgspec.json.encode(place)


def _refused(no: HouseError) -> tuple[int, Head, bytes]:
    """As app/web/refusals.py tells programs."""
    facts = {name: fact for name, fact in no.facts.items() if name != "actions"}
    head = [(b"cache-control", b"no-store")]
    if no.status in (429, 503):
        head.append((b"retry-after", str(no.facts.get("seconds", 3)).encode()))
    return no.status, head, msgspec.json.encode({"error": no.code, "says": no.says, **facts})


def _is_script(headers: dict[bytes, bytes]) -> bool:
    accept = headers.get(b"accept", b"")
    return b"application/json" in accept and b"text/html" not in accept


def _address(scope: Any) -> str:
    client = scope.get("client")
    return client[0] if client else "unknown"


def _word(headers: dict[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name)
    return value.decode("latin-1") if value is not None else None


def _cookie(sent: str, name: str) -> str | None:
    own = (part.strip() for part in sent.split(";"))
    return next((part[len(name) + 1 :] for part in own if part.startswith(f"{name}=")), None)


def _set(cookie: Cookie) -> tuple[bytes, bytes]:
    """What Litestar would write, at a tenth of the cost: it copies every field of the cookie, deeply."""
    said = [f"{cookie.key}={cookie.value}", *(["HttpOnly"] if cookie.httponly else []), f"Max-Age={cookie.max_age}"]
    said += [f"Path={cookie.path}", f"SameSite={cookie.samesite}", *(["Secure"] if cookie.secure else [])]
    return b"set-cookie", "; ".join(said).encode()
