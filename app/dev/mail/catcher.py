"""A mail server that delivers nothing: what it takes becomes a file."""

import asyncio
import signal
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from app.dev.mail.folder import save_mail

MAX_MAIL_SIZE = 10 * 1024 * 1024


class MailHandler:
    """What aiosmtpd asks for every mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:
        """Taken once it is a whole file; "not now" when that cannot be written, so that the sender tries again."""
        data = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        try:
            name = await asyncio.to_thread(save_mail, self.folder, data)
        except OSError as error:
            return f"452 cannot be kept: {error.strerror}"
        return f"250 kept as {name}"


async def catch_mail(host: str, port: int, folder: Path) -> asyncio.Server:
    """Listening until it is closed. Raises OSError when the port is taken."""
    loop, catcher = asyncio.get_running_loop(), MailHandler(folder)

    def one_connection() -> SMTP:
        return SMTP(catcher, loop=loop, hostname="aisle.localhost", enable_SMTPUTF8=True, data_size_limit=MAX_MAIL_SIZE)

    return await loop.create_server(one_connection, host, port)


async def run_mail_catcher(host: str, port: int, folder: Path) -> None:
    """Until SIGTERM or SIGINT. Raises OSError when the port is taken."""
    stop = asyncio.Event()
    for farewell in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(farewell, stop.set)
    server = await catch_mail(host, port, folder)
    print(f"mail for everybody is caught at {host}:{port} and kept in {folder}", flush=True)
    await stop.wait()
    server.close()
