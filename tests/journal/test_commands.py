"""`aisle journal` in a terminal."""

import subprocess
import sys
from pathlib import Path

from tests.fork_server import run


async def test_the_months_are_listed_with_what_speaks_against_dropping_them(
    database: str, server_environment: dict[str, str]
) -> None:
    code, output = await run("app.cli", server_environment, "journal", "months")
    first, *months = output.splitlines()[1:]
    assert code == 0
    assert first.startswith("before-")
    assert len(months) == 11
    assert all("no. It is not over before" in line for line in months)


async def test_a_refusal_is_one_line(database: str, server_environment: dict[str, str], tmp_path: Path) -> None:
    code, output = await run("app.cli", server_environment, "journal", "export", "2001-01", "--to", str(tmp_path))
    assert (code, output) == (
        1,
        "aisle: The journal has no month 2001-01. `aisle journal months` lists them. Nothing was changed.\n",
    )


def test_parquet_is_loaded_by_an_export_alone() -> None:
    modules = "app.main, app.journal_commands, workers.run, workers.relay.relay, realtime.gateway"
    code = f"import sys, {modules}; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
