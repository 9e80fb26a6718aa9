"""Runs a mail server that delivers nothing: every mail becomes a file."""

import asyncio
import signal
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from app.dev.mail.folder import save_mail

MAX_MAIL_SIZE = 10 * 1024 * 1024


class MailHandler:
    """The handler that aiosmtpd calls for every mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:
        """Accept a mail once its file is complete; if it cannot be written, reply 452: the sender tries again."""
        data = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        try:
            name = await asyncio.to_thread(save_mail, self.folder, data)
        except OSError as error:
            return f"452 cannot be kept: {error.strerror}"
        return f"250 kept as {name}"


async def catch_mail(host: str, port: int, folder: Path) -> asyncio.Server:
    """Listen until the server is closed. Raises OSError when the port is taken."""
    loop, catcher = asyncio.get_running_loop(), MailHandler(folder)

    def one_connection() -> SMTP:
        return SMTP(catcher, loop=loop, hostname="aisle.localhost", enable_SMTPUTF8=True, data_size_limit=MAX_MAIL_SIZE)

    return await loop.create_server(one_connection, host, port)


async def run_mail_catcher(host: str, port: int, folder: Path) -> None:
    """Catch mail until SIGTERM or SIGINT. Raises OSError when the port is taken."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = await catch_mail(host, port, folder)
    print(f"mail for everybody is caught at {host}:{port} and kept in {folder}", flush=True)
    await stop.wait()
    server.close()
