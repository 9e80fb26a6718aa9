"""Writes mail headers with names and addresses typed by fans. No input can add a header line or a second address, also
not after decoding: anything but plain letters is sent as encoded words (RFC 2047)."""

import re
from email.header import Header
from email.policy import EmailPolicy

import msgspec

from realtime.environment import SettingsError

PLAIN_NAME = re.compile(r"[A-Za-z0-9'_-]+( [A-Za-z0-9'_-]+)*")
ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\s<>()\[\]\\,;:\"]")
NAMED = re.compile(r"\s*(?P<name>.*?)\s*<(?P<address>[^<>]+)>\s*")
MAX_PLAIN_NAME = 50


class InvalidAddress(ValueError):
    """The address cannot be written into an SMTP envelope."""


class Mailbox(msgspec.Struct, frozen=True):
    """A name and a valid address."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """The address as the SMTP envelope has it."""
        return f"{self.local if ATOMS.fullmatch(self.local) else _quoted(self.local)}@{self.domain}"

    @property
    def international(self) -> bool:
        """Whether only servers with SMTPUTF8 accept it."""
        return not self.address.isascii()


def make_mailbox(name: str, address: str) -> Mailbox:
    """Parse the address. A domain in another script is converted to its DNS form (xn--…) where that is unambiguous.
    Raises InvalidAddress."""
    local, _, domain = address.rpartition("@")
    if not local or not domain or "@" in local or FORBIDDEN.search(address):
        raise InvalidAddress("the address cannot be written into an envelope")
    return Mailbox(name, local, _as_dns(domain) if local.isascii() else domain)


def parse_sender(setting: str) -> Mailbox:
    """Parse a setting such as "Aisle <tickets@example.org>". Raises SettingsError, at start, before a mail is lost."""
    match = NAMED.fullmatch(setting)
    try:
        return make_mailbox(match["name"].strip('"'), match["address"]) if match else make_mailbox("", setting.strip())
    except InvalidAddress:
        raise SettingsError("AISLE_MAIL_FROM must look like Rex Theatre <tickets@example.org>") from None


class MailboxHeader(str):
    """ "To: Ana <ana@example.org>", formatted here; `EmailMessage` does not change it."""

    name = "To"

    @classmethod
    def for_mailbox(cls, header: str, box: Mailbox) -> "MailboxHeader":
        """Format the header of one mailbox."""
        phrase = _phrase(box.name, header)
        line = cls(f"{phrase} <{box.address}>" if phrase else box.address)
        line.name = header
        return line

    def fold(self, *, policy: EmailPolicy) -> str:
        """Return the header as it is sent; encoded words are folded already."""
        return f"{self.name}: {self}{policy.linesep}"


def one_line(text: str) -> str:
    """Replace line ends and other unprintable characters by spaces."""
    return UNPRINTABLE.sub(" ", text).strip()


def _phrase(name: str, header: str) -> str:
    name = one_line(name)
    if PLAIN_NAME.fullmatch(name) and len(name) <= MAX_PLAIN_NAME:
        return name
    return Header(name, "utf-8", header_name=header).encode(linesep="\r\n") if name else ""


def _quoted(local: str) -> str:
    return f'"{local}"'


def _as_dns(domain: str) -> str:
    """Convert to xn--…, unless Python's IDNA 2003 leads to another domain (it makes "ss" of "ß")."""
    try:
        written = domain.encode("idna")
        return written.decode() if written.decode("idna") == domain.lower() else domain
    except UnicodeError:
        return domain
