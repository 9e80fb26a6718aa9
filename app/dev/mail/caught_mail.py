"""Parses a caught mail for its page. It may come from any program: a part that cannot be read is marked as such."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import msgspec

from app.dev.mail.folder import received_at

MAX_TEXT_LENGTH = 200_000
"""Characters; a longer text is cut."""


class Attachment(msgspec.Struct, frozen=True):
    """An attachment: its name, type and size, never its content."""

    name: str
    kind: str
    size: int


class CaughtMail(msgspec.Struct, frozen=True):
    """A mail; `text` and `html` are None where it has no such part."""

    name: str
    at: datetime
    to: str
    subject: str
    headers: list[tuple[str, str]]
    text: str | None
    html: str | None
    attachments: list[Attachment]


def read_mail(name: str, data: bytes) -> CaughtMail:
    """Parse a mail, as far as it can be read."""
    mail = message_from_bytes(data, _class=EmailMessage, policy=default)
    headers = [(header, _header_text(mail, header)) for header in dict.fromkeys(mail.keys())]
    to, subject = _header_text(mail, "To"), _header_text(mail, "Subject")
    text, html = _part(mail, "plain"), _part(mail, "html")
    attachments = [_attachment(part) for part in mail.iter_attachments()]
    return CaughtMail(name, received_at(name), to, subject, headers, text, html, attachments)


def _header_text(mail: EmailMessage, header: str) -> str:
    try:
        values = mail.get_all(header) or []
    except Exception:  # a header that the standard library cannot parse
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
    """Normalize line ends, and replace lone surrogates, which UTF-8 cannot encode."""
    return text.replace("\r\n", "\n").encode(errors="replace").decode()
