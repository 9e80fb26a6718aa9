"""The webhook endpoint: what the payment company signed is stored once, and nothing else is."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.dev.postgres import Postgres
from app.main import build_app
from app.payments.webhook_endpoint import HANDLED_KINDS, MAX_BODY_BYTES
from db import pool
from tests.eventually import eventually
from tests.fan import Fan
from tests.payments.webhook_signing import signed_headers, webhook_body
from tests.world import World

Visit = Callable[[], Fan]
ADDRESS = "/stripe/webhooks"
JSON = {"Accept": "application/json"}


@pytest.fixture
def door(visit: Visit) -> Callable[..., object]:
    """Return a function that sends a body with headers to the endpoint, without cookies."""

    async def bring(body: bytes, headers: dict[str, str]) -> httpx.Response:
        return await visit().browser.post(ADDRESS, content=body, headers={**JSON, **headers})

    return bring


async def stored() -> list[tuple[str, str, str]]:
    """Fetch (event, kind, about) of every row."""
    rows = await pool.fetch("SELECT event_id, kind, about FROM inbox ORDER BY event_id")
    return [tuple(row) for row in rows]


async def test_what_is_signed_is_stored_without_any_token_of_ours(door) -> None:
    answer = await door(webhook_body(), signed_headers(webhook_body()))
    assert (answer.status_code, answer.json()) == (200, {"status": "stored"})
    assert await stored() == [("evt_1", "payment_intent.succeeded", "pi_1")]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("kind", sorted(HANDLED_KINDS))
async def test_every_kind_we_act_upon_is_stored(door, kind: str) -> None:
    body = webhook_body(kind=kind)
    assert (await door(body, signed_headers(body))).status_code == 200
    assert await stored() == [("evt_1", kind, "pi_1")]


async def test_a_kind_nobody_acts_upon_is_thanked_for_and_forgotten(door) -> None:
    body = webhook_body(kind="charge.succeeded")
    answer = await door(body, signed_headers(body))
    assert (answer.status_code, answer.json(), await stored()) == (200, {"status": "nothing to do"}, [])


async def test_the_same_event_is_stored_once_however_often_it_comes(door) -> None:
    for second in (0, -10, 10):
        answer = await door(webhook_body(), signed_headers(webhook_body(), time.time() + second))
        assert answer.json() == {"status": "stored"}
    assert len(await stored()) == 1


HELLO = webhook_body()


def parts(body: bytes) -> list[str]:
    """Return the time and the signature of a valid header."""
    return signed_headers(body)["Stripe-Signature"].split(",")


def as_sent(body: bytes) -> tuple[bytes, dict[str, str]]:
    return body, signed_headers(body)


# signed when they are sent, so that none is refused only because its signature is too old
FORGED: dict[str, Callable[[], tuple[bytes, dict[str, Any]]]] = {
    "no signature": lambda: (HELLO, {}),
    "another secret": lambda: (HELLO, signed_headers(HELLO, secret="whsec_carl")),
    "an altered body": lambda: (webhook_body(object_id="pi_2"), signed_headers(HELLO)),
    "a cut body": lambda: (HELLO[:-1], signed_headers(HELLO)),
    "an empty body": lambda: (b"", signed_headers(HELLO)),
    "six minutes old": lambda: (HELLO, signed_headers(HELLO, time.time() - 310)),
    "from the future": lambda: (HELLO, signed_headers(HELLO, time.time() + 310)),
    "of no time": lambda: (HELLO, {"Stripe-Signature": parts(HELLO)[1]}),
    "nonsense": lambda: (HELLO, {"Stripe-Signature": "t=soon,v1=yes"}),
    "a scheme that is not trusted": lambda: (HELLO, {"Stripe-Signature": ",".join(parts(HELLO)).replace("v1", "v0")}),
    "letters of no alphabet": lambda: (HELLO, {"Stripe-Signature": f"{parts(HELLO)[0]},v1=\xe9\xff".encode("latin-1")}),
    "a header without end": lambda: (HELLO, {"Stripe-Signature": "t=1," + "v1=0," * 1000}),
    "not text": lambda: as_sent(b"\xff\xfe"),
    "not JSON": lambda: as_sent(b"hello"),
    "no object": lambda: as_sent(b"[1]"),
    "nothing": lambda: as_sent(b"null"),
    "nested without end": lambda: as_sent(b"[" * 9000),
    "a number for a name": lambda: as_sent(b'{"id": 7}'),
    "about nothing": lambda: as_sent(HELLO.replace(b'"id": "pi_1", ', b"")),
    "a name no column can hold": lambda: as_sent(webhook_body(object_id="pi_\0")),
    "half a letter": lambda: as_sent(webhook_body(note="NOTE").replace(b"NOTE", b"\\ud800")),
    "a name of no letters": lambda: as_sent(webhook_body(event_id="")),
}


@pytest.mark.parametrize("name", FORGED)
async def test_what_is_not_theirs_or_not_of_now_is_refused_and_leaves_no_trace(door, name: str) -> None:
    answer = await door(*FORGED[name]())
    assert (answer.status_code, answer.json()["error"]) == (400, "forged_webhook")
    assert await stored() == []


@pytest.mark.parametrize(
    ("facts", "error"), [({"account": "acct_carl"}, "other_account"), ({"livemode": True}, "other_mode")]
)
async def test_word_of_another_account_or_of_another_kind_of_money_is_refused(
    door, facts: dict[str, object], error: str
) -> None:
    body = webhook_body(**facts)
    answer = await door(body, signed_headers(body))
    assert (answer.status_code, answer.json()["error"], await stored()) == (400, error, [])


async def test_a_house_with_live_keys_takes_live_word_only(door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.settings.Settings.uses_live_stripe", True)
    assert (await door(webhook_body(), signed_headers(webhook_body()))).json()["error"] == "other_mode"
    body = webhook_body(livemode=True)
    assert (await door(body, signed_headers(body))).status_code == 200


async def test_an_event_as_large_as_they_come_is_taken_and_a_larger_one_is_not(door) -> None:
    frame = webhook_body(note="")
    large = webhook_body(note="x" * (MAX_BODY_BYTES - len(frame)))
    assert (await door(large, signed_headers(large))).status_code == 200
    larger = webhook_body(event_id="evt_2", note="x" * (MAX_BODY_BYTES - len(frame) + 1))
    assert (await door(larger, signed_headers(larger))).status_code == 413
    assert [row[0] for row in await stored()] == ["evt_1"]


@pytest.mark.parametrize("note", [b"\\u0000", b"1e999", "\u2028".encode()])
async def test_what_the_database_cannot_keep_of_an_event_does_not_keep_it_out(door, note: bytes) -> None:
    body = webhook_body(note="NOTE").replace(b"NOTE", note)
    assert (await door(body, signed_headers(body))).status_code == 200
    assert await stored() == [("evt_1", "payment_intent.succeeded", "pi_1")]


async def test_without_a_database_it_is_not_thanked_for(door, postgres: Postgres) -> None:
    postgres.halt()
    answer = await door(webhook_body(), signed_headers(webhook_body()))
    postgres.start()
    assert answer.status_code == 503

    async def taken() -> bool:  # the pool replaces a connection that died with the server only after it was used
        return (await door(webhook_body(), signed_headers(webhook_body()))).status_code == 200

    await eventually(taken)
    assert len(await stored()) == 1


async def test_what_opens_a_payment_is_not_kept(door) -> None:
    who = {"payment_method": {"billing_details": {"name": "Ana"}}}
    intent = {"id": "pi_1", "object": "payment_intent", "client_secret": "hush", "last_payment_error": who}
    body = webhook_body(data={"object": intent})
    assert (await door(body, signed_headers(body))).status_code == 200
    kept = str(await pool.fetch_value("SELECT payload FROM inbox"))
    assert "hush" not in kept
    assert "Ana" not in kept
    assert "pi_1" in kept


async def test_two_web_processes_store_the_same_event_once(world: World) -> None:
    async def bring(browser: httpx.AsyncClient) -> int:
        return (await browser.post(ADDRESS, content=webhook_body(), headers=signed_headers(webhook_body()))).status_code

    houses = [httpx.ASGITransport(app=build_app()) for _ in range(2)]
    browsers = [httpx.AsyncClient(transport=house, base_url="http://127.0.0.1:8000") for house in houses]
    assert set(await asyncio.gather(*[bring(browsers[n % 2]) for n in range(50)])) == {200}
    assert len(await stored()) == 1
    for browser in browsers:
        await browser.aclose()


async def test_whoever_only_looks_is_refused_in_words(visit: Visit) -> None:
    answer = await visit().read(ADDRESS)
    assert (answer.status_code, "This address does not take that." in answer.text) == (405, True)
