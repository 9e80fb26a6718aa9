"""A real mail server in this process, which accepts mail or refuses it at the step that a test chooses."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

CUT_CONNECTION = "cut"
"""An answer that stands for a cut connection."""


class FakeSmtp:
    """The mail received, and the answer to each step (`answers["RCPT"] = "550 no"`)."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.bodies: list[bytes] = []
        self.envelopes: list[Envelope] = []
        self.connections = 0
        self.logins: list[tuple[bytes, bytes]] = []
        self.secured = False
        self.port = 0
        self.body_received = asyncio.Event()  # a body was received
        self.may_answer = asyncio.Event()  # it is answered once this is set
        self.may_answer.set()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails as a mail program reads them."""
        return [message_from_bytes(taken, _class=EmailMessage, policy=default) for taken in self.bodies]

    def text(self) -> str:
        """Return the plain text of the only mail."""
        (mail,) = self.mails
        return str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]

    async def handle_HELO(self, _: SMTP, session: Session, e: Any, name: str) -> str:
        session.host_name = name
        return self.answers.get("EHLO", f"250 {name}")

    async def handle_EHLO(self, s: SMTP, session: Session, e: Any, name: str, lines: list[str]) -> list[str]:
        self.connections += 1
        session.host_name = name
        return [self.answers["EHLO"]] if "EHLO" in self.answers else lines

    async def handle_MAIL(self, server: SMTP, _: Any, envelope: Envelope, address: str, options: list[str]) -> str:
        self.secured = server.transport is not None and server.transport.get_extra_info("sslcontext") is not None
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self._answer(server, "MAIL")

    async def handle_RCPT(self, server: SMTP, s: Any, envelope: Envelope, address: str, _: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self._answer(server, "RCPT")

    async def handle_DATA(self, server: SMTP, s: Any, envelope: Envelope) -> str:
        answer = self._answer(server, "BODY")
        self.body_received.set()
        if answer.startswith("250") or answer == CUT_CONNECTION:  # a connection that is cut may have delivered
            assert isinstance(envelope.content, bytes)
            self.bodies.append(envelope.content)
            self.envelopes.append(envelope)
        await self.may_answer.wait()
        return answer

    def _answer(self, server: SMTP, step: str) -> str:
        answer = self.answers.get(step, "250 OK")
        if answer == CUT_CONNECTION and server.transport is not None:
            server.transport.abort()  # type: ignore[attr-defined]
        return answer

    def login(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        """Check a login for aiosmtpd: one password is right."""
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"secret word", handled=False)


class FakeSmtpProtocol(SMTP):
    """aiosmtpd, but it may also refuse DATA itself."""

    async def smtp_DATA(self, arg: str) -> None:
        answer = self.event_handler.answers.get("DATA")
        if answer == CUT_CONNECTION and self.transport is not None:
            self.transport.abort()  # type: ignore[attr-defined]
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)


@contextlib.asynccontextmanager
async def run_fake_smtp(
    smtp: FakeSmtp, tls: ssl.SSLContext | None = None, *, direct: bool = False, login: bool = False, utf8: bool = False
) -> AsyncIterator[FakeSmtp]:
    """Listen on a free port. `tls`: offered by STARTTLS, or used from the first byte when `direct`."""
    loop = asyncio.get_running_loop()
    offered = None if direct else tls

    def one() -> FakeSmtpProtocol:
        return FakeSmtpProtocol(
            smtp,
            loop=loop,
            hostname="localhost",
            tls_context=offered,
            authenticator=smtp.login if login else None,
            auth_require_tls=False,
            enable_SMTPUTF8=utf8,
        )

    server = await loop.create_server(one, "127.0.0.1", 0, ssl=tls if direct else None)
    smtp.port = server.sockets[0].getsockname()[1]
    try:
        yield smtp
    finally:
        server.close()
