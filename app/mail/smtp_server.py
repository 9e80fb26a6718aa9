"""The mail server of the settings: address, TLS, login."""

from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import msgspec

from realtime.environment import SettingsError


class SmtpServer(msgspec.Struct, frozen=True):
    """A mail server and how to connect to it; `tls`: from the first byte, without STARTTLS."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, so that the connection needs no TLS."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


def ehlo_name(site_url: str) -> str:
    """Return our name for EHLO: the host of the site's address, an IP address in brackets."""
    host = urlsplit(site_url).hostname or "localhost"
    try:
        number = ip_address(host)
    except ValueError:
        return host.encode("idna").decode()
    return f"[{number}]" if number.version == 4 else f"[IPv6:{number}]"


def parse_server_url(url: str) -> SmtpServer:
    """Parse "smtp://user:password@host:587" or "smtps://host:465". Raises SettingsError."""
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
