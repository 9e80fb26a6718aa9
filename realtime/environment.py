"""The settings that every process reads from the environment, and how they are read and checked."""

from typing import Annotated, Literal, TypeVar

import msgspec

DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105 - refused in production below

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
PositiveInt = Annotated[int, msgspec.Meta(ge=1)]


class SettingsError(Exception):
    """A setting is missing or invalid; the message is one clear line for the operator."""


class SharedSettings(msgspec.Struct, frozen=True, rename=lambda name: name.upper()):
    """The settings of every process. Names are environment variables in capitals."""

    aisle_env: Literal["development", "test", "production"] = "development"
    redis_url: Annotated[str, msgspec.Meta(pattern="^(rediss?|unix)://")] = "redis://127.0.0.1:6379/0"
    aisle_secret: str = DEVELOPMENT_SECRET
    aisle_site_url: str = "http://127.0.0.1:8000"
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


def require_secret(settings: SharedSettings) -> None:
    """Raise SettingsError for a production process without a secret of its own."""
    known = settings.aisle_secret == DEVELOPMENT_SECRET
    if settings.production and (known or len(settings.aisle_secret) < 32):
        raise SettingsError("AISLE_SECRET must be set to at least 32 random characters in production.")
