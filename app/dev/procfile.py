"""Runs the Procfile: each process in a group of its own, its lines on our terminal, none outliving us."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer

from app.dev.child_processes import die_with_parent
from app.dev.errors import DevError


@dataclass
class ProcfileProcess:
    """One line of the Procfile, alive."""

    name: str
    process: subprocess.Popen[bytes]
    colour: str
    half_line: bytes = b""


@dataclass
class Procfile:
    """The processes of `path`, run with `env`. A command is one plain program: it replaces its shell."""

    path: Path
    env: Mapping[str, str]
    printer: Printer
    stop_timeout: float = 12.0
    """Seconds between asking a process to leave and killing it."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Processes that are not in the file, started first."""
    running: list[ProcfileProcess] = field(default_factory=list)
    _lines: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)

    def start(self) -> None:
        """Raises DevError when there is no Procfile."""
        try:
            processes = dict(self.extra) | parse_procfile(self.path.read_text()).processes
        except OSError as error:
            raise DevError(f"cannot read {self.path}: {error.strerror}") from None
        colours = get_colours()
        self.printer.width = max([self.printer.width, *map(len, processes)])
        for name, command in processes.items():
            process = subprocess.Popen(
                ["/bin/sh", "-c", f"exec {command}"],
                cwd=self.path.parent,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # whatever it leaves half done, the next start finishes
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
            one = ProcfileProcess(name, process, next(colours))
            self.running.append(one)
            assert process.stdout is not None
            self._lines.register(process.stdout, selectors.EVENT_READ, one)

    def wait_until_one_ends(self) -> ProcfileProcess:
        """Print their lines until one of them ends by itself; that one."""
        while True:
            self._print(0.2)
            for one in self.running:
                if one.process.poll() is not None:
                    self._print(0)
                    return one

    def stop(self) -> None:
        """Ask all to leave, print their last lines, kill who is deaf. Nothing of them is left afterwards."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + self.stop_timeout
        while any(one.process.poll() is None for one in self.running) and time.monotonic() < deadline:
            self._print(0.05)
        self._signal(signal.SIGKILL)  # and whatever they started themselves
        for one in self.running:
            one.process.wait()
        self._print(0)
        self._lines.close()
        self.running.clear()

    def _signal(self, number: signal.Signals) -> None:
        for one in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.process.pid, number)

    def _print(self, wait: float) -> None:
        if not self._lines.get_map():
            time.sleep(wait)
            return
        for key, _ in self._lines.select(wait):
            one: ProcfileProcess = key.data
            read = os.read(key.fd, 65536)
            if not read:
                self._lines.unregister(key.fileobj)
            *lines, one.half_line = (one.half_line + read).split(b"\n")
            if not read and one.half_line:
                lines.append(one.half_line)
            for line in lines:
                with contextlib.suppress(OSError):  # a terminal that went away stops nothing by itself
                    self.printer.write(Message("line", line, datetime.now(), one.name, one.colour))
