"""The name and e-mail address of an order. Only impossible ones are refused: a valid one may still receive no mail."""

import re
import unicodedata

import msgspec

from app.checkout.errors import WrongContact
from app.language.messages import Message, message, plural

MAX_NAME = 120
MAX_EMAIL = 254
MAX_LOCAL_PART = 64
# no spaces, no second @, none of the signs that mean something in a mail's header; letters of every script may occur
LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
DOMAIN = re.compile(r"([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W_]([\w-]{0,61}[^\W_])?")

DIRECTION_MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Contact(msgspec.Struct, frozen=True):
    """A name and an e-mail address, trimmed and checked by `validate_contact`."""

    name: str
    email: str


def validate_contact(name: str, email: str) -> Contact:
    """Return the contact, trimmed. Raises WrongContact with a sentence for each invalid field."""
    contact = Contact(name.strip(), email.strip())
    errors = {"name": name_error(contact.name), "email": email_error(contact.email)}
    if errors := {field: error for field, error in errors.items() if error}:
        raise WrongContact(fields=errors)
    return contact


def name_error(name: str) -> Message | None:
    """Describe what is wrong with a name; None when nothing is."""
    if not name:
        return message("Type your name, as on an ID: the door may ask.")
    if len(name) > MAX_NAME:
        return plural(
            "That is longer than a ticket is wide. {count} character is enough.",
            "That is longer than a ticket is wide. {count} characters are enough.",
            MAX_NAME,
        )
    if _unprintable(name):
        return message("The name has a sign in it that cannot be printed. Type it again.")
    return None


def email_error(email: str) -> Message | None:
    """Describe what is wrong with an address; None when nothing is."""
    if not email:
        return message("Type your e-mail address: the tickets go there.")
    if len(email) > MAX_EMAIL:
        return plural(
            "No e-mail address is longer than {count} character. Is something else pasted in?",
            "No e-mail address is longer than {count} characters. Is something else pasted in?",
            MAX_EMAIL,
        )
    if _unprintable(email) or any(letter.isspace() for letter in email):
        return message("An e-mail address has no spaces in it. Take them out.")
    local, at, domain = email.partition("@")
    if not at:
        return message("The @ is missing: an address looks like ana@example.org.")
    if "@" in domain:
        return message("There are two @ in it. One address is enough.")
    if "." not in domain.strip("."):
        return message("After the @ comes a name with a dot, like example.org.")
    valid = LOCAL.fullmatch(local) and len(local) <= MAX_LOCAL_PART and DOMAIN.fullmatch(domain)
    return None if valid else message("That is not an e-mail address yet: it looks like ana@example.org.")


def _unprintable(text: str) -> bool:
    """Tell whether it has control characters, surrogates, line separators, or marks that change the text direction."""
    return any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in DIRECTION_MARKS for letter in text)
