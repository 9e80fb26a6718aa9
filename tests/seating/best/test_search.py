"""Tests of best available: the seats that are taken, the reason, the next choice, and the error when nothing fits."""

import asyncio

import pytest

from app.errors import BadInput
from app.language.translator import english
from app.seating.best.availability import RecentAttempts, recent_attempts
from app.seating.best.search import Party, take_best
from app.seating.errors import NothingFits, NotOnSaleYet, SeatsContested, TooManySeats
from app.seating.holds.hold import hold_seats, release_seats
from app.seating.rules.row_rules import isolated_places
from db import pool
from db.transaction import transaction
from tests.seating.scenarios import create_small_performance, seat_letters
from tests.world import World

FEW = 40


async def test_a_party_alone_in_the_house_gets_the_very_best_and_hears_why(world: World) -> None:
    performance = await create_small_performance(world, "oooooo", "oooooo")
    best = await take_best(performance, "ana", Party(2))
    assert (best.seats, best.hold.seats) == ([0, 1], [0, 1])
    assert english.say(best.reason) == "2 together in row A, Stalls; the nearest to the stage."
    assert await seat_letters(performance) == "--.........."


@pytest.mark.parametrize(
    ("rows", "party", "words"),
    [
        (("ooo",), Party(2), "row A, Stalls; the nearest to the stage. It leaves a seat on its own"),
        (("oox", "oox"), Party(4), "4 in rows behind each other: row A and row B; the nearest to the stage"),
        (("oxo", "xox"), Party(3), "No 3 together are left; these are the nearest to each other"),
        (("rrrr",), Party(2), "2 together in row A, Stalls; the nearest to the stage. The view is restricted."),
        (("Table 7!ttt",), Party(3), "The whole of Table 7, Tables, for 3; the nearest to the stage"),
        (("Table 8!oooo",), Party(2), "2 together at Table 8, Tables; the nearest to the stage"),
        (("Pit:*****",), Party(5), "5 places in Pit, standing."),
        (("wcoo",), Party(2, wheelchairs=1), "1 wheelchair space and 1 companion seat in row A, Stalls"),
        (("oooo", "Circle:oooo"), Party(2, section="Circle"), "row B, Circle; the nearest to the stage (in Circle)."),
    ],
)
async def test_the_reason_is_said_in_words(world: World, rows: tuple[str, ...], party: Party, words: str) -> None:
    best = await take_best(await create_small_performance(world, *rows), "ana", party)
    assert words in english.say(best.reason)
    assert len(best.seats) == party.size


async def test_only_the_levels_that_were_asked_for_are_taken(world: World) -> None:
    performance = await create_small_performance(world, "oooo", "oooo", levels=("A", "B"), prices=(9000, 4000))
    best = await take_best(performance, "ana", Party(2, levels=frozenset({2})))
    assert best.seats == [4, 5]
    assert english.say(best.reason).endswith("the nearest to the stage (in B).")


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (None, 6000, "the nearest to the stage (up to €60.00)."),
        (2000, None, "the nearest to the stage (from €20.00)."),
        (2000, 6050, "the nearest to the stage (from €20.00 to €60.50)."),
        (None, 0, "the nearest to the stage (only free ones)."),
    ],
)
async def test_the_prices_that_were_asked_for_are_said(
    world: World, least: int | None, most: int | None, words: str
) -> None:
    performance = await create_small_performance(world, "oooo", "oooo", levels=("A", "B"), prices=(9000, 4000))
    best = await take_best(performance, "ana", Party(2, levels=frozenset({2}), min_price=least, max_price=most))
    assert english.say(best.reason).endswith(words)


async def test_show_me_another_gives_the_first_ones_back_and_never_shows_them_again(world: World) -> None:
    performance = await create_small_performance(world, "oooo", "oo", max_seats=2)
    first = await take_best(performance, "ana", Party(2))
    second = await take_best(performance, "ana", Party(2), replacing=first.seats, already_shown=first.already_shown)
    third = await take_best(performance, "ana", Party(2), replacing=second.seats, already_shown=second.already_shown)
    assert [first.seats, second.seats, third.seats] == [[0, 1], [2, 3], [4, 5]]
    assert "the next nearest" in english.say(second.reason)
    with pytest.raises(NothingFits, match="no others for 2"):
        await take_best(performance, "ana", Party(2), replacing=third.seats, already_shown=third.already_shown)
    assert await seat_letters(performance) == "....--"


async def test_another_party_size_may_keep_some_of_the_seats(world: World) -> None:
    performance = await create_small_performance(world, "oooo", max_seats=4)
    first = await take_best(performance, "ana", Party(2))
    more = await take_best(performance, "ana", Party(4), replacing=first.seats)
    assert more.hold.seats == [0, 1, 2, 3]


async def test_what_others_hold_cannot_be_given_back(world: World) -> None:
    performance = await create_small_performance(world, "oooo")
    await hold_seats(performance.id, "ben", [0, 1], performance.plan)
    best = await take_best(performance, "ana", Party(2), replacing=[0, 1])
    assert best.seats == [2, 3]
    assert await seat_letters(performance) == "----"


async def test_seats_set_aside_by_staff_are_passed_over(world: World) -> None:
    performance = await create_small_performance(world, "oooo", "oooo")
    friends = await pool.fetch_value(
        "INSERT INTO allocation (performance_id, name, code) VALUES ($1, 'Friends', 'F') RETURNING id", performance.id
    )
    await pool.execute("UPDATE seat SET allocation = $1 WHERE performance_id = $2 AND idx < 4", friends, performance.id)
    assert (await take_best(performance, "ana", Party(3))).seats in ([4, 5, 6], [5, 6, 7])


async def test_standing_room_is_the_last_rung_unless_it_was_asked_for(world: World) -> None:
    performance = await create_small_performance(world, "Pit:******", "oo")
    assert (await take_best(performance, "ana", Party(2))).seats == [6, 7]
    assert len((await take_best(performance, "ben", Party(3, section="Pit"))).seats) == 3
    assert len((await take_best(performance, "carl", Party(2))).seats) == 2
    with pytest.raises(NothingFits, match="There is 1 standing place"):
        await take_best(performance, "dora", Party(2))


@pytest.mark.parametrize(
    ("rows", "party", "words"),
    [
        (("oox", "xxo"), Party(4), "No seats for 4 are left. There are 3 seats. At most 2 are together."),
        (("xx",), Party(1), "No seat is left."),
        (("oooo",), Party(1, wheelchairs=1), "No wheelchair space is left."),
        (("wxoo",), Party(2, wheelchairs=2), "Only 1 wheelchair space is left."),
        (("wx",), Party(2, wheelchairs=1), "as many seats near it"),
        (("oo", "Circle:oooo"), Party(3, section="Stalls"), "the largest group still together is 4."),
        (("wcwc",), Party(2), "No seats for 2 are left."),
        (("Table 1!tttt",), Party(3), "No seats for 3 are left. Tables sold only whole are left, for 4."),
    ],
)
async def test_when_nothing_fits_it_says_what_would(
    world: World, rows: tuple[str, ...], party: Party, words: str
) -> None:
    performance = await create_small_performance(world, *rows)
    with pytest.raises(NothingFits) as error:
        await take_best(performance, "ana", party)
    assert words in str(error.value)
    assert "-" not in await seat_letters(performance)


@pytest.mark.parametrize(
    ("party", "no"),
    [
        (Party(0), BadInput),
        (Party(-1), BadInput),
        (Party(10**9), BadInput),
        (Party(9), TooManySeats),
        (Party(2, wheelchairs=3), BadInput),
        (Party(2, wheelchairs=-1), BadInput),
        (Party(2, companions=1), BadInput),
        (Party(2, levels=frozenset({7})), BadInput),
        (Party(2, levels=frozenset({0})), BadInput),
        (Party(2, section="The moon"), BadInput),
    ],
)
async def test_a_party_that_cannot_be_meant_is_refused(world: World, party: Party, no: type[Exception]) -> None:
    performance = await create_small_performance(world, "oooooooooo", "wc")
    with pytest.raises(no, match=r"\."):
        await take_best(performance, "ana", party, already_shown=[-1, 10**12], replacing=[-1, 10**12])
    assert "-" not in await seat_letters(performance)


async def test_before_the_sale_nothing_is_taken(world: World) -> None:
    performance = await create_small_performance(world, "oooo")
    await pool.execute("UPDATE performance SET on_sale_at = now() + interval '1 hour' WHERE id = $1", performance.id)
    with pytest.raises(NotOnSaleYet):
        await take_best(performance, "ana", Party(2))


async def test_one_after_the_other_no_seat_is_left_alone_that_need_not_be(world: World) -> None:
    performance = await create_small_performance(world, *["oooooo"] * 6)
    for n in range(18):
        await take_best(performance, f"fan-{n}", Party(2))
        line = (await seat_letters(performance)).replace(".", "o")
        rows = [line[start : start + 6] for start in range(0, 36, 6)]
        assert all("xox" not in f"x{row.replace('-', 'x')}x" for row in rows)
    assert await seat_letters(performance) == "-" * 36


async def test_forty_parties_at_once_all_get_an_answer_and_none_is_sent_away_while_seats_fit(world: World) -> None:
    performance = await create_small_performance(world, *["oooooooooo"] * 8)
    parties = (take_best(performance, f"fan-{n}", Party(2)) for n in range(FEW))
    got = await asyncio.gather(*parties)
    assert sorted(seat for best in got for seat in best.seats) == list(range(80))
    assert (
        await pool.fetch_value("SELECT count(DISTINCT hold_id) FROM seat WHERE performance_id = $1", performance.id)
        == FEW
    )


async def test_parties_that_know_nothing_of_each_other_try_the_next_best(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Search as from forty processes, of which each tries the same seats first."""
    monkeypatch.setattr(RecentAttempts, "seats", lambda *_: set())
    performance = await create_small_performance(world, *["oooooooooo"] * 8)
    got = await asyncio.gather(*(take_best(performance, f"fan-{n}", Party(2)) for n in range(FEW)))
    assert sorted(seat for best in got for seat in best.seats) == list(range(80))


async def test_who_finds_the_house_shut_leaves_no_seat_passed_over(world: World) -> None:
    performance = await create_small_performance(world, "oooo", max_seats=2)
    await hold_seats(performance.id, "ana", [3], performance.plan)
    with pytest.raises(TooManySeats):
        await take_best(performance, "ana", Party(2))
    assert recent_attempts.seats(performance.id) == set()


async def test_more_parties_than_seats_at_once_fill_the_house_and_the_rest_hear_that_it_is_full(world: World) -> None:
    performance = await create_small_performance(world, *["ooooo"] * 4)
    parties = (take_best(performance, f"fan-{n}", Party(1 + n % 3)) for n in range(FEW))
    got = await asyncio.gather(*parties, return_exceptions=True)
    assert all(not isinstance(error, Exception) or isinstance(error, NothingFits) for error in got)
    assert await seat_letters(performance) == "-" * 20


async def test_a_seat_given_back_is_offered_again_before_anybody_is_told_no(world: World) -> None:
    performance = await create_small_performance(world, "oo")
    await take_best(performance, "ana", Party(2))
    await release_seats(performance.id, "ana")
    assert (await take_best(performance, "ben", Party(2))).seats == [0, 1]


async def test_it_names_no_seat_that_it_leaves_alone_on_the_first_rung(world: World) -> None:
    performance = await create_small_performance(world, "ooooo", "oooo")
    best = await take_best(performance, "ana", Party(3))
    assert isolated_places("ooooo", best.seats) == []


async def test_where_others_are_claiming_one_standing_area_the_next_one_is_taken(world: World) -> None:
    performance = await create_small_performance(world, "Pit:**", "Terrace:**")
    async with transaction() as other:
        await other.execute("SELECT FROM seat WHERE performance_id = $1 AND idx < 2 FOR UPDATE", performance.id)
        assert (await take_best(performance, "ana", Party(2))).seats == [2, 3]
        with pytest.raises(SeatsContested):
            await take_best(performance, "ben", Party(2))
