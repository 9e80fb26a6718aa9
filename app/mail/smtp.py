"""SMTP step by step, so that it is always known whether the body may have been sent."""

import asyncio
import re

from aiosmtplib import SMTP, SMTPException

from app.mail.mime import OutgoingMessage
from app.mail.smtp_server import SmtpServer
from realtime.logs import mask_email

STEP_SECONDS = 30.0
"""Seconds for one step, such as connecting or one answer."""
ENVELOPE_SECONDS = 90.0
"""Seconds for all of them together: less than a claim lasts."""
BODY_ANSWER_SECONDS = 300.0
"""Seconds for the answer to the body: the server may scan it first."""
MAILS_PER_CONNECTION = 50
SMTP_ERRORS = (SMTPException, OSError, TimeoutError, UnicodeError, ValueError)


class MailRejected(Exception):
    """The mail was certainly not sent; `permanent`: a retry is useless. The message is one line for staff."""

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why)
        self.permanent = permanent


class DeliveryUnknown(Exception):
    """The body may have been sent, and the server did not confirm it."""


class SmtpConnection:
    """A connection to one server, for one mail after the other; opened when needed, and again after any error."""

    def __init__(self, server: SmtpServer, own_name: str = "localhost") -> None:
        self.server = server
        self.own_name = own_name
        self._client: SMTP | None = None
        self._mails = 0

    async def send_envelope(self, message: OutgoingMessage) -> None:
        """Do everything before the body: connect, EHLO, STARTTLS, log in, sender, recipient. Raises MailRejected."""
        try:
            async with asyncio.timeout(ENVELOPE_SECONDS):
                client = await self._connected()
                if message.international and not client.supports_extension("smtputf8"):
                    raise MailRejected("the mail server takes no address in this script (no SMTPUTF8)", permanent=True)
                options = [b"SMTPUTF8", b"BODY=8BITMIME"] if message.international else []
                await self._command(b"MAIL", b"FROM:<%s>" % message.sender.encode(), *options)
                await self._command(b"RCPT", b"TO:<%s>" % message.recipient.encode(), permanent_if_5xx=True)
        except MailRejected:
            await self.close()
            raise
        except SMTP_ERRORS as error:
            await self.close()
            raise MailRejected(_error_text(error)) from error

    async def send_body(self, message: OutgoingMessage) -> None:
        """Send the body. Raises MailRejected when it was certainly not accepted, DeliveryUnknown when that is
        unknown."""
        try:
            await self._deliver(message.data)
        except (MailRejected, DeliveryUnknown):
            await self.close()
            raise
        self._mails += 1
        if self._mails >= MAILS_PER_CONNECTION:
            await self.close()

    async def close(self) -> None:
        """Close the connection, with QUIT where it is still open. Safe to repeat."""
        client, self._client, self._mails = self._client, None, 0
        if client is None or not client.is_connected:
            return
        try:
            await client.quit(timeout=2)
        except SMTP_ERRORS:
            pass
        finally:
            client.close()

    async def _connected(self) -> SMTP:
        if self._client is None or not self._client.is_connected:
            self._mails = 0
            server = self.server
            needs_tls = bool(server.password) and not server.is_local  # else STARTTLS is used only where it is offered
            self._client = SMTP(
                hostname=server.host,
                port=server.port,
                use_tls=server.tls,
                timeout=STEP_SECONDS,
                start_tls=False if server.tls else needs_tls or None,
                validate_certs=not server.is_local,
                local_hostname=self.own_name,
                username=server.user or None,
                password=server.password or None,
            )
            await self._client.connect()
        if self._client.is_ehlo_or_helo_needed:
            await self._client.ehlo()
        return self._client

    async def _command(self, *words: bytes, permanent_if_5xx: bool = False) -> None:
        assert self._client is not None
        code, text = await self._client.execute_command(*words)
        if not 200 <= code < 300:
            raise MailRejected(_one_line(f"{code} {text}"), permanent=permanent_if_5xx and code >= 500)

    async def _deliver(self, data: bytes) -> None:
        try:
            assert self._client is not None
            code, text = await self._client.execute_command(b"DATA")
            protocol = self._client.protocol
            if code != 354 or protocol is None:
                raise MailRejected(_one_line(f"{code} {text}"), permanent=code >= 500)
            protocol.write(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        except SMTP_ERRORS as error:
            raise MailRejected(_error_text(error)) from error
        try:
            code, text = await protocol.read_response(timeout=BODY_ANSWER_SECONDS)
        except SMTP_ERRORS as error:
            raise DeliveryUnknown(_error_text(error)) from error
        if 400 <= code < 600:
            raise MailRejected(_one_line(f"{code} {text}"), permanent=code >= 500)
        if not 200 <= code < 300:
            raise DeliveryUnknown(_one_line(f"{code} {text}"))


def _error_text(error: Exception) -> str:
    """Return the server's answer, or the error's text."""
    text = " ".join(str(part) for part in error.args) if isinstance(error, SMTPException) else str(error)
    return _one_line(text or "no answer in time")


def _one_line(text: str) -> str:
    """Make one line of at most 200 characters, with addresses masked."""
    line = " ".join(text.encode(errors="replace").decode().split()).replace("\0", "")
    return re.sub(r"[^\s<>@:]+@[^\s<>@]+", lambda match: mask_email(match.group()), line)[:200]
