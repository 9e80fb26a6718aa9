"""Redis of our own."""

from pathlib import Path

import redis

from app.dev.redis import running_redis


def test_it_answers_under_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 60) / ("b" * 60)
    with running_redis(folder) as server, redis.Redis.from_url(server.url) as client:
        assert client.info("server")["redis_version"].startswith("6.2")


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
