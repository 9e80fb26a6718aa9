"""What a process keeps of the forms, queries and cookies that it has parsed: nothing."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from litestar import Request, _parsers
from litestar.connection import request as litestar_request

from app.csrf_tokens import make_csrf_token
from app.settings import settings
from app.web.limits.parsers import MAX_FIELDS, TooManyFields, parse_form
from app.web.middleware import read_csrf_token
from realtime.keys import Purpose
from tests.fan import HTMX, JSON, Fan
from tests.seating.holds.test_hold import statuses
from tests.world import World

Visit = Callable[[], Fan]
CACHED = (_parsers.parse_url_encoded_form_data, _parsers.parse_query_string, _parsers.parse_cookie_string)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOO_MANY = "&".join("seats=17" for _ in range(MAX_FIELDS + 1))


async def test_nothing_is_kept_of_forms_queries_and_cookies(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read("/")
    before = [parser.cache_info() for parser in CACHED]
    for n in range(3):
        form = {"_csrf_token": fan.token, "seats": str(n), "plan": str(world.plan), "back": "list", "section": f"s{n}"}
        cookie = {"Cookie": f"csrf={fan.token}; other={n}"}
        for headers in (cookie, cookie | HTMX):
            answer = await fan.browser.post(f"/performances/{world.preview}/holds", data=form, headers=headers)
            assert answer.status_code in (200, 303, 409)
        assert (await fan.read(f"/performances/{world.preview}/list?section={n}")).status_code == 200
        assert (await fan.read(f"/orders/{world.preview}/none?payment_intent={n}")).status_code == 404
    assert [parser.cache_info() for parser in CACHED] == before


async def test_a_request_without_our_cookie_is_refused_before_its_form_is_parsed(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    fan = visit()
    await fan.read("/")
    monkeypatch.setattr(litestar_request, "parse_url_encoded_form_data", None)  # would raise if it was called
    for cookie in ("", "csrf=x", f"csrf={fan.token[:-1]}x"):
        answer = await fan.browser.post(
            f"/performances/{world.preview}/orders", data={"_csrf_token": fan.token}, headers={"Cookie": cookie}
        )
        assert answer.status_code == 403


@pytest.mark.parametrize("where", ["holds", "holds/best", "orders"])
@pytest.mark.parametrize("headers", [HTMX, JSON, {}])
async def test_a_form_with_too_many_fields_is_refused_in_words(
    world: World, visit: Visit, where: str, headers: dict[str, str]
) -> None:
    fan = visit()
    await fan.read("/")
    answers = [
        await fan.browser.post(
            f"/performances/{world.preview}/{where}", content=content, headers=headers | FORM | given
        )
        for content, given in (
            (f"{TOO_MANY}&_csrf_token={fan.token}", {}),
            (TOO_MANY, {"X-CSRF-Token": fan.token}),
        )
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    for answer in answers:
        assert f"A form has at most {MAX_FIELDS:,} fields. Nothing was changed." in answer.text
    assert await statuses(world.preview) == {}


async def test_too_many_fields_of_a_fan_who_asks_too_often(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read("/")
    headers = HTMX | FORM | {"X-CSRF-Token": fan.token}
    answers = [
        (await fan.browser.post(f"/performances/{world.preview}/holds/types", content=TOO_MANY, headers=headers))
        for _ in range(62)
    ]
    assert {answer.status_code for answer in answers} == {400}


def test_the_fields_are_counted_before_they_are_parsed() -> None:
    fields = [("seats", str(n)) for n in range(MAX_FIELDS)]
    assert parse_form(urlencode(fields).encode()) == {"seats": [value for _, value in fields]}
    assert parse_form(b"") == {}
    assert parse_form(b"name=Ana&name=Ben&x") == {"name": ["Ana", "Ben"], "x": ""}
    with pytest.raises(TooManyFields):
        parse_form(urlencode([*fields, ("seats", "0")]).encode())


async def test_a_token_in_the_header_is_accepted_only_with_its_own_cookie(world: World) -> None:
    keys = settings().keys(Purpose.CSRF)
    own, other = make_csrf_token(keys), make_csrf_token(keys)

    async def read(cookie: str, sent: str) -> str | None:
        headers = [(b"cookie", f"csrf={cookie}".encode()), (b"x-csrf-token", sent.encode())]
        return await read_csrf_token(Request({"type": "http", "headers": headers}), "csrf", keys)  # type: ignore[typeddict-item,arg-type]

    assert [await read(own, own), await read(own, other), await read(other, own)] == [own, None, None]
