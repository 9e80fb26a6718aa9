"""Wishes for seats and holds, judged by the rules of a row (app.seating.rules.row_rules) on the rows as they are
now."""

from collections.abc import Collection, Sequence

import msgspec

from app.errors import AisleError
from app.events.catalog import Performance
from app.seating.holds.hold import Hold, live_hold
from app.seating.plan.seat_order import Chains, chains_of
from app.seating.plan.seats import names
from app.seating.rule_refusals import CompanionSeat, LeavesSingle, WheelchairSpace, WholeTable
from app.seating.rules import row_rules
from app.seating.rules.row_state import RowPicture, pictures_of
from app.venues.seat_names import labels_in_words

OFFERED = 2


class Advice(msgspec.Struct, frozen=True):
    """What to say about seats somebody holds. `alone`: seats they leave on their own. `move`: seats to have instead,
    called `move_words`; `instead`: the ones of theirs that are then given back."""

    alone: list[int]
    move: list[int]
    instead: list[int]
    words: str
    move_words: str


async def judge_wish(
    show: Performance, person: str, seats: Sequence[int], wheelchairs: int = 0, instead: Collection[int] = ()
) -> None:
    """Returns when the rules allow this person to add `seats` to what they hold, `instead` given back for them.

    `wheelchairs`: how many wheelchair spaces are asked for as such. Seats that cannot be had anyway are not judged.
    Raises one of app.seating.rule_refusals."""
    chains = await chains_of(show.plan)
    wish = {seat for seat in seats if 0 <= seat < len(chains.at) and chains.at[seat] >= 0}
    letters = {seat: chr(chains.letters[chains.at[seat]]) for seat in wish}
    if show.singles != "refuse" and set(letters.values()) <= {"o"} and not instead:
        return
    hold = await live_hold(show.id, person)
    held = set(hold.seats) if hold else set()
    back = held & (set(instead) - wish)
    own, after = held - back, (held | wish) - back
    _judge_tables(chains, after, back)
    _judge_company(chains, after, wish - own, wheelchairs)
    if not wish - own:
        return  # sent again, or only given back
    pictures = await pictures_of(show, chains, wish - own, own)
    asked = wheelchairs + _count(chains, own, "w")
    for picture in pictures:
        if all(picture.row[place] != "x" for place in picture.new):
            _judge_row(chains, picture, asked, strict=show.singles == "refuse")


async def advice(show: Performance, hold: Hold) -> Advice | None:
    """A word about seats that this hold leaves on their own and need not; None when there is nothing to say."""
    if show.singles == "off":
        return None
    chains = await chains_of(show.plan)
    for picture in await pictures_of(show, chains, set(hold.seats), set(hold.seats)):
        blocks = picture.general and not picture.chain.seat.at_table and picture.better()
        if blocks:
            return _advised(chains, picture, blocks[0])
    return None


def _judge_tables(chains: Chains, after: Collection[int], back: Collection[int]) -> None:
    """Raises WholeTable when of a table that is sold whole a part is given back and a part stays."""
    for number in sorted({chains.of[chains.at[seat]] for seat in _of_kind(chains, back, "t")}):
        table = [chains.seat[place] for place in chains.chains[number].positions]
        if any(seat in after for seat in table):
            raise _whole_table(chains, [seat for seat in table if seat in after or seat in back])


def _judge_company(chains: Chains, after: Collection[int], new: Collection[int], wheelchairs: int) -> None:
    spaces = _of_kind(chains, new, "w")
    if len(spaces) > max(wheelchairs, 0):
        raise WheelchairSpace(_space_words(chains, spaces), seats=spaces)
    having, companions = _count(chains, after, "w"), _of_kind(chains, after, "c")
    if len(companions) > having * row_rules.COMPANIONS:
        named = _of_kind(chains, new, "c") or companions
        raise CompanionSeat(_companion_words(chains, named, having), seats=named)


def _judge_row(chains: Chains, picture: RowPicture, wheelchairs: int, *, strict: bool) -> None:
    verdict = row_rules.judge(picture.row, picture.taken, wheelchairs)
    if verdict == "table":
        raise _whole_table(chains, picture.at(place for place, letter in enumerate(picture.row) if letter == "t"))
    if verdict == "single" and strict and not picture.chain.seat.at_table:
        raise _leaves_single(chains, picture)


def _whole_table(chains: Chains, table: list[int]) -> AisleError:
    words = f"{names(chains.picture, table)} are sold together. Take the whole table."
    return WholeTable(words, left=table, left_words="the whole table")


def _leaves_single(chains: Chains, picture: RowPicture) -> AisleError:
    alone = picture.at(row_rules.left_alone(picture.row, picture.taken))
    kept = picture.beside()
    blocks = kept or picture.better()
    best = picture.at(blocks[0])
    fine = ", or ".join(_labels(chains, picture.at(block)) for block in blocks[:OFFERED])
    own = [] if kept else picture.at(sorted(picture.own - set(blocks[0])))
    instead = f" instead of {_labels(chains, own)}" if own else ""
    left = f"That would leave {names(chains.picture, alone)} on {_its(alone)} own."
    return LeavesSingle(
        f"{left} Take {fine}{instead}. Nothing was taken.",
        alone=alone, left=best, left_words=names(chains.picture, best), instead=own,
    )  # fmt: skip


def _advised(chains: Chains, picture: RowPicture, block: range) -> Advice:
    alone, move = picture.at(row_rules.left_alone(picture.row, picture.taken)), picture.at(block)
    seat = "Seat" if len(alone) == 1 else "Seats"
    left = f"{seat} {_labels(chains, alone)} {'is' if len(alone) == 1 else 'are'} left on {_its(alone)} own."
    return Advice(
        alone, move, picture.at(sorted(picture.own - set(block))),
        f"{left} Take {_labels(chains, move)} instead?", names(chains.picture, move),
    )  # fmt: skip


def _of_kind(chains: Chains, seats: Collection[int], letter: str) -> list[int]:
    kind = ord(letter)
    return [seat for seat in sorted(seats) if chains.at[seat] >= 0 and chains.letters[chains.at[seat]] == kind]


def _count(chains: Chains, seats: Collection[int], letter: str) -> int:
    return len(_of_kind(chains, seats, letter))


def _labels(chains: Chains, seats: Sequence[int]) -> str:
    return labels_in_words([chains.picture[seat].label for seat in seats])


def _its(seats: Sequence[int]) -> str:
    return "its" if len(seats) == 1 else "their"


def _space_words(chains: Chains, spaces: Sequence[int]) -> str:
    if len(spaces) == 1:
        return f"{names(chains.picture, spaces)} is kept for a wheelchair. Say that you need it, and it is yours."
    return f"{names(chains.picture, spaces)} are kept for wheelchairs. Say how many you need."


def _companion_words(chains: Chains, seats: Sequence[int], spaces: int) -> str:
    are = "is" if len(seats) == 1 else "are"
    if not spaces:
        return f"{names(chains.picture, seats)} {are} kept for who comes with a wheelchair. Take the space with it."
    most = spaces * row_rules.COMPANIONS
    return f"At most {most} seats for companions go with what you have. Take other seats beside."
