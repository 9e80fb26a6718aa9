"""Reads the mails that the mail catcher received over SMTP."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tests.eventually import eventually


@dataclass
class CaughtMails:
    """The catcher's folder, shared by all tests; a mail is found by its order's address, which is unique."""

    folder: Path

    async def arrives(self, order: str, subject: str) -> EmailMessage:
        """Wait for the mail that contains the order's address and has this in its subject."""
        mail: EmailMessage = await eventually(lambda: next(iter(self.about(order, subject)), None))
        return mail

    def about(self, order: str, subject: str = "") -> list[EmailMessage]:
        """Return every mail about this order, oldest first."""
        read = (message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default) for file in self._files())
        return [mail for mail in read if order in words_of(mail) and subject in str(mail["Subject"])]

    @contextlib.contextmanager
    def put_away(self) -> Iterator[None]:
        """Hide all mails for the time of the block."""
        away = self.folder.with_name("put-away")
        away.mkdir(exist_ok=True)
        for file in self._files():
            file.rename(away / file.name)
        try:
            yield
        finally:
            for file in away.iterdir():
                file.rename(self.folder / file.name)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"))


def words_of(mail: EmailMessage) -> str:
    """Return the mail's plain text."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def links_in(mail: EmailMessage) -> list[str]:
    """Return the addresses in the mail's text, in order."""
    return re.findall(r"https?://\S+", words_of(mail))
