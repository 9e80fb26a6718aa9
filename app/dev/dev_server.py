"""`make dev`: starts missing servers, runs the migrations, the demo and the Procfile; stops all at the end."""

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

from app.dev import child_processes, data_dirs, fake_services, preflight
from app.dev.errors import DevError
from app.dev.postgres import Postgres
from app.dev.procfile import Procfile
from app.dev.redis import Redis
from realtime.clock import find_file, write_shift
from realtime.environment import SettingsError
from realtime.exposure import is_exposed
from realtime.keys import Purpose, gateway_keys

ENV_FILE_NAMES = (
    "AISLE_ENV",
    "DATABASE_URL",
    "REDIS_URL",
    "AISLE_CLOCK_FILE",
    "AISLE_MAIL_FOLDER",
    "AISLE_SECRET",
    *(purpose.setting for purpose in Purpose),
    "AISLE_SITE_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_PUBLISHABLE_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "STRIPE_API_URL",
)
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """The server was asked to stop: by Ctrl-C, SIGTERM, or a closed terminal."""


@dataclass
class DevServer:
    """A development server of `checkout` with its data in `var`. Starts the services that `env` does not configure."""

    checkout: Path
    var: Path
    env: dict[str, str]
    aisle: list[str]
    """The `aisle` command; empty in tests that need no tables."""
    printer: Printer = field(default_factory=lambda: Printer(sys.stdout, width=len("postgres")))

    def run(self) -> None:
        """Run until it is asked to stop (StopRequested) or a process ends by itself (DevError)."""
        with contextlib.ExitStack() as stack:
            lock = data_dirs.Lock(self.var)
            lock.acquire("the house")
            stack.callback(lock.release)
            web, realtime = self._address("WEB", 8000), self._address("REALTIME", 8001)
            preflight.require_free_port(*web, "AISLE_WEB_PORT")
            preflight.require_free_port(*realtime, "AISLE_REALTIME_PORT")
            self.env.setdefault("AISLE_SITE_URL", f"http://{web[0]}:{web[1]}")
            self.env.setdefault("AISLE_SOCKET_URL", f"ws://{realtime[0]}:{realtime[1]}")
            helpers = self._bring_stand_ins(*web)
            self._bring_servers(stack)
            self.env |= gateway_keys(self.env)
            if not is_exposed(self.env):
                self.env.setdefault("AISLE_CLOCK_FILE", str(self.var / "clock"))
            self._leave_note(stack)
            self._prepare_tables()
            self._run_procfile(stack, helpers, *web)

    def _bring_stand_ins(self, host: str, web: int) -> dict[str, str]:
        """Return the commands of the fake services to run beside the Procfile; `env` gets their settings."""
        if not self.aisle:
            return {}
        needed = fake_services.missing_services(self.env)
        if "bank" in needed:
            bank = self._address("STANDIN", web + 2)
            preflight.require_free_port(*bank, "AISLE_STANDIN_PORT")
            self.env |= fake_services.fake_stripe_environment(bank, self.env["AISLE_SITE_URL"], self.var)
        if "post" in needed:
            post = self._address("MAIL", web + 3)
            preflight.require_free_port(*post, "AISLE_MAIL_PORT")
            self.env |= fake_services.mail_catcher_environment(post, self.var)
        return {name: fake_services.COMMANDS[name] for name in needed}

    def _bring_servers(self, stack: contextlib.ExitStack) -> None:
        if self.env.get("DATABASE_URL"):
            preflight.require_database(self.env["DATABASE_URL"])
            self.print_line("postgres", "using DATABASE_URL")
        else:
            postgres = stack.enter_context(Postgres(self.var / "postgres").running_here())
            self.env["DATABASE_URL"] = postgres.url
            self.print_line("postgres", postgres.url)
        if self.env.get("REDIS_URL"):
            preflight.require_redis(self.env["REDIS_URL"])
            self.print_line("redis", "using REDIS_URL")
        else:
            redis = stack.enter_context(Redis(self.var / "redis").running_here())
            self.env["REDIS_URL"] = redis.url
            self.print_line("redis", redis.url)

    def _leave_note(self, stack: contextlib.ExitStack) -> None:
        """Write the settings for `aisle` in another terminal: `export $(cat var/house.env)`."""
        file = self.var / "house.env"
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text("".join(f"{name}={self.env[name]}\n" for name in ENV_FILE_NAMES if name in self.env))
        stack.callback(file.unlink, missing_ok=True)

    def _prepare_tables(self) -> None:
        if not self.aisle:
            return
        self._aisle("migrate")
        if file := find_file(self.env):  # the shift that this database has, which may not be the one of this folder
            write_shift(file, preflight.clock_shift(self.env["DATABASE_URL"]))
        if preflight.has_no_performances(self.env["DATABASE_URL"]):
            self._aisle("demo")

    def _aisle(self, what: str) -> None:
        self.print_line("house", f"aisle {what}")
        null, end = subprocess.DEVNULL, child_processes.die_with_parent(signal.SIGKILL)
        command = [*self.aisle, what]
        try:
            done = subprocess.run(command, cwd=self.checkout, env=self.env, stdin=null, preexec_fn=end, check=False)
        except OSError as error:
            raise DevError(f"cannot run {self.aisle[0]} ({error.strerror}): run `make` once more") from None
        if done.returncode != 0:
            raise DevError(f"`aisle {what}` failed (exit code {done.returncode}, its words are above)")

    def _run_procfile(self, stack: contextlib.ExitStack, helpers: dict[str, str], host: str, port: int) -> None:
        procfile = Procfile(self.checkout / "Procfile", self.env, self.printer, extra=helpers)
        stack.callback(procfile.stop)
        procfile.start()
        threading.Thread(target=self._announce, args=(host, port), daemon=True).start()
        ended = procfile.wait_until_one_ends()
        code = ended.process.returncode
        raise DevError(f"{ended.name} ended by itself (exit code {code}, its words are above), so the house closes")

    def _announce(self, host: str, port: int) -> None:
        if preflight.wait_until_ready(host, port, "/health/ready", timeout=60):
            self.print_line("house", f"Aisle is open at {self.env['AISLE_SITE_URL']} (Ctrl-C closes it)")
            if self.env.get("AISLE_MAIL_FOLDER"):
                self.print_line(
                    "house", f"Its mail is at {self.env['AISLE_SITE_URL']}/dev/mail; a card is 4242 4242 4242 4242"
                )
        else:
            self.print_line("house", "still not ready after a minute: see the lines above")

    def _address(self, which: str, port: int) -> tuple[str, int]:
        setting = self.env.get(f"AISLE_{which}_PORT") or str(port)
        if not setting.isdigit():
            raise DevError(f"AISLE_{which}_PORT must be a number, not {setting!r}")
        return self.env.get(f"AISLE_{which}_HOST") or "127.0.0.1", int(setting)

    def print_line(self, who: str, what: str) -> None:
        """Print one line, in the format of the processes' lines."""
        with contextlib.suppress(OSError):  # a closed terminal must not stop the server
            self.printer.write(Message("line", what, datetime.now(), who, None))


def _leave(number: int, _frame: FrameType | None) -> None:
    for stop_signal in _STOP_SIGNALS:
        signal.signal(stop_signal, signal.SIG_IGN)  # stopping must not be interrupted by a second signal
    raise StopRequested(signal.Signals(number).name)


def run_until_stopped(server: DevServer) -> int:
    """Run the server; return its exit code: 0 when it was stopped, 1 after an error, printed as one line on stderr."""
    for stop_signal in _STOP_SIGNALS:
        if stop_signal != signal.SIGHUP or signal.getsignal(stop_signal) != signal.SIG_IGN:  # nohup ignores SIGHUP
            signal.signal(stop_signal, _leave)
    if "MAKELEVEL" in os.environ:  # a killed `make` sends no signal, so the kernel does
        child_processes.set_parent_death_signal(signal.SIGTERM)
    try:
        server.run()
    except StopRequested:
        server.print_line("house", "closed")
    except (DevError, SettingsError) as error:
        sys.stdout.flush()
        print(f"aisle: {error}", file=sys.stderr)
        return 1
    return 0


def main(env: dict[str, Any] | None = None) -> int:
    """Run the development server of this checkout."""
    checkout = Path(__file__).resolve().parents[2]
    environment = {"AISLE_ENV": "development", "PYTHONUNBUFFERED": "1", **(env or os.environ)}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
    var = checkout / environment.get("AISLE_VAR", "var")
    return run_until_stopped(DevServer(checkout, var, environment, [str(Path(sys.executable).parent / "aisle")]))
