"""A caught mail as its page shows it. It may be anybody's: every part that cannot be read is told as such."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import msgspec

from app.dev.mail.folder import received_at

MAX_TEXT_LENGTH = 200_000
"""Characters of a text that are shown."""


class Attachment(msgspec.Struct, frozen=True):
    """What a mail brings along; only told, not opened."""

    name: str
    kind: str
    size: int


class CaughtMail(msgspec.Struct, frozen=True):
    """`html` is None where there is none."""

    name: str
    at: datetime
    to: str
    subject: str
    headers: list[tuple[str, str]]
    text: str | None
    html: str | None
    attachments: list[Attachment]


def read_mail(name: str, data: bytes) -> CaughtMail:
    """Whatever was caught, read as well as it can be."""
    mail = message_from_bytes(data, _class=EmailMessage, policy=default)
    headers = [(header, _header_text(mail, header)) for header in dict.fromkeys(mail.keys())]
    return CaughtMail(
        name, received_at(name), _header_text(mail, "To"), _header_text(mail, "Subject"), headers, _part(mail, "plain"),
        _part(mail, "html"), [_attachment(part) for part in mail.iter_attachments()],
    )  # fmt: skip


def _header_text(mail: EmailMessage, header: str) -> str:
    try:
        values = mail.get_all(header) or []
    except Exception:  # a stranger's header that the standard library stumbles over
        return "(cannot be read)"
    return _clean_text("\n".join(str(value) for value in values))


def _part(mail: EmailMessage, kind: str) -> str | None:
    try:
        body = mail.get_body((kind,))
        return None if body is None else _clean_text(str(body.get_content())[:MAX_TEXT_LENGTH])
    except Exception:  # an unknown charset, a broken encoding
        return "(cannot be read)"


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    size = len(content) if isinstance(content, bytes) else 0
    return Attachment(_clean_text(part.get_filename() or "without a name"), part.get_content_type(), size)


def _clean_text(text: str) -> str:
    """With plain line ends, and without halves of characters, which no page can carry."""
    return text.replace("\r\n", "\n").encode(errors="replace").decode()
