"""Runs every measurement of this folder, one after the other, and prints all figures at the end: `make bench`.

`python -m bench fanout holds` runs only these two."""

import importlib
import pkgutil
import sys

import bench
from bench.harness.results import recorded, row


def measurements() -> list[str]:
    """Return the names of the modules that measure: those with a `main` that record figures."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__"]
    return [name for name in names if {"main", "record"} <= set(dir(importlib.import_module(f"bench.{name}")))]


def main() -> int:
    """Run the measurements; return nonzero when one failed. The others run all the same."""
    failed = []
    for name in sys.argv[1:] or measurements():
        print(f"— {name}", flush=True)
        try:
            importlib.import_module(f"bench.{name}").main()
        except Exception as problem:
            failed.append(f"{name}: {problem!r}")
    print("\n" + "\n".join(row(figure) for figure in recorded))
    print("\n".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
