"""`make dev`: what it prints, and what is left after its end."""

import io
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from honcho.printer import Printer

import app.settings
import realtime.settings
from app.dev.fake_services import missing_services
from app.dev.procfile import Procfile
from realtime.keys import Purpose
from tests.dev.conftest import HERE, query_database, running_pids, wait_until, write_procfile
from tests.dev.program import Program

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("farewell", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_closing_it_leaves_no_process_and_no_socket_behind(dev_server: Program, farewell: signal.Signals) -> None:
    dev_server.start().wait_for_output("Aisle is open at")
    sockets = Path(dev_server.wait_for_output("postgresql://").split("host=")[1])
    assert len(dev_server.child_pids) >= 4
    assert dev_server.stop_with(farewell) == 0
    assert running_pids(dev_server.child_pids) == []
    assert not sockets.exists()


def test_after_kill_9_its_family_dies_and_it_opens_again_with_what_it_knew(dev_server: Program) -> None:
    url = dev_server.start().wait_for_output("postgresql://").split()[-1]
    dev_server.wait_for_output("Aisle is open at")
    query_database(url, "CREATE TABLE remembered AS SELECT 'Ana' AS who")
    dev_server.stop_with(signal.SIGKILL)
    wait_until(lambda: running_pids(dev_server.child_pids) == [])
    dev_server.start().wait_for_output("Aisle is open at")
    assert query_database(url, "SELECT who FROM remembered") == "Ana"


def test_the_gateway_gets_the_keys_of_a_secret_of_its_own(dev_server: Program, tmp_path: Path) -> None:
    dev_server.env["AISLE_SECRET"] = "the first secret,the second secret"
    dev_server.start().wait_for_output("Aisle is open at")
    note = dict(line.split("=", 1) for line in (tmp_path / "var/house.env").read_text().splitlines())
    assert realtime.settings.read_settings(note).map_keys == app.settings.read_settings(note).keys(Purpose.MAP)
    assert len(realtime.settings.read_settings(note).map_keys) == 2


def test_a_secret_with_an_empty_entry_is_one_clear_line(dev_server: Program) -> None:
    dev_server.env["AISLE_SECRET"] = "the first secret,,"
    assert dev_server.start().wait() == 1
    assert "aisle: AISLE_SECRET has an empty entry" in dev_server.output
    assert "Traceback" not in dev_server.output


def test_where_others_can_reach_it_nothing_of_a_laptop_is_started() -> None:
    assert missing_services({}) == ["bank", "post"]
    for exposed in ({"AISLE_WEB_HOST": "0.0.0.0"}, {"AISLE_SITE_URL": "https://tickets.example"}):
        assert missing_services(exposed) == []


def test_a_process_that_ends_by_itself_closes_the_house_and_is_named(dev_server: Program, tmp_path: Path) -> None:
    write_procfile(
        tmp_path, f"web: {sys.executable} {HERE / 'always_ready.py'}", "worker: sh -c 'echo my last words; exit 3'"
    )
    assert dev_server.start().wait() == 1
    assert "my last words" in dev_server.output
    assert "aisle: worker ended by itself (exit code 3" in dev_server.output


def error_line(dev_server: Program) -> str:
    """Start a server that cannot run; return the one line that it prints before it ends."""
    assert dev_server.start().wait() == 1
    [line] = dev_server.output.splitlines()
    return line


@pytest.mark.parametrize("which", ["AISLE_WEB_PORT", "AISLE_REALTIME_PORT"])
def test_a_taken_port_is_one_clear_line(dev_server: Program, which: str) -> None:
    with socket.create_server(("127.0.0.1", int(dev_server.env[which]))):
        assert f"port {dev_server.env[which]} of 127.0.0.1 is not free" in error_line(dev_server)


def test_an_unreachable_database_is_one_clear_line_without_its_password(dev_server: Program) -> None:
    dev_server.env["DATABASE_URL"] = "postgresql://aisle:hushhush@127.0.0.1:1/aisle"
    line = error_line(dev_server)
    assert line.startswith("aisle: DATABASE_URL: no database at 127.0.0.1:1 (")
    assert "hushhush" not in line


def test_an_unreachable_redis_is_one_clear_line(dev_server: Program) -> None:
    dev_server.env |= {"REDIS_URL": "redis://127.0.0.1:1"}
    assert dev_server.start().wait() == 1
    assert "aisle: REDIS_URL: no Redis at 127.0.0.1:1 (" in dev_server.output


def test_a_second_house_in_the_same_checkout_is_one_clear_line(dev_server: Program, tmp_path: Path) -> None:
    dev_server.start().wait_for_output("Aisle is open at")
    with Program(dev_server.command, **dev_server.env) as second:
        assert "aisle: the house is already running from" in error_line(second)
    assert dev_server.process is not None
    assert dev_server.process.poll() is None


def test_a_deaf_process_is_killed_with_all_it_started(tmp_path: Path) -> None:
    write_procfile(tmp_path, """web: sh -c 'trap "" TERM; sleep 601 & echo $! >child; wait; sleep 602'""")
    running = Procfile(tmp_path / "Procfile", {"PATH": os.defpath}, Printer(io.StringIO()), stop_timeout=0.3)
    running.start()
    web, child = running.running[0].process, tmp_path / "child"
    wait_until(lambda: child.exists() and child.read_text().endswith("\n"))
    running.stop()
    assert web.returncode == -signal.SIGKILL
    wait_until(lambda: running_pids([int(child.read_text())]) == [])


def test_clean_refuses_while_the_house_is_running(dev_server: Program, tmp_path: Path) -> None:
    dev_server.start().wait_for_output("Aisle is open at")
    env = dev_server.env | {"AISLE_VAR": str(tmp_path / "var")}
    cleaning = subprocess.run([sys.executable, "-m", "app.dev", "clean"], env=env, capture_output=True, text=True)
    assert cleaning.returncode == 1
    assert cleaning.stderr.count("\n") == 1
    assert (tmp_path / "var/postgres").is_dir()
