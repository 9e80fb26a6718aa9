"""The house from a terminal, run as a program."""

import asyncio
import sys
from pathlib import Path

from db.pool import fetch_value
from tests.venues.files import CLUB_HALL
from tests.world import World

ROOT = Path(__file__).parents[2]
DATES = ("--starts", "2031-01-09T19:30", "--on-sale", "2030-12-01 10:00")


async def aisle(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Exit code and everything it said."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", *arguments, cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await program.communicate()
    return program.returncode or 0, said.decode()


async def test_a_plan_is_imported_drafted_published_and_cancelled(
    world: World, house_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "hall.json").write_bytes(CLUB_HALL)
    code, said = await aisle(
        house_environment, "import-plan", str(tmp_path / "hall.json"), "--venue", "rex", "--name", "Club"
    )
    assert (code, "1,115 seats" in said, "Танцевальный партер (ТП)" in said) == (0, True, True)
    plan = str(await fetch_value("SELECT id FROM seating_plan WHERE name = 'Club'"))
    code, said = await aisle(house_environment, "performance", "create", "--event", "opening", "--plan", plan, *DATES)
    number = said.split()[1]
    assert (code, said) == (0, f"Performance {number} is a draft.\n")
    assert (await aisle(house_environment, "performance", "publish", number))[0] == 1
    assert (await aisle(house_environment, "performance", "cancel", number))[0] == 0


async def test_a_time_is_meant_by_the_clock_of_the_venue(world: World, house_environment: dict[str, str]) -> None:
    prices = [word for level in ("Premium", "A", "B", "C", "D") for word in ("--price", f"{level}=0")]
    new = ("--event", "gala", "--title", "Gala", "--organizer", "olga", "--plan", str(world.plan), *DATES)
    code, said = await aisle(house_environment, "performance", "create", *new, *prices)
    starts = await fetch_value("SELECT starts_at FROM performance WHERE id = $1", int(said.split()[1]))
    assert (code, starts.isoformat()) == (0, "2031-01-09T19:30:00+00:00")
    code, said = await aisle(house_environment, "performance", "publish", said.split()[1])
    assert (code, "1,200 seats" in said) == (0, True)


async def test_a_refusal_is_one_line_and_exit_code_one(
    world: World, house_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text('{"zones":[{"rows":[{"seats":[{"seat_guid":7}]}]}]}')
    code, said = await aisle(house_environment, "import-plan", str(tmp_path / "bad.json"), "--venue", "rex")
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("aisle: zones[0].rows[0].seats[0].seat_guid")
    assert await fetch_value("SELECT count(*) FROM seating_plan") == 1
