"""`make bench`: every measurement of this folder, one after the other, and all figures at the end.

`python -m bench fanout holds` runs only these."""

import importlib
import pkgutil
import sys

import bench
from bench.harness.results import recorded, row


def measurements() -> list[str]:
    """The modules that measure: those with a main of their own that record something."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__"]
    return [name for name in names if {"main", "record"} <= set(dir(importlib.import_module(f"bench.{name}")))]


def main() -> int:
    """Nonzero when something could not be measured; the others are measured all the same."""
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
