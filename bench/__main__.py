"""Runs measurements and prints all figures at the end: `make bench`.

`python -m bench fanout holds` runs only these two; `--smoke` runs each for about a second and saves nothing."""

import argparse
import sys

from bench.harness.results import recorded, row
from bench.harness.runner import measurement_names, run_all


def main() -> int:
    """Run the measurements; return nonzero when one failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and append to var/bench.jsonl.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(measurement_names())}; none: all")
    parser.add_argument("--smoke", action="store_true", help="run each for about a second, with few clients; save none")
    given = parser.parse_args()
    failures = run_all(given.names or measurement_names(), smoke=given.smoke)
    print("\n" + "\n".join(row(figure) for figure in recorded))
    if given.smoke:
        print("\nSmoke run: these figures say nothing about speed, and none was saved.")
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
