"""`make dev`: what this machine lacks, the migrations, the demonstration, then the Procfile; and all down again."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from honcho.printer import Message, Printer

from app.dev import kin, outside, places
from app.dev.postgres import Postgres
from app.dev.procfile import Procfile
from app.dev.redis import Redis
from app.dev.trouble import Trouble

NOTED = ("DATABASE_URL", "REDIS_URL", "AISLE_SECRET")
_FAREWELLS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Leaving(BaseException):
    """Somebody asked the house to close: Ctrl-C, SIGTERM, or the terminal went away."""


@dataclass
class House:
    """One development house in `checkout`, remembering in `var`. What `env` names is used, what it lacks is brought."""

    checkout: Path
    var: Path
    env: dict[str, str]
    aisle: list[str]
    """The `aisle` command; empty in tests that need no tables."""
    printer: Printer = field(default_factory=lambda: Printer(sys.stdout, width=len("postgres")))

    def run(self) -> None:
        """Open, and stay open until somebody leaves (Leaving) or a process ends by itself (Trouble)."""
        with contextlib.ExitStack() as stack:
            lock = places.Lock(self.var)
            lock.take("the house")
            stack.callback(lock.release)
            web, realtime = self._address("WEB", 8000), self._address("REALTIME", 8001)
            outside.want_port(*web, "AISLE_WEB_PORT")
            outside.want_port(*realtime, "AISLE_REALTIME_PORT")
            self.env.setdefault("AISLE_SITE_URL", f"http://{web[0]}:{web[1]}")
            self.env.setdefault("AISLE_SOCKET_URL", f"ws://{realtime[0]}:{realtime[1]}")
            self._bring_servers(stack)
            self._leave_note(stack)
            self._prepare_tables()
            self._run_procfile(stack, *web)

    def _bring_servers(self, stack: contextlib.ExitStack) -> None:
        if self.env.get("DATABASE_URL"):
            outside.want_database(self.env["DATABASE_URL"])
            self.say("postgres", "using DATABASE_URL")
        else:
            postgres = stack.enter_context(Postgres(self.var / "postgres").house())
            self.env["DATABASE_URL"] = postgres.url
            self.say("postgres", postgres.url)
        if self.env.get("REDIS_URL"):
            outside.want_redis(self.env["REDIS_URL"])
            self.say("redis", "using REDIS_URL")
        else:
            redis = stack.enter_context(Redis(self.var / "redis").house())
            self.env["REDIS_URL"] = redis.url
            self.say("redis", redis.url)

    def _leave_note(self, stack: contextlib.ExitStack) -> None:
        """For `aisle` in another terminal: `export $(cat var/house.env)`."""
        note = self.var / "house.env"
        note.unlink(missing_ok=True)
        note.touch(mode=0o600)
        note.write_text("".join(f"{name}={self.env[name]}\n" for name in NOTED if name in self.env))
        stack.callback(note.unlink, missing_ok=True)

    def _prepare_tables(self) -> None:
        if not self.aisle:
            return
        self._aisle("migrate")
        if outside.has_no_performances(self.env["DATABASE_URL"]):
            self._aisle("demo")

    def _aisle(self, what: str) -> None:
        self.say("house", f"aisle {what}")
        nothing, end = subprocess.DEVNULL, kin.die_with_parent(signal.SIGKILL)
        command = [*self.aisle, what]
        try:
            done = subprocess.run(command, cwd=self.checkout, env=self.env, stdin=nothing, preexec_fn=end, check=False)
        except OSError as error:
            raise Trouble(f"cannot run {self.aisle[0]} ({error.strerror}): run `make` once more") from None
        if done.returncode != 0:
            raise Trouble(f"`aisle {what}` failed (exit code {done.returncode}, its words are above)")

    def _run_procfile(self, stack: contextlib.ExitStack, host: str, port: int) -> None:
        procfile = Procfile(self.checkout / "Procfile", self.env, self.printer)
        stack.callback(procfile.stop)
        procfile.start()
        threading.Thread(target=self._announce, args=(host, port), daemon=True).start()
        ended = procfile.until_one_ends()
        code = ended.process.returncode
        raise Trouble(f"{ended.name} ended by itself (exit code {code}, its words are above), so the house closes")

    def _announce(self, host: str, port: int) -> None:
        if outside.answers(host, port, "/health/ready", patience=60):
            self.say("house", f"Aisle is open at {self.env['AISLE_SITE_URL']} (Ctrl-C closes it)")
        else:
            self.say("house", "still not ready after a minute: see the lines above")

    def _address(self, which: str, port: int) -> tuple[str, int]:
        given = self.env.get(f"AISLE_{which}_PORT") or str(port)
        if not given.isdigit():
            raise Trouble(f"AISLE_{which}_PORT must be a number, not {given!r}")
        return self.env.get(f"AISLE_{which}_HOST") or "127.0.0.1", int(given)

    def say(self, who: str, what: str) -> None:
        """One line among the others."""
        with contextlib.suppress(OSError):  # a terminal that went away stops nothing by itself
            self.printer.write(Message("line", what, datetime.now(), who, None))


def _leave(number: int, _frame: FrameType | None) -> None:
    for farewell in _FAREWELLS:
        signal.signal(farewell, signal.SIG_IGN)  # once is enough; closing must not be interrupted half-way
    raise Leaving(signal.Signals(number).name)


def keep(house: House) -> int:
    """Run a house until it closes; its exit code: 0 when somebody closed it, 1 after trouble, in one line on stderr."""
    for farewell in _FAREWELLS:
        if farewell != signal.SIGHUP or signal.getsignal(farewell) != signal.SIG_IGN:  # nohup means it
            signal.signal(farewell, _leave)
    if "MAKELEVEL" in os.environ:  # a killed `make` cannot tell us, so the kernel does
        kin.die_with_parent_now(signal.SIGTERM)
    try:
        house.run()
    except Leaving:
        house.say("house", "closed")
    except Trouble as trouble:
        sys.stdout.flush()
        print(f"aisle: {trouble}", file=sys.stderr)
        return 1
    return 0


def main(env: dict[str, Any] | None = None) -> int:
    """The house of this checkout."""
    checkout = Path(__file__).resolve().parents[2]
    environment = {"AISLE_ENV": "development", "PYTHONUNBUFFERED": "1", **(env or os.environ)}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
    var = checkout / environment.get("AISLE_VAR", "var")
    return keep(House(checkout, var, environment, [str(Path(sys.executable).parent / "aisle")]))
