"""`make clean`: removes the data of the development server, also what root had to store elsewhere."""

import os
import shutil
import sys
from pathlib import Path

from app.dev import data_dirs, executables
from app.dev.errors import DevError


def main() -> int:
    """Remove `var` and our copies outside the checkout. While the server runs, print one line and return 1."""
    var = Path(__file__).resolve().parents[2] / os.environ.get("AISLE_VAR", "var")
    locks = [data_dirs.Lock(folder) for folder in (var, var / "postgres", var / "redis") if folder.is_dir()]
    try:
        for lock in locks:
            lock.acquire("the house")
    except DevError as error:
        print(f"aisle: {error}; stop it first", file=sys.stderr)
        return 1
    for folder in (var / "postgres", var / "redis"):
        data_dirs.remove(folder)
    executables.remove_copy()
    shutil.rmtree(var, ignore_errors=True)
    return 0
