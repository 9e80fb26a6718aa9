"""The whole house, started as anybody would: its own Postgres and Redis, the demonstration, the four processes.

Beside it a bank of pretend money and a post that delivers into a folder."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from app.dev import fake_services
from app.dev.child_processes import die_with_parent
from app.dev.postgres import Postgres, running_postgres
from app.dev.redis import Redis, running_redis
from e2e.fake_stripe import Bank, open_bank
from e2e.mailbox import Mailbox

ROOT = Path(__file__).parent.parent
OURS = ("AISLE_", "STRIPE_", "DATABASE_URL", "REDIS_URL", "PICCOLO_CONF")
AISLE = str(Path(sys.executable).parent / "aisle")


@dataclass
class House:
    """Where it is, what it says, its bank and its mail, and its processes by the names of the Procfile."""

    site: str
    socket: str
    environment: dict[str, str]
    log: Path
    postgres: Postgres
    redis: Redis
    database: asyncpg.Pool
    bank: Bank
    mailbox: Mailbox
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Starts a process of the Procfile; it dies with us, whatever happens."""
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *processes()[name].split()[1:]], cwd=ROOT, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent(signal.SIGKILL),
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """kill -9, as a power cut would."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def leave(self, name: str) -> None:
        """Ends a process in good order, within the time a deployment gives it."""
        process = self.running.pop(name)
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def aisle(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The `aisle` command in a terminal: its exit code and its words."""
        return subprocess.run(
            [AISLE, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def must(self, *words: str) -> None:
        """The same, where it has to go well."""
        done = self.aisle(*words)
        assert done.returncode == 0, f"aisle {' '.join(words)}: {done.stdout}{done.stderr}"

    async def ready(self, seconds: float = 60) -> None:
        """Returns when web, gateway and bank say that they are ready. Raises AssertionError with their last words."""
        doors = (self.site, self.socket.replace("ws:", "http:"), self.environment["STRIPE_API_URL"])
        deadline = time.monotonic() + seconds
        while not all([await asyncio.to_thread(_says_yes, f"{at}/health/ready") for at in doors]):
            ended = [name for name, process in self.running.items() if process.poll() is not None]
            assert not ended, f"{ended} ended by itself:\n{self.last_words()}"
            assert time.monotonic() < deadline, f"not ready after {seconds} s:\n{self.last_words()}"
            await asyncio.sleep(0.1)

    def last_words(self, lines: int = 40) -> str:
        """The end of the log of all processes."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@contextlib.asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """A house on free ports, remembering in `folder`; every process of it is ended at the end, in order."""
    with (
        running_postgres(folder / "postgres", fsync=False, remove_data=True) as postgres,
        running_redis(folder / "redis", remove_data=True) as redis,
    ):
        environment = _environment(folder) | {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
        async with (
            asyncpg.create_pool(postgres.url, min_size=1, max_size=2) as database,
            open_bank(environment["STRIPE_API_URL"]) as bank,
        ):
            house = House(
                environment["AISLE_SITE_URL"], environment["AISLE_SOCKET_URL"], environment, folder / "log",
                postgres, redis, database, bank, Mailbox(Path(environment["AISLE_MAIL_FOLDER"])),
            )  # fmt: skip
            house.must("migrate")
            house.must("demo")
            try:
                for name in processes():
                    house.start(name)
                await house.ready()
                yield house
            finally:
                for name in reversed(list(house.running)):
                    house.leave(name)


def _environment(folder: Path) -> dict[str, str]:
    """All that is told to a house and its stand-ins but where its servers are. A bank that thinks thinks until told."""
    web, realtime, bank, post = _free_ports(4)
    site = f"http://127.0.0.1:{web}"
    around = fake_services.fake_stripe_environment(("127.0.0.1", bank), site, folder)
    around |= fake_services.mail_catcher_environment(("127.0.0.1", post), folder)
    del around["AISLE_STANDIN_SETTLE_MS"]
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | around | {
        "AISLE_ENV": "test", "AISLE_SECRET": "known to this house of tests alone", "PYTHONUNBUFFERED": "1",
        "AISLE_BEACON_URLS": "http://127.0.0.1:9",
        "AISLE_WEB_PORT": str(web), "AISLE_SITE_URL": site,
        "AISLE_REALTIME_PORT": str(realtime), "AISLE_SOCKET_URL": f"ws://127.0.0.1:{realtime}",
    }  # fmt: skip


def processes() -> dict[str, str]:
    """Who stands in for the world outside, then the Procfile: commands by name."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    told = (line.partition(":") for line in lines if line.strip())
    return {**fake_services.COMMANDS, **{name: command.strip() for name, _, command in told}}


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens on just now, each another."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


def _says_yes(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
