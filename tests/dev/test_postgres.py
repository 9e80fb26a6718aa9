"""Our own Postgres: as root or not, with long paths, and after kills."""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dev import data_dirs
from app.dev.child_processes import Account, get_postgres_account
from app.dev.errors import DevError
from app.dev.executables import postgres_bin
from app.dev.postgres import running_postgres
from tests.dev.conftest import HERE, query_database, running_pids, wait_until
from tests.dev.program import Program

pytestmark = pytest.mark.slow

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be another user as well")


def insert_row(url: str) -> None:
    query_database(url, "CREATE TABLE remembered AS SELECT 'Ana' AS who")


def stored_rows(url: str) -> object:
    return query_database(url, "SELECT who FROM remembered")


def test_it_is_eighteen_speaks_utf_8_and_listens_on_no_port(folder: Path) -> None:
    with running_postgres(folder, fsync=False) as postgres:
        facts = (
            "SELECT concat_ws(' ', current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding), "
        )
        facts += "inet_server_port() IS NULL, upper('é')) FROM pg_database WHERE datname = current_database()"
        assert query_database(postgres.url, facts) == "18 UTF8 t É"


def test_what_was_committed_survives_kill_9_of_postgres(folder: Path) -> None:
    with running_postgres(folder) as postgres:
        insert_row(postgres.url)
        before, url = postgres.pid, postgres.url
        postgres.kill()
        postgres.start()
        assert (postgres.pid != before, postgres.url) == (True, url)
        assert stored_rows(postgres.url) == "Ana"


def test_what_was_committed_survives_kill_9_of_its_supervisor(folder: Path, keeper: Program) -> None:
    pid, url = keeper.start().wait_for_output("kept").split()[1:]
    insert_row(url)
    keeper.stop_with(signal.SIGKILL)
    with running_postgres(folder) as postgres:
        assert stored_rows(postgres.url) == "Ana"
        assert running_pids([int(pid)]) == []


def test_a_second_house_in_the_same_folder_is_told_in_one_line(folder: Path, keeper: Program) -> None:
    pid = keeper.start().wait_for_output("kept").split()[1]
    with (
        pytest.raises(DevError, match=r"^postgres is already running from .* \(process \d+\)$"),
        running_postgres(folder),
    ):
        pass
    assert running_pids([int(pid)])


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """Start a process of the same user that Postgres runs as."""
    with subprocess.Popen(["sleep", "600"], cwd="/", **get_postgres_account().subprocess_options) as process:
        yield process
        process.kill()


def test_a_stranger_in_the_pid_file_stops_nothing_and_is_left_alone(
    folder: Path, stranger: subprocess.Popen[bytes]
) -> None:
    with running_postgres(folder) as postgres:
        insert_row(postgres.url)
        postgres.kill()
        note = postgres.data / "postmaster.pid"
        note.write_text("\n".join([str(stranger.pid), *note.read_text().splitlines()[1:]]) + "\n")
        postgres.start()
        assert stored_rows(postgres.url) == "Ana"
    assert stranger.poll() is None


def test_a_half_made_database_is_made_again(folder: Path, keeper: Program) -> None:
    keeper.start()
    homes = (folder, data_dirs.ROOT_DATA / data_dirs.folder_digest(folder))
    wait_until(lambda: any(list(home.glob("half-*")) for home in homes))
    keeper.stop_with(signal.SIGKILL)
    with running_postgres(folder) as postgres:
        assert query_database(postgres.url, "SELECT current_database()") == "aisle"


def test_two_checkouts_at_once_with_long_paths(tmp_path: Path) -> None:
    one, two = tmp_path / ("a" * 60) / ("b" * 60), tmp_path / ("c" * 60) / ("d" * 60)
    assert min(len(str(one)), len(str(two))) > 120
    with (
        running_postgres(one, fsync=False, remove_data=True) as first,
        running_postgres(two, fsync=False, remove_data=True) as second,
    ):
        insert_row(first.url)
        insert_row(second.url)
        assert stored_rows(first.url) == stored_rows(second.url) == "Ana"


@pytest.fixture
def reachable() -> Iterator[Path]:
    """Create a folder that every user can enter, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="aisle-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@contextlib.contextmanager
def umask(mode: int) -> Iterator[None]:
    """Set the umask for the block."""
    before = os.umask(mode)
    yield
    os.umask(before)


@root_only
def test_root_in_a_private_folder_keeps_its_mode_and_forgets_all(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with running_postgres(private / "server", fsync=False, remove_data=True) as postgres:
        home = postgres.data.parent
        assert postgres.data.stat().st_uid == get_postgres_account().uid
        assert not home.is_relative_to(private)
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert not home.exists()


@root_only
def test_executables_that_its_user_cannot_reach_are_copied(reachable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = get_postgres_account()
    here = postgres_bin(Account())
    monkeypatch.setattr(Account, "can_enter", lambda self, path: not path.is_relative_to(here))
    monkeypatch.setattr("app.dev.data_dirs.ROOT_DATA", reachable / "elsewhere")
    with umask(0o077):
        copied = postgres_bin(account)
    for program in ("postgres", "initdb"):
        said = subprocess.run(
            [copied / program, "-V"], cwd="/", capture_output=True, check=True, **account.subprocess_options
        )
        assert b"18." in said.stdout
    assert copied.is_relative_to(reachable)


@root_only
def test_a_second_user_of_this_machine_has_a_postgres_of_his_own(folder: Path, reachable: Path) -> None:
    other = pwd.getpwnam("daemon").pw_uid
    if not Account(other, other).can_enter(postgres_bin(Account()) / "postgres"):
        pytest.skip("another user cannot enter this checkout")
    os.chown(reachable, other, other)
    program = Program([sys.executable, str(HERE / "keep_postgres.py"), str(reachable / "his"), str(other)])
    with running_postgres(folder, fsync=False) as ours, program:
        url = program.start().wait_for_output("kept").split()[2]
        assert url != ours.url
        assert query_database(url, "SELECT 1") == query_database(ours.url, "SELECT 1") == 1
