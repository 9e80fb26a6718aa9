"""Runs programs of Aisle without their start-up time: each is a process forked from one that has imported all modules.

The imports take a second or two of a core, most of the time of a test that runs a program."""

import asyncio
import atexit
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from app.cli import COMMANDS
from app.dev.child_processes import die_with_parent

ROOT = Path(__file__).parents[1]
KNOWN = ("app.cli", "app.main", "workers.run")
_at: list[str] = []


class Ended(NamedTuple):
    """How a program ended: its exit code, and its output with its errors."""

    code: int
    output: str


async def run(module: str, environment: dict[str, str], *words: str, types: str = "") -> Ended:
    """Run `python -m MODULE WORDS` in this environment until it ends. `types`: the text of its standard input."""
    request = json.dumps([module, environment, words, types]).encode()
    reader, writer = await asyncio.open_unix_connection(_at[0] if _at else _open())
    writer.write(len(request).to_bytes(4, "big") + request)
    output, _, code = (await asyncio.wait_for(reader.read(-1), 300)).rpartition(b"\0")
    writer.close()
    return Ended(int(code), output.decode())


def _open() -> str:
    """Start the process that imports the modules, once a run; it ends with us. Returns the path of its socket."""
    folder = tempfile.TemporaryDirectory(prefix="aisle-programs-")
    at = str(Path(folder.name) / "socket")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(at)
    listener.listen(64)
    command, end = [sys.executable, "-m", __name__, str(listener.fileno())], die_with_parent(signal.SIGKILL)
    host = subprocess.Popen(command, cwd=ROOT, pass_fds=[listener.fileno()], preexec_fn=end)
    listener.close()
    atexit.register(lambda: (host.kill(), host.wait(), folder.cleanup()))
    _at.append(at)
    return at


def _host(listener: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for module in (*KNOWN, *(command.module for command in COMMANDS.values())):
        importlib.import_module(module)
    while True:
        client, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _watch(client)
        client.close()


def _watch(client: socket.socket) -> None:
    """Start the program that the client requests, and send its exit code at its end."""
    request = client.makefile("rb")
    module, environment, words, types = json.loads(request.read(int.from_bytes(request.read(4), "big")))
    program = os.fork()
    if program == 0:
        _become(module, environment, words, types, client.fileno())
    code = os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])
    client.sendall(b"\0%d" % code)
    os._exit(0)


def _become(module: str, environment: dict[str, str], words: list[str], types: str, output: int) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, types.encode())
    os.close(write_end)
    for standard, ours in ((0, read_end), (1, output), (2, output)):
        os.dup2(ours, standard)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *words]
    importlib.import_module("db.engine").DB.config["dsn"] = environment["DATABASE_URL"]
    code: object = 1
    try:
        code = importlib.import_module(module).main()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _host(socket.socket(fileno=int(sys.argv[1])))
