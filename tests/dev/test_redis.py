"""The Valkey that we start, and another program in its place."""

from pathlib import Path

import pytest
import redis

from app.dev import executables
from app.dev.redis import running_redis
from tests.redis_commands import commands_newer_than_redis_6_2

pytestmark = pytest.mark.slow


def test_it_answers_under_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 60) / ("b" * 60)
    with running_redis(folder) as server, redis.Redis.from_url(server.url) as client:
        server_info = client.info("server")
        assert server_info["server_name"] == "valkey"
        assert server_info["valkey_version"].startswith("9.")


def test_another_program_can_be_run_in_its_place(tmp_path: Path) -> None:
    program = tmp_path / "another-server"
    program.symlink_to(executables.valkey_server())
    with running_redis(tmp_path / "redis", program=program) as server, redis.Redis.from_url(server.url) as client:
        assert client.info("server")["executable"] == str(program)


def test_commands_that_redis_6_2_lacks_are_noticed(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as server, redis.Redis.from_url(server.url) as client:
        client.set("map", "000", ex=9)
        client.getdel("map")
        assert commands_newer_than_redis_6_2(server.url) == {}
        client.expiretime("map")
        assert commands_newer_than_redis_6_2(server.url) == {"command|docs": "7.0.0", "expiretime": "7.0.0"}


def test_after_kill_9_it_comes_back_empty_under_the_same_address(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as server, redis.Redis.from_url(server.url) as client:
        client.set("map", "000")
        server.kill()
        server.start()
        assert client.get("map") is None


def test_two_at_once_do_not_share_keys(tmp_path: Path) -> None:
    with (
        running_redis(tmp_path / "one") as one,
        running_redis(tmp_path / "two") as two,
        redis.Redis.from_url(one.url) as first,
        redis.Redis.from_url(two.url) as second,
    ):
        first.set("map", "000")
        assert second.get("map") is None
