"""What is in a draw that the organizer cannot know beforehand: a round of a beacon, a witness's key, or nothing."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import msgspec

from app.errors import BadInput
from app.waiting_room.draw.commitment import commitment
from app.waiting_room.draw.drand import CHAINS, QUICKNET
from app.waiting_room.text_input import clean_text

BEACON_DELAY = timedelta(seconds=20)
"""From the on-sale to the beacon's round: time for the close to be made and told to every browser before it."""


class EntropySource(msgspec.Struct, frozen=True):
    """`chain` and `round` name a beacon's value; `witness` and `witness_seal` whoever sealed a key of their own."""

    kind: Literal["beacon", "witness", "none"]
    chain: str | None = None
    round: int | None = None
    witness: str | None = None
    witness_seal: bytes | None = None

    def available_at(self) -> datetime | None:
        """When the beacon's round comes; None for what has no time."""
        chain = CHAINS.get(self.chain or "")
        return chain.time_of(self.round) if chain and self.round else None

    def log_text(self) -> str:
        """As the log binds it; a witness's name comes last."""
        if self.kind == "beacon":
            return f"outside=beacon chain={self.chain} round={self.round}"
        if self.kind == "witness" and self.witness_seal:
            return f"outside=witness witness_seal={self.witness_seal.hex()} witness={self.witness}"
        return "outside=none"


NO_ENTROPY = EntropySource("none")


def beacon_after(on_sale: datetime) -> EntropySource:
    """The round of the public beacon that comes soon after the numbers are closed."""
    return EntropySource("beacon", chain=QUICKNET.hash, round=QUICKNET.round_after(on_sale + BEACON_DELAY))


def witness_source(witness: str, seal: str) -> EntropySource:
    """Somebody else's key, of which only the seal is known: SHA-256(key ‖ room as 8 bytes), in hex. Raises BadInput."""
    name = clean_text(witness, "The name of the witness")
    if not 0 < len(name) <= 120:
        raise BadInput("A witness has a name of at most 120 letters, for everybody to read. Nothing was changed.")
    return EntropySource("witness", witness=name, witness_seal=parse_hex(seal, "A seal"))


def parse_hex(text: str, noun: str) -> bytes:
    """64 digits of hex as 32 bytes. Raises BadInput."""
    try:
        value = bytes.fromhex(text.strip())
    except ValueError:
        value = b""
    if len(value) != 32:
        raise BadInput(f"{noun} is 64 digits, 0 to 9 and a to f. Nothing was changed.")
    return value


def mismatch_reason(source: EntropySource, room: int, value: bytes, signature: bytes | None) -> str:
    """Why this is not the value that was named; "" where it is, as far as can be told."""
    if source.kind == "beacon":
        fits = signature is not None and sha256(signature).digest() == value
        return "" if fits else "This is no value of the beacon: it is not the SHA-256 of its signature."
    if source.kind == "witness":
        fits = len(value) == 32 and commitment(value, room) == source.witness_seal
        return "" if fits else f"This is not the key that {source.witness} sealed."
    return "Nothing from outside belongs to this draw." if value or signature else ""
