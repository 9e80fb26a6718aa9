"""Finds commands that the tests sent to Redis and that Redis 6.2, the oldest that production may use, does not have."""

import redis

OLDEST_REDIS = (6, 2)
SENT_BY_THE_CLIENT = {"client|setinfo"}
"""redis-py sends it on each new connection and ignores a refusal."""


def commands_newer_than_redis_6_2(url: str) -> dict[str, str]:
    """Return the commands that this server has run and Redis 6.2 lacks, each with the version that introduced it.

    Empty for a server older than Redis 7.0, which cannot tell. Options of a command are not checked."""
    with redis.Redis.from_url(url, protocol=3) as client:
        run = {name.removeprefix("cmdstat_") for name in client.info("commandstats")} - SENT_BY_THE_CLIENT
        try:
            documents = client.execute_command("COMMAND DOCS", *{name.partition("|")[0] for name in run})
        except redis.ResponseError:
            return {}
    introduced = {}
    for name, document in documents.items():
        introduced |= {name.decode(): document[b"since"].decode()}
        subcommands = document.get(b"subcommands", {})
        introduced |= {inner.decode(): detail[b"since"].decode() for inner, detail in subcommands.items()}
    return {name: introduced[name] for name in sorted(run) if _is_newer(introduced[name])}


def _is_newer(version: str) -> bool:
    return tuple(int(number) for number in version.split(".")[:2]) > OLDEST_REDIS
