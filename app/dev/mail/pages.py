"""/dev/mail: what a development house has written to its fans. Mounted only there."""

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
"""For a mail's own HTML: nothing runs, nothing is fetched, nothing is sent; a link opens a page of its own."""


def mail_folder() -> Path:
    """Where caught mail is kept. Raises NotFound in a house that catches none, and in production."""
    house = settings()
    if house.production or not house.aisle_mail_folder:
        raise NotFound()
    return Path(house.aisle_mail_folder)


@get("/")
async def list_mail() -> Template:
    """The newest first."""
    return page("dev/mail.html", headers=PRIVATE, mails=await asyncio.to_thread(_newest, mail_folder()))


@get("/{name:str}")
async def show_mail(name: FromPath[str]) -> Template:
    """One mail: its headers, its HTML in a frame, its text, what it brings along."""
    return page("dev/mail_message.html", headers=PRIVATE, mail=await asyncio.to_thread(_one, mail_folder(), name))


@get("/{name:str}/html")
async def show_html(name: FromPath[str]) -> Response[str]:
    """A mail's HTML as it is, in a sandbox wherever it is opened."""
    mail = await asyncio.to_thread(_one, mail_folder(), name)
    if mail.html is None:
        raise NotFound()
    return Response(mail.html, media_type="text/html", headers={**PRIVATE, "Content-Security-Policy": SANDBOX})


def _newest(where: Path) -> list[CaughtMail]:
    found = ((name, read_mail_file(where, name)) for name in mail_names(where)[:MAX_LISTED])
    return [read_mail(name, data) for name, data in found if data is not None]


def _one(where: Path, name: str) -> CaughtMail:
    data = read_mail_file(where, name)
    if data is None:
        raise NotFound()
    return read_mail(name, data)


dev_mail = Router("/dev/mail", route_handlers=[list_mail, show_mail, show_html])
