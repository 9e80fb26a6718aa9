"""How many seats one address may hold at a performance: drafted, changed by the command, and refused."""

import pytest

from app.events.catalog import get_public_performance
from db.pool import fetch_value
from tests.checkout.cli import aisle
from tests.events.test_commands import DATES
from tests.world import World

NUMBER = "SELECT seats_per_address FROM performance WHERE id = $1"


async def test_the_number_is_drafted(world: World, server_environment: dict[str, str]) -> None:
    new = ("--event", "opening", "--plan", str(world.plan), *DATES)
    for given, stored in (((), None), (("--seats-per-address", "2000"), 2000), (("--seats-per-address", "0"), 0)):
        code, said = await aisle(server_environment, "performance", "create", *new, *given)
        assert (code, await fetch_value(NUMBER, int(said.split()[1]))) == (0, stored)


async def test_the_number_is_changed_and_unset(world: World, server_environment: dict[str, str]) -> None:
    number = str(world.preview)
    assert (await get_public_performance(world.preview)).seats_per_address is None
    for given, words in (
        (("--seats-per-address", "2000"), "2,000 seats"),
        (("--seats-per-address", "0"), "any number of seats"),
        ((), "as many seats as AISLE_SEATS_HELD_PER_ADDRESS says"),
    ):
        code, said = await aisle(server_environment, "performance", "limit", number, *given)
        assert (code, said) == (0, f"At performance {number} one address may hold {words} at a time.\n")
        stored = (await get_public_performance(world.preview)).seats_per_address
        assert stored == (int(given[1]) if given else None)
    assert await fetch_value(NUMBER, world.opening) is None


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("1", "--seats-per-address", "7"), 1, "One address may hold 8 to 1,000,000 seats, or any number with 0."),
        (("1", "--seats-per-address", "1000001"), 1, "One address may hold 8 to 1,000,000 seats"),
        (("99", "--seats-per-address", "20"), 1, "There is no such performance."),
        (("1", "--seats-per-address", "-1"), 2, "-1 is not in the range"),
        (("1", "--seats-per-address", "many"), 2, "'many' is not a valid integer"),
    ],
)
async def test_a_number_that_makes_no_sense_is_refused(
    world: World, server_environment: dict[str, str], words: tuple[str, ...], code: int, says: str
) -> None:
    ended, said = await aisle(server_environment, "performance", "limit", *words)
    assert (ended, says in said) == (code, True)
    assert await fetch_value(NUMBER, world.opening) is None
