"""Sources of a draw's outside value, which the organizer cannot know before: a beacon, a witness, or none."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import msgspec

from app.errors import BadInput
from app.language.messages import Message, message
from app.text_input import clean_text
from app.waiting_room.draw.commitment import commitment
from app.waiting_room.draw.drand import CHAINS, QUICKNET

BEACON_DELAY = timedelta(seconds=20)  # from the on-sale to the round, so that every browser knows the close before


class EntropySource(msgspec.Struct, frozen=True):
    """A source of an outside value. `chain`, `round`: of a beacon. `witness`: a person; `witness_seal`: of its key."""

    kind: Literal["beacon", "witness", "none"]
    chain: str | None = None
    round: int | None = None
    witness: str | None = None
    witness_seal: bytes | None = None

    def available_at(self) -> datetime | None:
        """Return when the beacon's round is published; None for a witness or no outside value."""
        chain = CHAINS.get(self.chain or "")
        return chain.time_of(self.round) if chain and self.round else None

    def log_text(self) -> str:
        """Return the text for the public log. A witness's name comes last, because it may contain spaces."""
        if self.kind == "beacon":
            return f"outside=beacon chain={self.chain} round={self.round}"
        if self.kind == "witness" and self.witness_seal:
            return f"outside=witness witness_seal={self.witness_seal.hex()} witness={self.witness}"
        return "outside=none"


NO_ENTROPY = EntropySource("none")


def beacon_after(on_sale: datetime) -> EntropySource:
    """Return as source the round of the public beacon that comes soon after the close at `on_sale`."""
    return EntropySource("beacon", chain=QUICKNET.hash, round=QUICKNET.round_after(on_sale + BEACON_DELAY))


def witness_source(witness: str, seal: str) -> EntropySource:
    """Return a witness as source. `seal`: SHA-256(key ‖ room id as 8 bytes), in hex. Raises BadInput."""
    name = clean_text(witness, message("The name of the witness"))
    if not 0 < len(name) <= 120:
        raise BadInput(
            message("A witness has a name of at most 120 letters, for everybody to read. Nothing was changed.")
        )
    return EntropySource(
        "witness",
        witness=name,
        witness_seal=parse_hex(seal, message("A seal is 64 digits, 0 to 9 and a to f. Nothing was changed.")),
    )


def parse_hex(text: str, rule: Message) -> bytes:
    """Decode 64 hex digits to 32 bytes. Raises BadInput, which says the `rule`."""
    try:
        value = bytes.fromhex(text.strip())
    except ValueError:
        value = b""
    if len(value) != 32:
        raise BadInput(rule)
    return value


def mismatch_reason(source: EntropySource, room: int, value: bytes, signature: bytes | None) -> Message | None:
    """Return why `value` is not the announced one; None if it is, as far as that can be checked here."""
    if source.kind == "beacon":
        matches = signature is not None and sha256(signature).digest() == value
        problem = message("This is no value of the beacon: it is not the SHA-256 of its signature.")
        return None if matches else problem
    if source.kind == "witness":
        matches = len(value) == 32 and commitment(value, room) == source.witness_seal
        problem = message("This is not the key that {witness} sealed.", witness=source.witness or "")
        return None if matches else problem
    return message("Nothing from outside belongs to this draw.") if value or signature else None
