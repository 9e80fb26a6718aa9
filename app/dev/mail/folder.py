"""Stores caught mail in a folder: one file each, never incomplete, the newest five hundred."""

import os
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

MAX_MAILS = 500
NAME = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}-[0-9a-f]{8}")


def save_mail(folder: Path, data: bytes) -> str:
    """Write a mail; returns its name, which sorts by time. Deletes the oldest beyond five hundred."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
    unfinished = folder / f".{name}"
    unfinished.write_bytes(data)
    os.replace(unfinished, folder / f"{name}.eml")
    for old in mail_names(folder)[MAX_MAILS:]:
        (folder / f"{old}.eml").unlink(missing_ok=True)
    return name


def mail_names(folder: Path) -> list[str]:
    """Return the names of all mails, newest first."""
    return sorted((file.stem for file in folder.glob("*.eml") if NAME.fullmatch(file.stem)), reverse=True)


def delete_mails(folder: Path) -> None:
    """Delete every mail."""
    for name in mail_names(folder):
        (folder / f"{name}.eml").unlink(missing_ok=True)


def read_mail_file(folder: Path, name: str) -> bytes | None:
    """Return the mail of this name; None for any other text, such as a path."""
    try:
        return (folder / f"{name}.eml").read_bytes() if NAME.fullmatch(name) else None
    except FileNotFoundError:
        return None


def received_at(name: str) -> datetime:
    """Return when a mail of this name was received."""
    return datetime.strptime(name[:22], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
