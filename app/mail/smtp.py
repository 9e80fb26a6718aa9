"""SMTP, step by step, so that we always know whether the body may have gone out."""

import asyncio
import re

from aiosmtplib import SMTP, SMTPException

from app.logs import mask_email
from app.mail.mime import Message
from app.mail.smtp_server import Server

STEP = 30.0
"""Seconds for one step, such as connecting or one answer."""
BEFORE_THE_BODY = 90.0
"""Seconds for all of them together: less than a claim lasts."""
AFTER_THE_BODY = 300.0
"""Seconds for the answer to the body: the other side may look through it first."""
MAILS_PER_CONNECTION = 50
TROUBLE = (SMTPException, OSError, TimeoutError, UnicodeError, ValueError)


class NotTaken(Exception):
    """The mail certainly did not go out; `for_ever`: it never will. The message is one line for staff."""

    def __init__(self, why: str, *, for_ever: bool = False) -> None:
        super().__init__(why)
        self.for_ever = for_ever


class Unsure(Exception):
    """The body may have gone out, and nobody said that it was taken."""


class Conversation:
    """With one server, for one mail after the other; opened when first needed, and anew after any trouble."""

    def __init__(self, server: Server, own_name: str = "localhost") -> None:
        self.server = server
        self.own_name = own_name
        self._client: SMTP | None = None
        self._mails = 0

    async def offer(self, message: Message) -> None:
        """Everything before the body: connect, greet, STARTTLS, log in, sender, recipient. Raises NotTaken."""
        try:
            async with asyncio.timeout(BEFORE_THE_BODY):
                client = await self._connected()
                if message.international and not client.supports_extension("smtputf8"):
                    raise NotTaken("the mail server takes no address in this script (no SMTPUTF8)", for_ever=True)
                options = [b"SMTPUTF8", b"BODY=8BITMIME"] if message.international else []
                await self._say(b"MAIL", b"FROM:<%s>" % message.sender.encode(), *options)
                await self._say(b"RCPT", b"TO:<%s>" % message.recipient.encode(), decides=True)
        except NotTaken:
            await self.hang_up()
            raise
        except TROUBLE as problem:
            await self.hang_up()
            raise NotTaken(_in_words(problem)) from problem

    async def deliver(self, message: Message) -> None:
        """The body of the mail offered. Raises NotTaken while it is certain, Unsure when it is not."""
        try:
            await self._deliver(message.data)
        except (NotTaken, Unsure):
            await self.hang_up()
            raise
        self._mails += 1
        if self._mails >= MAILS_PER_CONNECTION:
            await self.hang_up()

    async def hang_up(self) -> None:
        """Ends the connection, politely where the other side still listens. Harmless twice."""
        client, self._client, self._mails = self._client, None, 0
        if client is None or not client.is_connected:
            return
        try:
            await client.quit(timeout=2)
        except TROUBLE:
            pass
        finally:
            client.close()

    async def _connected(self) -> SMTP:
        if self._client is None or not self._client.is_connected:
            self._mails = 0
            server = self.server
            self._client = SMTP(
                hostname=server.host, port=server.port, use_tls=server.tls, timeout=STEP,
                start_tls=False if server.tls else True if server.password and not server.near else None,
                validate_certs=not server.near, local_hostname=self.own_name,
                username=server.user or None, password=server.password or None,
            )  # fmt: skip
            await self._client.connect()
        if self._client.is_ehlo_or_helo_needed:
            await self._client.ehlo()
        return self._client

    async def _say(self, *words: bytes, decides: bool = False) -> None:
        assert self._client is not None
        code, text = await self._client.execute_command(*words)
        if not 200 <= code < 300:
            raise NotTaken(_one_line(f"{code} {text}"), for_ever=decides and code >= 500)

    async def _deliver(self, data: bytes) -> None:
        try:
            assert self._client is not None
            code, text = await self._client.execute_command(b"DATA")
            protocol = self._client.protocol
            if code != 354 or protocol is None:
                raise NotTaken(_one_line(f"{code} {text}"), for_ever=code >= 500)
            protocol.write(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        except TROUBLE as problem:
            raise NotTaken(_in_words(problem)) from problem
        try:
            code, text = await protocol.read_response(timeout=AFTER_THE_BODY)
        except TROUBLE as problem:
            raise Unsure(_in_words(problem)) from problem
        if 400 <= code < 600:
            raise NotTaken(_one_line(f"{code} {text}"), for_ever=code >= 500)
        if not 200 <= code < 300:
            raise Unsure(_one_line(f"{code} {text}"))


def _in_words(problem: Exception) -> str:
    """What the other side said, where it said something."""
    said = " ".join(str(part) for part in problem.args) if isinstance(problem, SMTPException) else str(problem)
    return _one_line(said or "no answer in time")


def _one_line(text: str) -> str:
    """One line of at most 200 characters, without whole addresses."""
    line = " ".join(text.encode(errors="replace").decode().split()).replace("\0", "")
    return re.sub(r"[^\s<>@:]+@[^\s<>@]+", lambda found: mask_email(found.group()), line)[:200]
