"""Keys: each purpose has a list of its own. The first key of a list signs, and each key of it is accepted.

The keys of a purpose are derived from the root secrets in AISLE_SECRET, unless the setting of that purpose lists others
(AISLE_TICKET_KEYS, say). A derived key does not reveal its root secret or the key of another purpose."""

import functools
import hmac
import re
from collections.abc import Mapping
from enum import StrEnum

from realtime.environment import SettingsError, split_list

DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105 - refused where others can reach the installation
MIN_LENGTH = 32
"""Characters of each entry of a list where others can reach the installation."""
DERIVED = re.compile(r"[0-9a-f]{64}")

Keys = tuple[bytes, ...]
"""The keys of one purpose: the first one signs, all are accepted."""


class Purpose(StrEnum):
    """What a key is for. The value is a part of what the key is derived from, so it never changes."""

    SESSION = "session"
    CSRF = "csrf token"
    PASS = "admission pass"  # noqa: S105 - a name
    PLACE = "place token"
    MAP = "map token"
    TICKET = "ticket code"

    @property
    def setting(self) -> str:
        """The environment variable that lists the keys of this purpose."""
        return f"AISLE_{self.name}_KEYS"


def derive_key(root: str, purpose: Purpose) -> bytes:
    """Derive the key of a purpose from a root secret: 32 bytes."""
    return hmac.digest(root.encode(), f"aisle {purpose}".encode(), "sha256")


@functools.lru_cache(maxsize=64)
def read_keys(purpose: Purpose, own: str, roots: str) -> Keys:
    """Return the keys that the list `own` contains; if it is empty, those derived from the root secrets in `roots`.

    Raises SettingsError for a list with an empty entry."""
    if own:
        return tuple(_key_of(entry) for entry in split_list(purpose.setting, own))
    return tuple(derive_key(root, purpose) for root in split_list("AISLE_SECRET", roots))


def _key_of(entry: str) -> bytes:
    """Return the key that an entry stands for: 64 hex digits, as derived keys are printed, are 32 bytes."""
    return bytes.fromhex(entry) if DERIVED.fullmatch(entry) else entry.encode()


def keys_line(purpose: Purpose, own: str, roots: str) -> str:
    """Return the line of an environment that lists the keys of this purpose, without any root secret."""
    entries = split_list(purpose.setting, own) if own else [key.hex() for key in read_keys(purpose, "", roots)]
    return f"{purpose.setting}={','.join(entries)}"


def gateway_keys(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variable that a gateway needs beside the web process of `environment`, which may have no secret."""
    roots = environment.get("AISLE_SECRET") or DEVELOPMENT_SECRET
    name, _, value = keys_line(Purpose.MAP, environment.get(Purpose.MAP.setting, ""), roots).partition("=")
    return {name: value}


def require_strong_keys(name: str, listed: str, advice: str) -> None:
    """Raise SettingsError if the setting `name` lists a short entry, or one that everyone knows. `advice`: what to do.

    For installations that others can reach."""
    known = {DEVELOPMENT_SECRET, *(derive_key(DEVELOPMENT_SECRET, purpose).hex() for purpose in Purpose)}
    if any(entry in known or len(entry) < MIN_LENGTH for entry in split_list(name, listed)):
        raise SettingsError(f"{name} must list random entries of at least {MIN_LENGTH} characters each: {advice}")
