"""The public beacon with correct, missing and malformed answers: only a consistent round is ever used."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from app.settings import settings
from app.waiting_room.draw import drand
from app.waiting_room.draw.drand import QUICKNET, BeaconUnavailable, InvalidRound, fetch_body, fetch_round, parse_round
from tests.waiting_room.draw.drand_rounds import ROUND_123, ROUND_1000, answer_with

VALUE = bytes.fromhex("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd")


def altered(**changes: Any) -> bytes:
    """Return round 1000 with these fields changed."""
    return json.dumps(json.loads(ROUND_1000) | changes).encode()


def test_a_recorded_round_is_read() -> None:
    assert parse_round(QUICKNET, 1000, ROUND_1000).value == VALUE
    assert parse_round(QUICKNET, 123, ROUND_123).number == 123


BAD_BODIES = [b"", b"{}", b"[]", b"null", b"\xff", b"<html>busy</html>", b"[" * 5000, ROUND_123, ROUND_1000[:-1]]
BAD_NUMBERS = [1001, "1000", 0, 1000.0]
BAD_VALUES = ["", "fe" * 32, VALUE.hex()[:-2], VALUE.hex().upper(), ["fe" * 32]]
BAD_SIGNATURES = ["", "00" * 48, "00" * 96, "zz" * 48, None]
BAD = [
    *BAD_BODIES,
    *(altered(round=number) for number in BAD_NUMBERS),
    *(altered(randomness=value) for value in BAD_VALUES),
    *(altered(signature=signature) for signature in BAD_SIGNATURES),
]


@pytest.mark.parametrize("body", BAD)
def test_nonsense_is_no_round(body: bytes) -> None:
    with pytest.raises(InvalidRound):
        parse_round(QUICKNET, 1000, body)


def test_a_round_comes_every_three_seconds_since_the_first() -> None:
    genesis = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
    assert QUICKNET.time_of(1) == genesis
    assert QUICKNET.time_of(1000) == genesis + timedelta(seconds=2997)
    for seconds, number in ((-5, 1), (0, 1), (0.001, 2), (3, 2), (3.001, 3), (2997, 1000)):
        assert QUICKNET.round_after(genesis + timedelta(seconds=seconds)) == number
    later = datetime(2031, 5, 1, 10, 0, 1, 500, tzinfo=UTC)
    assert timedelta(0) <= QUICKNET.time_of(QUICKNET.round_after(later)) - later < timedelta(seconds=3)


async def test_all_addresses_are_asked_for_that_round_of_that_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = answer_with(monkeypatch, ROUND_1000)
    assert (await fetch_round(QUICKNET, 1000)).value == VALUE
    assert len(addresses) == len(settings().aisle_beacon_urls.split(",")) > 1
    assert all(address.endswith(f"/{QUICKNET.hash}/public/1000") for address in addresses)


async def test_one_that_answers_is_enough_and_nonsense_of_another_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, OSError("no route"), b"<html>", ROUND_1000)
    assert (await fetch_round(QUICKNET, 1000)).value == VALUE


async def test_two_that_differ_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    forged = parse_round(QUICKNET, 123, ROUND_123)
    answer_with(monkeypatch, ROUND_1000, altered(randomness=forged.value.hex(), signature=forged.signature.hex()))
    with pytest.raises(InvalidRound, match="differently"):
        await fetch_round(QUICKNET, 1000)


@pytest.mark.parametrize("problem", [TimeoutError(), OSError(), BeaconUnavailable("status 404"), aiohttp.ClientError()])
async def test_silence_is_to_be_asked_again(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    answer_with(monkeypatch, problem)
    with pytest.raises(BeaconUnavailable):
        await fetch_round(QUICKNET, 1000)


async def test_nothing_but_nonsense_is_told_apart_from_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, b"{}", TimeoutError())
    with pytest.raises(InvalidRound):
        await fetch_round(QUICKNET, 1000)


@pytest_asyncio.fixture
async def relay() -> AsyncIterator[str]:
    """Run a server that answers like a relay of the beacon, in the way that the path names; yield its address."""

    async def answer(request: web.Request) -> web.Response:
        way = request.match_info["way"]
        if way == "hang":
            await asyncio.Event().wait()
        if way == "moved":
            raise web.HTTPFound("/1000")
        body = {"1000": ROUND_1000, "endless": b" " * 100_000}.get(way)
        return web.Response(body=body, status=200 if body else 425)

    app = web.Application()
    app.router.add_get("/{way}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_an_answer_is_read_over_the_net(relay: str) -> None:
    assert await fetch_body(f"{relay}/1000") == ROUND_1000


@pytest.mark.parametrize("path", ["/endless", "/early", "/moved", "/no/thing"])
async def test_any_other_answer_is_none(relay: str, path: str) -> None:
    with pytest.raises(BeaconUnavailable):
        await fetch_body(relay + path)


async def test_one_that_hangs_is_not_waited_for(relay: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drand, "TIMEOUT_SECONDS", 0.1)
    with pytest.raises(TimeoutError):
        await fetch_body(f"{relay}/hang")
