"""Lists the SQL functions that this release no longer calls, and its version.

While a new release starts, the one before it still runs beside it and calls the old functions. So a function that is
removed or renamed stays in the database for one release: enter its signature here, with the release that has stopped
calling it, and `aisle migrate` of a later release drops it (ADR 14). Entries stay: a database may skip releases."""

from typing import NamedTuple, TypeAlias

Release: TypeAlias = tuple[int, int, int]

RELEASE: Release = (0, 1, 0)
"""The version in pyproject.toml, repeated here because a checkout that is not installed cannot read its own version."""


class RetiredFunction(NamedTuple):
    """`signature`: name and types of the parameters, without OUT parameters. `retired_in`: the first release that does
    not call it; dropped by the first release after that."""

    signature: str
    retired_in: Release


class ExtendedFunction(NamedTuple):
    """A function that got a further last parameter with a default. `signature`: before that; `kept_as`: the name of
    that version for one release, because Postgres cannot choose between the two for a call without the argument."""

    signature: str
    kept_as: str

    @property
    def kept_signature(self) -> str:
        """Its signature under that name."""
        return self.kept_as + self.signature[self.signature.index("(") :]


EXTENDED = (
    ExtendedFunction("admit_places(bigint, bigint[], bigint[], text[], integer)", "admit_places_untraced"),
    ExtendedFunction("call_places(bigint, bigint, text)", "call_places_untraced"),
    ExtendedFunction("end_place(bigint, bigint, bigint, text)", "end_place_untraced"),
    ExtendedFunction("enter_room(bigint, bigint, text, bytea, integer)", "enter_room_untraced"),
    ExtendedFunction("extend_hold(bigint, text, integer, text)", "extend_hold_untraced"),
    ExtendedFunction(
        "hold_seats(bigint, text, integer[], bigint, text[], integer[], integer, integer, integer)",
        "hold_seats_untraced",
    ),
    ExtendedFunction("release_expired_holds(integer)", "release_expired_holds_untraced"),
    ExtendedFunction("release_seats(bigint, text, integer[])", "release_seats_untraced"),
    ExtendedFunction("release_seats_of_hold(bigint, text, bigint, integer[])", "release_seats_of_hold_untraced"),
)
RETIRED = (
    RetiredFunction("hold_seats(bigint, text, integer[], bigint, text[])", (0, 0, 0)),  # before standing areas
    RetiredFunction("count_places(bigint, integer, timestamptz, bigint[])", (0, 1, 0)),  # now count_open_places
    RetiredFunction("give_back(bigint, text, bigint, integer[])", (0, 1, 0)),  # now release_seats_of_hold
    RetiredFunction("kept_until(bigint, bigint, timestamptz)", (0, 1, 0)),  # now get_place_deadline
    RetiredFunction("sweep_holds(integer)", (0, 1, 0)),  # now release_expired_holds
    *(RetiredFunction(extended.kept_signature, (0, 1, 0)) for extended in EXTENDED),
)


def functions_to_drop(release: Release) -> list[str]:
    """Return the signatures of the functions that neither `release` nor the one before it calls."""
    return [function.signature for function in RETIRED if function.retired_in < release]
