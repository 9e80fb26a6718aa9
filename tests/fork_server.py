"""Programs of the house that begin at once: each a process of its own, forked from one that has read all their modules.

To read them takes a second or two of a core, which is most of what such a test would cost."""

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

from app.dev.child_processes import die_with_parent

ROOT = Path(__file__).parents[1]
KNOWN = ("app.cli", "app.main", "workers.run")
_at: list[str] = []


async def run(module: str, environment: dict[str, str], *words: str, types: str = "") -> tuple[int, str]:
    """`python -m MODULE WORDS` in this environment: exit code and all it said. `types` is what is answered."""
    wish = json.dumps([module, environment, words, types]).encode()
    reader, writer = await asyncio.open_unix_connection(_at[0] if _at else _open())
    writer.write(len(wish).to_bytes(4, "big") + wish)
    said, _, code = (await asyncio.wait_for(reader.read(-1), 60)).rpartition(b"\0")
    writer.close()
    return int(code), said.decode()


def _open() -> str:
    """Starts the process that reads the modules, once a run; it ends with us. Returns where it listens."""
    folder = tempfile.TemporaryDirectory(prefix="aisle-programs-")
    at = str(Path(folder.name) / "socket")
    door = socket.socket(socket.AF_UNIX)
    door.bind(at)
    door.listen(64)
    host = subprocess.Popen(
        [sys.executable, "-m", __name__, str(door.fileno())], cwd=ROOT, pass_fds=[door.fileno()],
        preexec_fn=die_with_parent(signal.SIGKILL),
    )  # fmt: skip
    door.close()
    atexit.register(lambda: (host.kill(), host.wait(), folder.cleanup()))
    _at.append(at)
    return at


def _host(door: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for module in KNOWN:
        importlib.import_module(module)
    while True:
        wish, _ = door.accept()
        if os.fork() == 0:
            door.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _watch(wish)
        wish.close()


def _watch(wish: socket.socket) -> None:
    """Begins the program, and tells at its end how it ended."""
    told = wish.makefile("rb")
    module, environment, words, types = json.loads(told.read(int.from_bytes(told.read(4), "big")))
    program = os.fork()
    if program == 0:
        _become(module, environment, words, types, wish.fileno())
    code = os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])
    wish.sendall(b"\0%d" % code)
    os._exit(0)


def _become(module: str, environment: dict[str, str], words: list[str], types: str, says: int) -> None:
    hears, answers = os.pipe()
    os.write(answers, types.encode())
    os.close(answers)
    for standard, ours in ((0, hears), (1, says), (2, says)):
        os.dup2(ours, standard)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *words]
    importlib.import_module("db.piccolo_conf").DB.config["dsn"] = environment["DATABASE_URL"]
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
