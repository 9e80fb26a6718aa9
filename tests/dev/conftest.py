"""Folders, programs and queries for the tests of the development server. Waiting is polling, with a deadline."""

import asyncio
import contextlib
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from app.dev import data_dirs
from tests.dev.program import Program

HERE = Path(__file__).parent


def wait_until(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait until `condition` holds, for at most `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def query_database(url: str, question: str) -> object:
    """Fetch the first value of a statement, over a connection of its own."""

    async def asking() -> object:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(asking())
    finally:
        loop.close()


def running_pids(pids: list[int]) -> list[int]:
    """Return those that still run; a zombie does not."""
    return [pid for pid in pids if is_running(pid)]


def is_running(pid: int) -> bool:
    """Tell whether the process runs; a zombie does not, nor one that ends during the check."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def free_port() -> int:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder for one server; remove it afterwards, with its data that root stores elsewhere."""
    yield tmp_path / "server"
    data_dirs.remove(tmp_path / "server")


@pytest.fixture
def keeper(folder: Path) -> Iterator[Program]:
    """Return a program that keeps a Postgres in `folder`, not yet started; see keep_postgres.py."""
    with Program([sys.executable, str(HERE / "keep_postgres.py"), str(folder)]) as program:
        yield program


@pytest.fixture
def dev_server(tmp_path: Path) -> Iterator[Program]:
    """Return a small server, not yet started: Postgres, Redis, a web process that is ready, an idle worker."""
    ports = {"AISLE_WEB_PORT": str(free_port()), "AISLE_REALTIME_PORT": str(free_port())}
    write_procfile(tmp_path, f"web: {sys.executable} {HERE / 'always_ready.py'}", "worker: sleep 600")
    with Program([sys.executable, str(HERE / "minimal_checkout.py"), str(tmp_path)], **ports) as program:
        yield program
    data_dirs.remove(tmp_path / "var/postgres")


def write_procfile(checkout: Path, *lines: str) -> None:
    """Write the Procfile of a small server."""
    (checkout / "Procfile").write_text("\n".join(lines) + "\n")
