"""Serves /dev/mail: the mail that a development server sent. Mounted only in development."""

import asyncio
from pathlib import Path

from litestar import Response, Router, get
from litestar.params import FromPath
from litestar.response import Template

from app.dev.mail.caught_mail import CaughtMail, read_mail
from app.dev.mail.folder import mail_names, read_mail_file
from app.errors import NotFound
from app.settings import settings
from app.web.render import PRIVATE, page

MAX_LISTED = 100
SANDBOX = "; ".join(
    [
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
    ]
)
"""For the HTML of a mail: it runs no script, loads and sends nothing; a link opens a new page."""


def mail_folder() -> Path:
    """Return the folder of caught mail. Raises NotFound where no mail is caught, and in production."""
    config = settings()
    if config.production or not config.aisle_mail_folder:
        raise NotFound()
    return Path(config.aisle_mail_folder)


@get("/")
async def list_mail() -> Template:
    """List the mails, newest first."""
    return page("dev/mail.html", headers=PRIVATE, mails=await asyncio.to_thread(_newest, mail_folder()))


@get("/{name:str}")
async def show_mail(name: FromPath[str]) -> Template:
    """Show one mail: its headers, its HTML in a frame, its text and attachments."""
    return page("dev/mail_message.html", headers=PRIVATE, mail=await asyncio.to_thread(_one, mail_folder(), name))


@get("/{name:str}/html")
async def show_html(name: FromPath[str]) -> Response[str]:
    """Serve the HTML of a mail unchanged, sandboxed wherever it is opened."""
    mail = await asyncio.to_thread(_one, mail_folder(), name)
    if mail.html is None:
        raise NotFound()
    return Response(mail.html, media_type="text/html", headers={**PRIVATE, "Content-Security-Policy": SANDBOX})


def _newest(where: Path) -> list[CaughtMail]:
    files = ((name, read_mail_file(where, name)) for name in mail_names(where)[:MAX_LISTED])
    return [read_mail(name, data) for name, data in files if data is not None]


def _one(where: Path, name: str) -> CaughtMail:
    data = read_mail_file(where, name)
    if data is None:
        raise NotFound()
    return read_mail(name, data)


dev_mail = Router("/dev/mail", route_handlers=[list_mail, show_mail, show_html])
