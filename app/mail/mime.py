"""A letter as it travels: headers, text and HTML."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import msgspec

from app.mail.content import Letter
from app.mail.headers import Mailbox, MailboxLine, mailbox, one_line
from app.mail.queue import Claimed


class Message(msgspec.Struct, frozen=True):
    """The envelope's two addresses and the bytes in it. `international`: only where SMTPUTF8 is spoken."""

    sender: str
    recipient: str
    international: bool
    data: bytes


def compose(letter: Letter, mail: Claimed, house: Mailbox) -> Message:
    """The letter from the house to a fan. Raises NotAnAddress for what the fan's can never be."""
    to = mailbox(letter.name, letter.address)
    message = EmailMessage()
    message["From"] = MailboxLine.of("From", house)
    message["To"] = MailboxLine.of("To", to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = message_id(mail, house)
    message["Auto-Submitted"] = "auto-generated"  # no holiday notices, please
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    international = house.international or to.international
    return Message(house.address, to.address, international, message.as_bytes(policy=SMTP.clone(utf8=international)))


def message_id(mail: Claimed, house: Mailbox) -> str:
    """The same for every try of a row, another for every other row: whoever gets it twice all the same sees it once."""
    return f"<mail.{mail.performance_id}.{mail.id}.{mail.created_at:%Y%m%d%H%M%S%f}@{house.domain}>"
