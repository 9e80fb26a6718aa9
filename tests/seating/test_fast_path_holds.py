"""The fast path of holds answers as Litestar does, including every header."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import pytest

from app.csrf_tokens import make_csrf_token
from app.seating.fast_path import FastHoldMiddleware
from app.seating.holds.hold import hold_seats, release_seats
from app.settings import settings
from app.web.middleware import csrf_cookie_name
from app.web.security import BODY_LIMIT
from app.web.sessions import cookie_name, session_cookie
from db import pool
from realtime.keys import Purpose
from tests.conftest import app_of
from tests.fan import HTMX, JSON, Fan
from tests.seating.holds.test_hold import statuses
from tests.waiting_room.scenarios import create_room
from tests.world import World

SITE = "http://127.0.0.1:8000"
PERSON = "fan-of-the-fast-path"
CHANGING = r'20\d\d-\d\d-\d\dT[\d:.+Z-]+|\b\d+:\d\d\b|"hold":\d+'
CLASSIC_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def fast_hold() -> FastHoldMiddleware:
    """Return the layer of the application under test."""
    layer: Any = app_of(settings())
    while not isinstance(layer, FastHoldMiddleware):
        layer = layer.app
    return layer


def same(answer: httpx.Response) -> dict[str, Any]:
    """Return the parts of a response that must be equal; times and the hold's id always differ."""
    skipped = ("x-request-id", "content-length")
    return {
        "status": answer.status_code,
        "headers": sorted(item for item in answer.headers.multi_items() if item[0] not in skipped),
        "body": re.sub(CHANGING, "*", answer.text),
    }


class Sender:
    """A person with a session and a CSRF token, who sends the same request to both ways."""

    def __init__(self, performance: int, plan: int) -> None:
        self.token = make_csrf_token(settings().keys(Purpose.CSRF))
        self.performance, self.plan = performance, plan
        self.headers = {
            "Cookie": f"{cookie_name()}={session_cookie(PERSON).value}; {csrf_cookie_name(settings())}={self.token}",
            "X-CSRF-Token": self.token,
        }

    async def send(self, app: Any, content: Any, **headers: str) -> httpx.Response:
        """Send a request for a hold to one of the two ways."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=SITE) as browser:
            address = f"/performances/{self.performance}/holds"
            given = {name: value for name, value in (self.headers | headers).items() if value}
            return await browser.post(address, content=content() if callable(content) else content, headers=given)

    async def both(self, content: Any, **headers: str) -> dict[str, Any]:
        """Send it to the fast path and to Litestar, with the same seats open; check that both answer the same."""
        layer = fast_hold()
        answers = []
        for way in (layer, layer.app):
            answers.append(same(await self.send(way, content, **headers)))
            await release_seats(self.performance, PERSON)
        assert answers[0] == answers[1]
        return answers[0]


@pytest.fixture
def sender(world: World) -> Sender:
    """Return a person who has not asked for a seat of the preview yet."""
    return Sender(world.preview, world.plan)


def as_json(plan: int, seats: list[int], **more: Any) -> bytes:
    return msgspec.json.encode({"seats": seats, "plan": plan} | more)


def as_form(plan: int, seats: str, **more: str) -> bytes:
    return urlencode({"seats": seats, "plan": plan} | more).encode()


PROGRAM = {**JSON, "Content-Type": "application/json"}
BROWSER = {**HTMX, **CLASSIC_FORM, "Accept": "text/html"}


async def test_a_hold_is_answered_in_the_same_way(sender: Sender) -> None:
    program = await sender.both(as_json(sender.plan, [17, 18]), **PROGRAM)
    assert (program["status"], '"seats":[17,18]' in program["body"]) == (200, True)
    for back in ("map", "list", "nowhere"):
        browser = await sender.both(as_form(sender.plan, "17 18", back=back), **BROWSER)
        assert (browser["status"], 'data-seats="17 18"' in browser["body"]) == (200, True)


async def test_a_plain_form_is_redirected_as_before(sender: Sender) -> None:
    form = as_form(sender.plan, "17", _csrf_token=sender.token, back="list")
    answer = await sender.both(form, **CLASSIC_FORM, Accept="text/html", **{"X-CSRF-Token": ""})
    assert answer["status"] == 303


async def test_the_token_may_be_in_the_form(sender: Sender) -> None:
    form = as_form(sender.plan, "17", _csrf_token=sender.token)
    assert (await sender.both(form, **BROWSER, **{"X-CSRF-Token": ""}))["status"] == 200


async def test_seats_that_are_taken(sender: Sender, world: World) -> None:
    await hold_seats(world.preview, world.ana, [17], world.plan)
    assert (await sender.both(as_json(sender.plan, [17, 18]), **PROGRAM))["status"] == 409
    assert (await sender.both(as_form(sender.plan, "17 18"), **BROWSER))["status"] == 409
    assert await statuses(world.preview) == {17: 1}


@pytest.mark.parametrize("state", ["draft", "cancelled"])
async def test_a_performance_that_is_gone(sender: Sender, state: str) -> None:
    await pool.execute("UPDATE performance SET state = $2 WHERE id = $1", sender.performance, state)
    wanted = as_json(sender.plan, [17]), as_form(sender.plan, "17")
    answers = [await sender.both(wanted[0], **PROGRAM), await sender.both(wanted[1], **BROWSER)]
    assert [answer["status"] for answer in answers] == [404 if state == "draft" else 410] * 2


async def test_another_version_of_the_plan(sender: Sender) -> None:
    assert (await sender.both(as_json(999, [17]), **PROGRAM))["status"] == 409
    assert (await sender.both(as_form(999, "17"), **BROWSER))["status"] == 409


async def test_a_fan_who_must_wait(sender: Sender) -> None:
    await create_room(sender.performance)
    program = await sender.both(as_json(sender.plan, [17]), **PROGRAM)
    browser = await sender.both(as_form(sender.plan, "17"), **BROWSER)
    assert program["status"] == browser["status"] != 200


@pytest.mark.parametrize(
    "content", [b"{", b'{"seats": "17"}', b"[" * 30_000, b'{"back": "\xff"}', b'{"seats": [-5]}', b""]
)
async def test_nonsense(sender: Sender, content: bytes) -> None:
    assert (await sender.both(content, **PROGRAM))["status"] in (400, 404, 409)
    assert (await sender.both(content, **BROWSER))["status"] in (400, 404, 409)


@pytest.mark.parametrize("token", ["", "x", "0" * 128, "of another person"])
async def test_a_wrong_token(sender: Sender, token: str) -> None:
    sent = token if " " not in token else make_csrf_token(settings().keys(Purpose.CSRF))
    for content, headers in ((as_json(sender.plan, [17]), PROGRAM), (as_form(sender.plan, "17"), BROWSER)):
        assert (await sender.both(content, **headers, **{"X-CSRF-Token": sent}))["status"] == 403
    assert await statuses(sender.performance) == {}


async def test_another_site_without_cookies(sender: Sender) -> None:
    headers = {**PROGRAM, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Cookie": ""}
    assert (await sender.both(as_json(sender.plan, [17]), **headers))["status"] == 403


async def test_headers_that_are_unusual(sender: Sender) -> None:
    for headers in (
        {"Host": "a b"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=utf-8"},
    ):
        await sender.both(as_json(sender.plan, [17]), **PROGRAM | headers)


@pytest.mark.parametrize(
    "repeated",
    [
        [("Content-Type", "multipart/form-data; boundary=x"), ("Content-Type", "application/x-www-form-urlencoded")],
        [("Content-Type", "multipart/form-data"), ("Content-Type", "application/json")],
        [("Content-Type", "application/json"), ("Content-Type", "text/plain")],
        [("Content-Type", "application/json"), ("Host", "a b"), ("Host", "127.0.0.1:8000")],
    ],
)
async def test_a_header_that_is_sent_twice(sender: Sender, repeated: list[tuple[str, str]]) -> None:
    layer, answers = fast_hold(), []
    cookie = ("Cookie", sender.headers["Cookie"])
    for way in (layer, layer.app):
        transport: Any = httpx.ASGITransport(app=way)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as browser:
            headers = [cookie, *JSON.items(), *HTMX.items(), *repeated]
            for token in ([], [("X-CSRF-Token", sender.token)]):
                request = browser.build_request(
                    "POST", f"/performances/{sender.performance}/holds", content=b"x=1", headers=headers + token
                )
                answers.append(same(await browser.send(request)))
    assert answers[:2] == answers[2:]
    assert {answer["status"] for answer in answers} <= {400, 403}


async def test_a_form_with_too_many_fields(sender: Sender) -> None:
    for token in ("", sender.token):
        answer = await sender.both(b"a&" * 2000, **BROWSER, **{"X-CSRF-Token": token})
        assert (answer["status"], "at most 1,000 fields" in answer["body"]) == (400, True)


async def test_a_body_in_parts(sender: Sender) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield as_json(sender.plan, [17])[:9]
        yield as_json(sender.plan, [17])[9:]

    assert (await sender.both(parts, **PROGRAM))["status"] == 200


async def test_a_body_that_is_too_large(sender: Sender) -> None:
    assert (await sender.both(b" " * (BODY_LIMIT + 1), **PROGRAM))["status"] == 413


async def test_a_large_basket_is_compressed(sender: Sender) -> None:
    seats = " ".join(map(str, range(17, 25)))
    answer = await sender.both(as_form(sender.plan, seats), **BROWSER, **{"Accept-Encoding": "gzip"})
    assert ("content-encoding", "gzip") in answer["headers"]


async def test_a_fan_who_asks_too_often(sender: Sender, visit: Callable[[], Fan]) -> None:
    for _ in range(31):  # `visit` counts in one window
        await sender.both(b"{", **PROGRAM)
    assert (await sender.both(as_json(sender.plan, [17]), **PROGRAM))["status"] == 429
    assert (await sender.both(as_form(sender.plan, "17"), **BROWSER))["status"] == 429


async def test_a_failure_of_the_database(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise ConnectionRefusedError("away")

    monkeypatch.setattr("app.seating.holds.hold._row", away)
    assert (await sender.both(as_json(sender.plan, [17]), **PROGRAM))["status"] == 503


async def test_a_hold_needs_no_framework_and_other_requests_do(sender: Sender) -> None:
    passed: list[str] = []

    async def framework(scope: Any, _receive: Any, send: Any) -> None:
        passed.append(scope["path"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    alone = FastHoldMiddleware(framework, fast_hold().litestar)
    assert (await sender.send(alone, as_json(sender.plan, [17]), **PROGRAM)).status_code == 200
    assert (await sender.send(alone, as_form(sender.plan, "18"), **BROWSER)).status_code == 200
    assert passed == []
    assert (await sender.send(alone, as_form(sender.plan, "19"), **CLASSIC_FORM)).status_code == 204
    assert (await sender.send(alone, as_json(sender.plan, [17, 17]), **PROGRAM)).status_code == 204


async def test_a_person_without_a_session_gets_one(sender: Sender) -> None:
    cookie = f"{csrf_cookie_name(settings())}={sender.token}"
    answer = await sender.send(fast_hold(), as_json(sender.plan, [17]), **PROGRAM, Cookie=cookie)
    assert (answer.status_code, answer.headers["set-cookie"].split("=")[0]) == (200, cookie_name())


async def test_a_body_that_is_too_long_and_never_arrives_is_not_waited_for(world: World) -> None:
    async def never() -> None:
        raise AssertionError("the body was read")

    passed: list[object] = []

    async def rest(scope: object, receive: object, send: object) -> None:
        passed.append(receive)

    layer = FastHoldMiddleware(rest, fast_hold().litestar)  # type: ignore[arg-type]
    headers = [(b"content-length", b"%d" % (BODY_LIMIT + 1)), (b"content-type", b"application/json"), (b"host", b"x")]
    scope = {"type": "http", "method": "POST", "path": f"/performances/{world.preview}/holds", "headers": headers}
    await layer(scope, never, never)
    assert passed == [never]
