"""The `aisle` command as staff use it, in a process of its own."""

from tests.fork_server import run


async def aisle(environment: dict[str, str], *words: str, types: str = "") -> tuple[int, str]:
    """Exit code and everything it said; `types` is what somebody answers."""
    return await run("app.cli", environment, *words, types=types)
