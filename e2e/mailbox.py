"""What the house has mailed, as the post caught it: each one came over SMTP."""

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
class Mailbox:
    """One folder for everybody; `arrives` picks by what only one order has, its address."""

    folder: Path

    async def arrives(self, order: str, subject: str) -> EmailMessage:
        """The mail with the order's address in it and this in its subject. Within seconds."""
        found: EmailMessage = await eventually(lambda: next(iter(self.about(order, subject)), None))
        return found

    def about(self, order: str, subject: str = "") -> list[EmailMessage]:
        """Every mail that came about this order, the oldest first."""
        read = (message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default) for file in self._files())
        return [mail for mail in read if order in words_of(mail) and subject in str(mail["Subject"])]

    @contextlib.contextmanager
    def put_away(self) -> Iterator[None]:
        """As if nothing had come yet; afterwards all of it is back."""
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
    """Its plain text."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def links_in(mail: EmailMessage) -> list[str]:
    """The addresses in it, in order."""
    return re.findall(r"https?://\S+", words_of(mail))
