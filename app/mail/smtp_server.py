"""Which mail server is spoken to, and how."""

from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import msgspec

from realtime.environment import SettingsError


class SmtpServer(msgspec.Struct, frozen=True):
    """A mail server and how to speak to it."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is this very machine, so that nobody is in between."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


def ehlo_name(site_url: str) -> str:
    """What the house calls itself in EHLO: its site's name, or its number in brackets."""
    host = urlsplit(site_url).hostname or "localhost"
    try:
        number = ip_address(host)
    except ValueError:
        return host.encode("idna").decode()
    return f"[{number}]" if number.version == 4 else f"[IPv6:{number}]"


def parse_server_url(url: str) -> SmtpServer:
    """The server at "smtp://user:password@host:587" or "smtps://host:465". Raises SettingsError."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        port = host = None
    if not host or parts.scheme not in ("smtp", "smtps"):
        raise SettingsError("AISLE_SMTP_URL must look like smtp://user:password@mail.example.org:587")
    tls = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(host, port or (465 if tls else 587), tls, user, password)
