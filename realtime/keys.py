"""Keys: each purpose has a list of its own. The first key of a list signs, and each key of it is accepted.

The keys of a purpose are derived from the root secrets in AISLE_SECRET, unless the setting of that purpose lists others
(AISLE_TICKET_KEYS, say). A derived key does not reveal its root secret or the key of another purpose."""

import functools
import hmac
import re
from collections.abc import Iterable, Mapping
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

    The last key of tickets is that of the text `roots` as it stands, where that differs from its one entry: codes of
    version 1 were signed so. Raises SettingsError for a list with an empty entry."""
    if own:
        return tuple(_key_of(entry) for entry in split_list(purpose.setting, own))
    entries = root_secrets(roots)
    if purpose is Purpose.TICKET and roots not in entries:
        entries = [*entries, roots]
    return tuple(derive_key(root, purpose) for root in entries)


def root_secrets(listed: str) -> list[str]:
    """Return the entries of AISLE_SECRET. One comma at its end is allowed: a ticket may be signed with it.

    Raises SettingsError for an empty entry."""
    return split_list("AISLE_SECRET", listed.rstrip().removesuffix(","))


def _key_of(entry: str) -> bytes:
    """Return the key that an entry of a list of keys is: 64 hex digits, as derived keys are printed, are 32 bytes."""
    return bytes.fromhex(entry) if DERIVED.fullmatch(entry) else entry.encode()


def keys_line(purpose: Purpose, own: str, roots: str) -> str:
    """Return the line of an environment that lists the keys of this purpose, without any root secret."""
    entries = split_list(purpose.setting, own) if own else [key.hex() for key in read_keys(purpose, "", roots)]
    return f"{purpose.setting}={','.join(entries)}"


def ticket_keys_line(own: str, roots: str) -> str:
    """Return the line that lists the keys of tickets: those that the root secrets have, then the others of `own`."""
    derived = read_keys(Purpose.TICKET, "", roots)
    others = (
        [entry for entry in split_list(Purpose.TICKET.setting, own) if _key_of(entry) not in derived] if own else []
    )
    return f"{Purpose.TICKET.setting}={','.join([*(key.hex() for key in derived), *others])}"


def gateway_keys(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variable that a gateway needs beside the web process of `environment`, which may have no secret."""
    roots = environment.get("AISLE_SECRET") or DEVELOPMENT_SECRET
    name, _, value = keys_line(Purpose.MAP, environment.get(Purpose.MAP.setting, ""), roots).partition("=")
    return {name: value}


def require_strong_keys(name: str, entries: Iterable[str], advice: str) -> None:
    """Raise SettingsError if an entry of the setting `name` is short or known to everyone. `advice`: what to do.

    For installations that others can reach."""
    known = {DEVELOPMENT_SECRET, *(derive_key(DEVELOPMENT_SECRET, purpose).hex() for purpose in Purpose)}
    if any(entry in known or len(entry) < MIN_LENGTH for entry in entries):
        raise SettingsError(f"{name} must list random entries of at least {MIN_LENGTH} characters each: {advice}")
