"""Header lines with names and addresses from outside in them. Nothing typed by anybody can become a line of its own,
a second address or a word that decodes to one: what is not plain letters is sent as encoded words (RFC 2047)."""

import re
from email.header import Header
from email.policy import EmailPolicy

import msgspec

from realtime.environment import SettingsError

PLAIN_NAME = re.compile(r"[A-Za-z0-9'_-]+( [A-Za-z0-9'_-]+)*")
ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
NEVER = re.compile(r"[\x00-\x20\x7f-\x9f\s<>()\[\]\\,;:\"]")
NAMED = re.compile(r"\s*(?P<name>.*?)\s*<(?P<address>[^<>]+)>\s*")
LONGEST_PLAIN = 50


class InvalidAddress(ValueError):
    """It cannot be written into an envelope."""


class Mailbox(msgspec.Struct, frozen=True):
    """An address that can be written; `international`: only where SMTPUTF8 is spoken."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """As the envelope names it."""
        return f"{self.local if ATOMS.fullmatch(self.local) else _quoted(self.local)}@{self.domain}"

    @property
    def international(self) -> bool:
        """Whether it has letters that only SMTPUTF8 carries."""
        return not self.address.isascii()


def make_mailbox(name: str, address: str) -> Mailbox:
    """The mailbox at this address. A name of a domain in another script is written as DNS knows it, where that is
    certain. Raises InvalidAddress."""
    local, _, domain = address.rpartition("@")
    if not local or not domain or "@" in local or NEVER.search(address):
        raise InvalidAddress("the address cannot be written into an envelope")
    return Mailbox(name, local, _as_dns(domain) if local.isascii() else domain)


def parse_sender(setting: str) -> Mailbox:
    """The mailbox in "Aisle <tickets@example.org>". Raises SettingsError: a mistake here must cost no mail."""
    found = NAMED.fullmatch(setting)
    try:
        return make_mailbox(found["name"].strip('"'), found["address"]) if found else make_mailbox("", setting.strip())
    except InvalidAddress:
        raise SettingsError("AISLE_MAIL_FROM must look like Rex Theatre <tickets@example.org>") from None


class MailboxHeader(str):
    """ "To: Ana <ana@example.org>", written by us to the letter; `EmailMessage` keeps it as it is."""

    name = "To"

    @classmethod
    def for_mailbox(cls, header: str, box: Mailbox) -> "MailboxHeader":
        """The line of one mailbox."""
        said = _phrase(box.name, header)
        line = cls(f"{said} <{box.address}>" if said else box.address)
        line.name = header
        return line

    def fold(self, *, policy: EmailPolicy) -> str:
        """As it goes out; encoded words are folded already."""
        return f"{self.name}: {self}{policy.linesep}"


def one_line(text: str) -> str:
    """Without line ends and other signs that cannot be printed."""
    return UNPRINTABLE.sub(" ", text).strip()


def _phrase(name: str, header: str) -> str:
    name = one_line(name)
    if PLAIN_NAME.fullmatch(name) and len(name) <= LONGEST_PLAIN:
        return name
    return Header(name, "utf-8", header_name=header).encode(linesep="\r\n") if name else ""


def _quoted(local: str) -> str:
    return f'"{local}"'


def _as_dns(domain: str) -> str:
    """xn--…, unless the old rules would lead to another domain (they make "ss" of "ß")."""
    try:
        written = domain.encode("idna")
        return written.decode() if written.decode("idna") == domain.lower() else domain
    except UnicodeError:
        return domain
