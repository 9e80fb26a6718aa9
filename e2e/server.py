"""Starts Aisle for the browser tests: its own Postgres and Redis, the demonstration data, the Procfile's processes.

Beside them run the fake Stripe and the mail catcher."""

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
from e2e.fake_stripe import FakeStripeClient, open_fake_stripe
from e2e.mailbox import CaughtMails
from realtime.keys import gateway_keys
from tests import fork_server

ROOT = Path(__file__).parent.parent
OURS = ("AISLE_", "STRIPE_", "DATABASE_URL", "REDIS_URL", "PICCOLO_CONF")


@dataclass
class AisleServer:
    """A running installation: addresses, log, databases, fake services, and processes by their Procfile names."""

    site: str
    socket: str
    environment: dict[str, str]
    log: Path
    postgres: Postgres
    redis: Redis
    database: asyncpg.Pool
    fake_stripe: FakeStripeClient
    mailbox: CaughtMails
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a process of the Procfile or a fake service; the kernel ends it when this process ends."""
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *processes()[name].split()[1:]],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )

    def kill(self, name: str) -> None:
        """Kill a process with SIGKILL."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def stop(self, name: str) -> None:
        """Stop a process with SIGTERM; kill it after 15 seconds."""
        process = self.running.pop(name)
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    async def aisle(self, *words: str) -> fork_server.Ended:
        """Run the `aisle` command; return its exit code and output."""
        return await fork_server.run("app.cli", self.environment, *words)

    async def run_aisle(self, *words: str) -> None:
        """Run the `aisle` command. Raises AssertionError with its output when it fails."""
        done = await self.aisle(*words)
        assert done.code == 0, f"aisle {' '.join(words)}: {done.output}"

    async def ready(self, seconds: float = 300) -> None:
        """Wait until web, gateway and fake Stripe are ready. Raises AssertionError with the end of their log."""
        origins = (self.site, self.socket.replace("ws:", "http:"), self.environment["STRIPE_API_URL"])
        deadline = time.monotonic() + seconds
        while not all([await asyncio.to_thread(_is_ready, f"{origin}/health/ready") for origin in origins]):
            ended = [name for name, process in self.running.items() if process.poll() is not None]
            assert not ended, f"{ended} ended by itself:\n{self.log_tail()}"
            assert time.monotonic() < deadline, f"not ready after {seconds} s:\n{self.log_tail()}"
            await asyncio.sleep(0.1)

    def log_tail(self, lines: int = 40) -> str:
        """Return the last lines of the log that all processes share."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@contextlib.asynccontextmanager
async def open_server(folder: Path) -> AsyncIterator[AisleServer]:
    """Start every process on free ports with its data in `folder`; stop them in reverse order at the end."""
    with (
        running_postgres(folder / "postgres", fsync=False, remove_data=True) as postgres,
        running_redis(folder / "redis", remove_data=True) as redis,
    ):
        environment = _environment(folder) | {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
        async with (
            asyncpg.create_pool(postgres.url, min_size=1, max_size=2) as database,
            open_fake_stripe(environment["STRIPE_API_URL"]) as fake_stripe,
        ):
            server = AisleServer(
                site=environment["AISLE_SITE_URL"],
                socket=environment["AISLE_SOCKET_URL"],
                environment=environment,
                log=folder / "log",
                postgres=postgres,
                redis=redis,
                database=database,
                fake_stripe=fake_stripe,
                mailbox=CaughtMails(Path(environment["AISLE_MAIL_FOLDER"])),
            )
            await server.run_aisle("migrate")
            await server.run_aisle("demo")
            try:
                for name in processes():
                    server.start(name)
                await server.ready()
                yield server
            finally:
                for name in reversed(list(server.running)):
                    server.stop(name)


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of all processes without the database addresses.

    A payment that is processing never settles by itself in it."""
    web, realtime, stripe, mail = _free_ports(4)
    site = f"http://127.0.0.1:{web}"
    services = fake_services.fake_stripe_environment(("127.0.0.1", stripe), site, folder)
    services |= fake_services.mail_catcher_environment(("127.0.0.1", mail), folder)
    del services["AISLE_STANDIN_SETTLE_MS"]
    others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    own = {
        "AISLE_ENV": "test",
        "AISLE_SECRET": "known to this server of tests alone",
        "AISLE_NEW_SESSION_HOLDS_PER_ADDRESS": "1000000",  # browsers of tests click at once, and share an address
        "AISLE_BEACON_URLS": "http://127.0.0.1:9",
        "AISLE_WEB_PORT": str(web),
        "AISLE_SITE_URL": site,
        "AISLE_REALTIME_PORT": str(realtime),
        "AISLE_SOCKET_URL": f"ws://127.0.0.1:{realtime}",
        "PICCOLO_CONF": "db.piccolo_conf",
        "PYTHONUNBUFFERED": "1",
    }
    return others | services | own | gateway_keys(own)


def processes() -> dict[str, str]:
    """Return the commands of the fake services and of the Procfile, by name."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    entries = (line.partition(":") for line in lines if line.strip())
    return {**fake_services.COMMANDS, **{name: command.strip() for name, _, command in entries}}


def _free_ports(count: int) -> list[int]:
    """Find `count` different ports that are free now."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return response.status == 200
    except OSError:
        return False
