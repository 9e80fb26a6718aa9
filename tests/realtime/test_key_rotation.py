"""Watch tokens when the map key changes: pages are in browsers for hours, so tokens of both keys are accepted."""

from datetime import UTC, datetime

import pytest

from realtime.keys import DEVELOPMENT_SECRET, Purpose, derive_key
from realtime.watch_tokens import InvalidWatchToken, WatchToken, read_watch_token, sign_map_token, sign_queue_token
from tests.realtime.conftest import FakePublisher
from tests.realtime.gateway_harness import code_after, run_gateway, send_watch, watch_message

OLD = derive_key(DEVELOPMENT_SECRET, Purpose.MAP)
NEW = b"a new key that is as long as it must be"
BOTH = f"{NEW.decode()},{OLD.hex()}"


def test_the_first_key_signs_and_all_are_accepted() -> None:
    now = datetime.now(UTC)
    for sign in (sign_map_token, sign_queue_token):
        assert sign((NEW, OLD), 12, now) == sign((NEW,), 12, now) != sign((OLD,), 12, now)
        for key in (OLD, NEW):
            assert read_watch_token((NEW, OLD), sign((key,), 12, now), now).number == 12
    assert read_watch_token((NEW, OLD), sign_map_token((OLD,), 12, now), now) == WatchToken(12)
    with pytest.raises(InvalidWatchToken):
        read_watch_token((NEW,), sign_map_token((OLD,), 12, now), now)


@pytest.mark.parametrize("key", [OLD, NEW])
async def test_the_gateway_accepts_the_tokens_of_both_keys(
    redis_url: str, publisher: FakePublisher, key: bytes
) -> None:
    await publisher.write_head(12, 0)
    async with run_gateway(redis_url, aisle_map_keys=BOTH) as gateway, gateway.socket() as socket:
        await send_watch(socket, sign_map_token((key,), 12, datetime.now(UTC)))
        assert await socket.recv()


async def test_the_gateway_refuses_a_token_of_a_dropped_key(redis_url: str) -> None:
    async with run_gateway(redis_url, aisle_map_keys=NEW.decode()) as gateway, gateway.socket() as socket:
        assert await code_after(socket, watch_message(sign_map_token((OLD,), 12, datetime.now(UTC)))) == 4401
