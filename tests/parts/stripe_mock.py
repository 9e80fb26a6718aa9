"""Stripe's own stripe-mock: it checks each request against Stripe's published specification."""

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def find_executable() -> str | None:
    """Find the program on the PATH, or where `go install` puts it; return None where it is not installed."""
    places = [os.environ.get("GOBIN", ""), str(Path.home() / "go/bin")]
    found = [shutil.which("stripe-mock"), *(shutil.which("stripe-mock", path=place) for place in places if place)]
    return next(filter(None, found), None)


@contextlib.contextmanager
def stripe_mock(program: str) -> Iterator[str]:
    """Run stripe-mock; yield its address."""
    command = [program, "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        try:
            yield f"http://127.0.0.1:{_port(running)}"
        finally:
            running.terminate()


def _port(running: "subprocess.Popen[str]") -> str:
    lines = []
    for line in running.stdout or ():
        lines.append(line)
        if found := re.search(r"Listening for HTTP at .*:(\d+)", line):
            return found[1]
    raise RuntimeError(f"stripe-mock did not start: {''.join(lines)}")
