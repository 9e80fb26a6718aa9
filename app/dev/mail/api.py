"""The caught mail as JSON, for test suites: /dev/mails."""

import asyncio
import re
from email.utils import getaddresses
from pathlib import Path

import msgspec
from litestar import Router, delete, get
from litestar.params import FromPath, FromQuery

from app.dev.control import require_local_program
from app.dev.mail.caught_mail import CaughtMail, read_mail
from app.dev.mail.folder import delete_mails, mail_names, read_mail_file
from app.dev.mail.pages import mail_folder
from app.errors import NotFound

LINK = re.compile(r"""https?://[^\s<>"']+""")


class MailSummary(msgspec.Struct, frozen=True):
    """A mail in the list. `name`: for its address; `at`: when it was caught."""

    name: str
    at: str
    to: str
    subject: str


class WholeMail(msgspec.Struct, frozen=True):
    """A mail with its parts. `links`: the addresses in its text, then those only in its HTML, each once."""

    name: str
    at: str
    to: str
    subject: str
    text: str | None
    html: str | None
    links: list[str]
    attachments: list[dict[str, str | int]]


@get("/")
async def list_mails(to: FromQuery[str] = "", subject: FromQuery[str] = "") -> list[MailSummary]:
    """List the mails, newest first: all, or those to the address `to` whose subject contains `subject`."""
    mails = await asyncio.to_thread(_read_all, mail_folder())
    return [
        MailSummary(mail.name, mail.at.isoformat(), mail.to, mail.subject)
        for mail in mails
        if (not to or to.lower() in _addresses(mail)) and subject.lower() in mail.subject.lower()
    ]


@get("/{name:str}")
async def get_mail(name: FromPath[str]) -> WholeMail:
    """Return one mail. Raises NotFound."""
    data = await asyncio.to_thread(read_mail_file, mail_folder(), name)
    if data is None:
        raise NotFound()
    mail = read_mail(name, data)
    attachments = [msgspec.structs.asdict(attachment) for attachment in mail.attachments]
    links = list(dict.fromkeys(_links(mail.text) + _links(mail.html)))
    return WholeMail(
        name, mail.at.isoformat(), mail.to, mail.subject, mail.text, mail.html, links=links, attachments=attachments
    )


@delete("/")
async def delete_all_mails() -> None:
    """Delete every mail."""
    await asyncio.to_thread(delete_mails, mail_folder())


def _read_all(folder: Path) -> list[CaughtMail]:
    files = ((name, read_mail_file(folder, name)) for name in mail_names(folder))
    return [read_mail(name, data) for name, data in files if data is not None]


def _addresses(mail: CaughtMail) -> set[str]:
    return {address.lower() for _, address in getaddresses([mail.to])}


def _links(text: str | None) -> list[str]:
    return [link.replace("&amp;", "&").rstrip(".,;:!?)") for link in LINK.findall(text or "")]


dev_mails = Router(
    "/dev/mails",
    route_handlers=[list_mails, get_mail, delete_all_mails],
    guards=[require_local_program],
    opt={"public": True},
)
