"""Finds and makes the folders for the data, socket and lock of a server. Changes no folder made by others."""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

from app.dev.child_processes import Account
from app.dev.errors import DevError

ROOT_DATA = Path("/var/lib/aisle-dev")
"""Root's data, when the checkout lies in a folder that Postgres' user cannot enter."""

_MAX_BASE_LENGTH = 60
"""Bytes; a Unix socket's whole path must stay below 104 (macOS) or 108 (Linux)."""


_DEAD_HOLDER_SECONDS = 2.0
"""Seconds for which a child that a killed holder was just starting may keep its lock open."""


def folder_digest(folder: Path) -> str:
    """Return ten letters that are the same for the same folder, and differ for every other."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:10]


class Lock:
    """`folder/lock`, held by the kernel for as long as this process lives; its text is only for people."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "lock"
        self._fd: int | None = None

    def acquire(self, owner: str) -> None:
        """Take the lock for `owner`. Raises DevError when another running process has it or the folder is read-only."""
        if self._fd is not None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise DevError(f"{owner}: cannot write {self.path.parent} ({error.strerror})") from None
        if holder := _locked_by(fd):
            os.close(fd)
            raise DevError(f"{owner} is already running from {self.path.parent} (process {holder})")
        os.truncate(fd, 0)
        os.write(fd, f"{os.getpid()}\n".encode())
        self._fd = fd

    def release(self) -> None:
        """Release the lock if it is held."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def _locked_by(fd: int) -> str:
    """Lock the file; return "", or the holder's process id. Waits for the children of a dead holder to release it."""
    patient_until = time.monotonic() + _DEAD_HOLDER_SECONDS
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return ""
        except BlockingIOError:
            holder = os.pread(fd, 32, 0).decode(errors="replace").strip()
            if _lives(holder) or time.monotonic() > patient_until:
                return holder or "unknown"
            time.sleep(0.02)


def _lives(pid: str) -> bool:
    if not pid.isdigit():
        return False  # the holder has just taken it and has not written its number yet
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def make_socket_folder(folder: Path, account: Account) -> Path:
    """Make a short, private, empty folder for the sockets of the server in `folder`, which must hold its lock."""
    fits = [base for base in _bases() if len(os.fsencode(base)) <= _MAX_BASE_LENGTH and os.access(base, os.W_OK)]
    base = next((base for base in fits if account.can_enter(base)), None)
    if base is None:
        raise DevError("no short folder for sockets: set TMPDIR to one that can be written")
    sockets = base / _socket_name(folder)
    try:
        sockets.mkdir(mode=0o700)
    except FileExistsError:
        if not _private_to(sockets, account):  # another user has made this folder
            sockets = Path(tempfile.mkdtemp(prefix="aisle-", dir=base))
    for left_over in sockets.iterdir():
        left_over.unlink()
    account.give(sockets)
    return sockets


def _bases() -> list[Path]:
    temporary = [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 -- what we make there is private
    return [Path(os.environ["XDG_RUNTIME_DIR"]), *temporary] if os.environ.get("XDG_RUNTIME_DIR") else temporary


def _socket_name(folder: Path) -> str:
    return f"aisle-{os.geteuid()}-{folder_digest(folder)}"


def _private_to(folder: Path, account: Account) -> bool:
    status = folder.lstat()
    allowed = {os.geteuid(), account.uid}
    return stat.S_ISDIR(status.st_mode) and status.st_uid in allowed and stat.S_IMODE(status.st_mode) == 0o700


def get_data_folder(folder: Path, account: Account) -> Path:
    """Return `folder` if `account` can enter it; else make one outside, whose path is in `folder/elsewhere`."""
    if not (folder / "elsewhere").exists() and account.can_enter(folder):
        return folder
    home = make_root_data_folder(folder)
    (folder / "elsewhere").write_text(f"{home}\n")
    return home


def make_root_data_folder(folder: Path) -> Path:
    """Make a data folder that all users may enter and only root may write."""
    try:
        home = ROOT_DATA / folder_digest(folder)
        for made in (ROOT_DATA, home):
            made.mkdir(exist_ok=True)
            made.chmod(0o755)  # not limited by the umask
    except OSError as error:
        raise DevError(f"postgres needs a folder outside {folder}, and {error.filename}: {error.strerror}") from None
    return home


def remove(folder: Path) -> None:
    """Remove `folder`, its data elsewhere and its sockets. Only for folders of our own servers."""
    for base in _bases():
        shutil.rmtree(base / _socket_name(folder), ignore_errors=True)
    if (folder / "elsewhere").exists():
        shutil.rmtree(ROOT_DATA / folder_digest(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
