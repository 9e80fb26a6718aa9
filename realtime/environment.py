"""The settings that every process reads from the environment, and how they are read and checked."""

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


def require_site(url: str) -> None:
    """Raise SettingsError if this cannot be the address of a site: http or https, with a host."""
    if not _is_site(url):
        raise SettingsError("AISLE_SITE_URL must be an address such as https://tickets.example.org.")


def _is_site(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
