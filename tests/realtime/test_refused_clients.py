"""Clients that request what they may not watch, request too much, or do not read are disconnected."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from websockets.exceptions import InvalidStatus

from realtime.watch_tokens import sign_map_token
from tests.eventually import eventually
from tests.realtime.conftest import FakePublisher
from tests.realtime.gateway_harness import (
    GatewayHarness,
    code_after,
    map_token,
    run_gateway,
    stalled_viewers,
    watch_message,
)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("nonsense", 4400),
        ("{}", 4400),
        (b"\x00", 4400),
        ('{"leave":"x"}', 4400),
        (watch_message("12-ff.forged"), 4401),
        (watch_message(""), 4401),
        (watch_message("x" * 3000), 1009),
    ],
)
async def test_what_is_not_understood_or_not_allowed_closes_the_socket(
    gateway: GatewayHarness, said: str | bytes, code: int
):
    async with gateway.socket() as socket:
        assert await code_after(socket, said) == code
    assert not gateway.maps


async def test_a_stranger_without_a_pass_sees_no_room(gateway: GatewayHarness):
    async with gateway.socket() as carl:
        assert await code_after(carl, watch_message(sign_map_token((b"guessed",), 12, datetime.now(UTC)))) == 4401
    assert not gateway.maps


async def test_yesterdays_pass_opens_nothing(gateway: GatewayHarness):
    async with gateway.socket() as socket:
        assert await code_after(socket, watch_message(map_token(12, datetime.now(UTC) - timedelta(days=1)))) == 4401


async def test_nobody_watches_the_whole_house(redis_url: str):
    async with run_gateway(redis_url, aisle_rooms_per_socket=2) as gateway, gateway.socket() as socket:
        assert await code_after(socket, *(watch_message(map_token(number)) for number in (1, 1, 2, 3))) == 4429
        await eventually(lambda: all(not room.viewers for room in gateway.maps.values()))


async def test_nobody_talks_all_the_time(gateway: GatewayHarness):
    async with gateway.socket() as socket:
        assert await code_after(socket, *['{"leave":1}'] * 40) == 4429


async def test_who_asks_for_nothing_is_shown_out(gateway: GatewayHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("realtime.connection.FIRST_MESSAGE_TIMEOUT", 0.1)
    async with gateway.socket() as socket:
        assert await code_after(socket) == 4400


async def test_an_address_has_only_so_many_sockets(redis_url: str):
    async with run_gateway(redis_url, aisle_sockets_per_address=2) as gateway:
        async with gateway.socket(), gateway.socket():
            with pytest.raises(InvalidStatus) as refused:
                await gateway.socket()
            assert refused.value.response.status_code == 429
        await eventually(lambda: gateway.process.open_sockets == 0)
        async with gateway.socket():
            assert gateway.process.open_sockets == 1


async def test_a_full_gateway_says_so(redis_url: str):
    async with run_gateway(redis_url, aisle_sockets=1) as gateway, gateway.socket():
        with pytest.raises(InvalidStatus) as refused:
            await gateway.socket()
        assert refused.value.response.status_code == 503


@pytest.mark.parametrize(
    ("proxies", "counted"),
    [
        ("127.0.0.1", "203.0.113.9"),
        ("127.0.0.1,203.0.113.9", "198.51.100.7"),
        ("127.0.0.0/8, 203.0.113.0/24", "198.51.100.7"),
        ("203.0.113.0/24", "127.0.0.1"),
        ("none", "127.0.0.1"),
    ],
)
async def test_a_proxy_is_believed_only_when_trusted(redis_url: str, proxies: str, counted: str):
    forwarded = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    async with (
        run_gateway(redis_url, aisle_trusted_proxies=proxies) as gateway,
        gateway.socket(additional_headers=forwarded),
    ):
        assert dict(gateway.process.addresses) == {counted: 1}


async def test_viewers_who_do_not_read_are_cut_off_and_the_others_hear_everything(
    redis_url: str, publisher: FakePublisher
):
    await publisher.write_head(12, 0)
    async with (
        run_gateway(redis_url, aisle_tick=0.001) as gateway,
        gateway.open_map_viewer(12) as listener,
        stalled_viewers(gateway, map_token(12), lambda: gateway.maps[12]),
    ):
        version = 0
        while gateway.process.fan_out.aborted_count < 10:
            version += 1
            assert version < 400
            await publisher.publish_delta(12, version - 1, version, held=list(range(1000, 3000)))
            while json.loads(await asyncio.wait_for(listener.recv(), 30))["v"] < version:
                pass
