"""Runs the `aisle` command as staff do, in a process of its own."""

from tests.fork_server import run


async def aisle(environment: dict[str, str], *words: str, types: str = "") -> tuple[int, str]:
    """Run the command; return its exit code and output. `types`: the input."""
    return await run("app.cli", environment, *words, types=types)
