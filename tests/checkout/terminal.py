"""The `aisle` command as staff use it, in a process of its own."""

import asyncio
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


async def aisle(environment: dict[str, str], *words: str, types: str = "") -> tuple[int, str]:
    """Exit code and everything it said; `types` is what somebody answers."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", *words, cwd=ROOT, env=environment, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(program.communicate(types.encode()), 60)
    return program.returncode or 0, said.decode()
