"""The name and e-mail address of an order. Only impossible ones are refused: a valid one may still receive no mail."""

import re
import unicodedata

import msgspec

from app.checkout.errors import WrongContact

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
    if errors := {field: message for field, message in errors.items() if message}:
        raise WrongContact(fields=errors)
    return contact


def name_error(name: str) -> str:
    """Describe what is wrong with a name; "" when nothing is."""
    if not name:
        return "Type your name, as on an ID: the door may ask."
    if len(name) > MAX_NAME:
        return f"That is longer than a ticket is wide. {MAX_NAME} characters are enough."
    return "The name has a sign in it that cannot be printed. Type it again." if _unprintable(name) else ""


def email_error(email: str) -> str:
    """Describe what is wrong with an address; "" when nothing is."""
    if not email:
        return "Type your e-mail address: the tickets go there."
    if len(email) > MAX_EMAIL:
        return f"No e-mail address is longer than {MAX_EMAIL} characters. Is something else pasted in?"
    if _unprintable(email) or any(letter.isspace() for letter in email):
        return "An e-mail address has no spaces in it. Take them out."
    local, at, domain = email.partition("@")
    if not at:
        return "The @ is missing: an address looks like ana@example.org."
    if "@" in domain:
        return "There are two @ in it. One address is enough."
    if "." not in domain.strip("."):
        return "After the @ comes a name with a dot, like example.org."
    valid = LOCAL.fullmatch(local) and len(local) <= MAX_LOCAL_PART and DOMAIN.fullmatch(domain)
    return "" if valid else "That is not an e-mail address yet: it looks like ana@example.org."


def _unprintable(text: str) -> bool:
    """Tell whether it has control characters, surrogates, line separators, or marks that change the text direction."""
    return any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in DIRECTION_MARKS for letter in text)
