"""Lines of the log in production are JSON, whatever a caller puts into them."""

import json
import subprocess
import sys
from typing import Any

PROGRAM = """
import datetime, enum, sys
from realtime.logs import log, set_up_logs
set_up_logs("web", production=True)
log.info("request", method="GET", path="/\\udce9", status=200, ms=1.5, csrf_token="t", email="ana@example.org")
log.warning("odd", number=2**80, what=object, at=datetime.date(2026, 10, 10))
try:
    1 / 0
except ZeroDivisionError as error:
    log.error("failed", exc_info=error)
"""


def lines() -> list[dict[str, Any]]:
    """Return the lines of the program, decoded."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_every_line_has_its_fields_and_no_secret() -> None:
    request, odd, failed = lines()
    assert {name: request[name] for name in ("event", "level", "process", "status", "ms", "path")} == {
        "event": "request",
        "level": "info",
        "process": "web",
        "status": 200,
        "ms": 1.5,
        "path": "/\udce9",
    }
    assert request["timestamp"].endswith("Z")
    assert (request["csrf_token"], request["email"]) == ("***", "a***@example.org")
    assert (odd["number"], odd["level"]) == (2**80, "warning")
    assert failed["exception"][0]["exc_type"] == "ZeroDivisionError"
