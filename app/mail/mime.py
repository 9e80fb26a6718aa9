"""A letter as it travels: headers, text and HTML."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import msgspec

from app.mail.content import MailContent
from app.mail.headers import Mailbox, MailboxHeader, make_mailbox, one_line
from app.mail.queue import ClaimedMail


class OutgoingMessage(msgspec.Struct, frozen=True):
    """The envelope's two addresses and the bytes in it. `international`: only where SMTPUTF8 is spoken."""

    sender: str
    recipient: str
    international: bool
    data: bytes


def compose(content: MailContent, mail: ClaimedMail, sender: Mailbox) -> OutgoingMessage:
    """The letter from the house to a fan. Raises InvalidAddress for what the fan's can never be."""
    to = make_mailbox(content.name, content.address)
    message = EmailMessage()
    message["From"] = MailboxHeader.for_mailbox("From", sender)
    message["To"] = MailboxHeader.for_mailbox("To", to)
    message["Subject"] = one_line(content.subject)
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = message_id(mail, sender)
    message["Auto-Submitted"] = "auto-generated"  # no holiday notices, please
    message.set_content(content.text, cte="quoted-printable")
    message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    international = sender.international or to.international
    return OutgoingMessage(
        sender.address, to.address, international, message.as_bytes(policy=SMTP.clone(utf8=international))
    )


def message_id(mail: ClaimedMail, sender: Mailbox) -> str:
    """The same for every try of a row, another for every other row: whoever gets it twice all the same sees it once."""
    return f"<mail.{mail.performance_id}.{mail.id}.{mail.created_at:%Y%m%d%H%M%S%f}@{sender.domain}>"
