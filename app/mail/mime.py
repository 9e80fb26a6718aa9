"""A mail as a MIME message: headers, text and HTML."""

from email.message import EmailMessage
from email.policy import SMTP

import msgspec

from app.mail.content import MailContent
from app.mail.headers import Mailbox, MailboxHeader, make_mailbox, one_line
from app.mail.queue import ClaimedMail
from realtime.clock import current_time


class OutgoingMessage(msgspec.Struct, frozen=True):
    """The two addresses of the envelope and the message in bytes. `international`: needs a server with SMTPUTF8."""

    sender: str
    recipient: str
    international: bool
    data: bytes


def compose_message(content: MailContent, mail: ClaimedMail, sender: Mailbox) -> OutgoingMessage:
    """Compose the message to a fan. Raises InvalidAddress for an address that cannot be written into an envelope."""
    to = make_mailbox(content.name, content.address)
    message = EmailMessage()
    message["From"] = MailboxHeader.for_mailbox("From", sender)
    message["To"] = MailboxHeader.for_mailbox("To", to)
    message["Subject"] = one_line(content.subject)
    message["Date"] = current_time()
    message["Message-ID"] = message_id(mail, sender)
    message["Auto-Submitted"] = "auto-generated"  # asks for no absence replies
    message.set_content(content.text, cte="quoted-printable")
    message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = content.language
    international = sender.international or to.international
    return OutgoingMessage(
        sender.address, to.address, international, message.as_bytes(policy=SMTP.clone(utf8=international))
    )


def message_id(mail: ClaimedMail, sender: Mailbox) -> str:
    """Return the same id for every try of a row, so that a mail program shows a mail that arrived twice only once."""
    return f"<mail.{mail.performance_id}.{mail.id}.{mail.created_at:%Y%m%d%H%M%S%f}@{sender.domain}>"
