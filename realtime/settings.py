"""The gateway's part of the environment. It imports no app, so it reads the web tier's names by itself."""

import functools
import os
import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105 - the same as the web tier's; refused in production


class Settings(msgspec.Struct, frozen=True, rename=lambda name: name.upper()):
    """Names are environment variables in capitals. Times are seconds, sizes bytes."""

    aisle_env: Literal["development", "test", "production"] = "development"
    redis_url: Annotated[str, msgspec.Meta(pattern="^(rediss?|unix)://")] = "redis://127.0.0.1:6379/0"
    aisle_secret: str = DEVELOPMENT_SECRET
    aisle_site_url: str = "http://127.0.0.1:8000"
    aisle_realtime_host: str = "127.0.0.1"
    aisle_realtime_port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8001
    aisle_log_level: Literal["debug", "info", "warning", "error"] = "info"

    aisle_sockets: int = 20_000  # of one process; as many file descriptors are needed
    aisle_sockets_per_address: int = 2_000  # a campus is one address
    aisle_trusted_proxies: str = ""  # addresses, comma-separated, whose X-Forwarded-For is believed
    aisle_rooms_per_socket: int = 8
    aisle_tick: float = 0.05
    aisle_beat: float = 10.0
    aisle_linger: float = 5.0  # an empty room is kept as long, so that reloading a page costs no subscription
    aisle_buffer: int = 64 * 1024
    aisle_ping: float = 20.0

    @property
    def origins(self) -> list[str]:
        """The site's own origin; in development also its other name on this machine."""
        own = origin_of(self.aisle_site_url)
        if self.aisle_env != "development":
            return [own]
        return [own, *({re.sub(r"//(127\.0\.0\.1|localhost)", f"//{name}", own) for name in LOCAL_HOSTS} - {own})]

    @property
    def proxies(self) -> frozenset[str]:
        """Peers that speak for somebody else."""
        return frozenset(filter(None, self.aisle_trusted_proxies.replace(" ", "").split(",")))


LOCAL_HOSTS = ("127.0.0.1", "localhost")
DEFAULT_PORTS = {"https": 443, "http": 80}


def origin_of(address: str) -> str:
    """The origin of an address as browsers write it: small letters, no default port, no path."""
    parts = urlsplit(address.lower())
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


class SettingsError(Exception):
    """A setting is missing or makes no sense; one line for the operator."""


def read_settings(environment: dict[str, str]) -> Settings:
    """The settings in `environment`. Raises SettingsError for a wrong type or a production with the known secret."""
    known = {field.encode_name for field in msgspec.structs.fields(Settings)}
    given = {name: value for name, value in environment.items() if name in known and value != ""}
    try:
        found = msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as problem:
        raise SettingsError(f"A setting is wrong: {problem}") from None
    if found.aisle_env == "production" and (found.aisle_secret == DEVELOPMENT_SECRET or len(found.aisle_secret) < 32):
        raise SettingsError("AISLE_SECRET must be set to at least 32 random characters in production.")
    if not urlsplit(found.aisle_site_url).netloc:
        raise SettingsError("AISLE_SITE_URL must be an address such as https://tickets.example.org.")
    return found


@functools.cache
def settings() -> Settings:
    """This process's settings, read at the first call."""
    return read_settings(dict(os.environ))
