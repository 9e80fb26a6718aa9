"""The settings that every process reads from the environment, and how they are read and checked."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

import msgspec

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
PositiveInt = Annotated[int, msgspec.Meta(ge=1)]


class SettingsError(Exception):
    """A setting is missing or invalid; the message is one clear line for the operator."""


class SharedSettings(msgspec.Struct, frozen=True, rename=lambda name: name.upper()):
    """The settings of every process. Names are environment variables in capitals."""

    aisle_env: Literal["development", "test", "production"] = "development"
    redis_url: Annotated[str, msgspec.Meta(pattern="^(rediss?|unix)://")] = "redis://127.0.0.1:6379/0"
    aisle_map_keys: str = ""
    aisle_site_url: str = "http://127.0.0.1:8000"
    aisle_trusted_proxies: str = "127.0.0.1,::1"  # addresses and networks whose X-Forwarded-For is trusted
    aisle_log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def production(self) -> bool:
        """Whether this is production: secrets must be real, cookies secure, logs JSON, pages for developers absent."""
        return self.aisle_env == "production"


Kind = TypeVar("Kind", bound=SharedSettings)


def convert_environment(environment: dict[str, str], kind: type[Kind]) -> Kind:
    """Convert the variables that `kind` names; empty ones count as not set. Raises SettingsError for a wrong type."""
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    given = {name: value for name, value in environment.items() if name in known and value != ""}
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"A setting is wrong: {error}") from None


def split_list(name: str, listed: str) -> list[str]:
    """Return the entries of the comma-separated setting `name`. Raises SettingsError for an empty entry."""
    entries = [entry.strip() for entry in listed.split(",")]
    if not all(entries):
        raise SettingsError(f"{name} has an empty entry: remove the comma or the blanks that are too many.")
    return entries


def is_site(url: str) -> bool:
    """Return whether this may be the address of a site: http or https, with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_loopback(host: str | None) -> bool:
    """Return whether only this machine can reach `host`: localhost, 127.0.0.0/8 and ::1. An unknown name is not."""
    try:
        return host is not None and (host.lower() == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


def is_loopback_url(url: str) -> bool:
    """Return whether only this machine can reach the address. One that cannot be read is not such an address."""
    try:
        return is_loopback(urlsplit(url).hostname)
    except ValueError:
        return False


def is_live_key(stripe_key: str) -> bool:
    """Return whether payments with this secret key of Stripe may move real money: it is not marked as a test key."""
    return stripe_key != "" and not stripe_key.startswith(("sk_test_", "rk_test_"))


def is_exposed(environment: Mapping[str, str]) -> bool:
    """Return whether others may reach the installation of this environment, or money is real: it needs real secrets.

    That is so in production, with a live key of Stripe, with an https:// site, and where the site or a process listens
    on more than this machine's loopback addresses."""
    site = environment.get("AISLE_SITE_URL") or "http://127.0.0.1"
    hosts = [environment.get(name) or "127.0.0.1" for name in ("AISLE_WEB_HOST", "AISLE_REALTIME_HOST")]
    return (
        environment.get("AISLE_ENV") == "production"
        or is_live_key(environment.get("STRIPE_SECRET_KEY", ""))
        or not site.lower().startswith("http://")
        or not is_loopback_url(site)
        or not all(is_loopback(host) for host in hosts)
    )
