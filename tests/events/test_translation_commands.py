"""Tests of the commands for the languages of organizers and the translations of events, run as a program."""

import json
from pathlib import Path

from app.events.catalog import get_public_performance
from tests.checkout.cli import aisle
from tests.world import World

Environment = dict[str, str]


async def translate(environment: Environment, folder: Path, content: object) -> tuple[int, str]:
    """Give a file with this JSON to `aisle event translate opening`."""
    file = folder / "texts.json"
    file.write_text(json.dumps(content))
    return await aisle(environment, "event", "translate", "opening", str(file))


async def test_texts_are_printed_filled_in_and_kept(
    world: World, server_environment: Environment, tmp_path: Path
) -> None:
    code, said = await aisle(server_environment, "event", "texts", "opening", "DE")
    assert (code, "Title: Opening Night at the Rex" in said, '"Booking fee": ""' in said) == (0, True, True)
    form = json.loads(said[said.index("{") : said.rindex("}") + 1])
    form["de"]["title"] = "Premiere im Rex"
    form["de"]["names"]["Standard"] = "Normalpreis"
    code, said = await translate(server_environment, tmp_path, form)
    assert (code, said.startswith("German (de): not translated yet: Premium, A, B, C, D, Booking fee, H")) == (0, True)
    assert (await get_public_performance(world.opening)).in_language("de").title == "Premiere im Rex"


async def test_a_language_is_whole_or_has_nothing(
    world: World, server_environment: Environment, tmp_path: Path
) -> None:
    names = ("Standard", "Premium", "A", "B", "C", "D", "Booking fee", "Handling")
    whole = {"ja": {"title": "初日", "names": {name: f"{name}席" for name in names}}}
    assert await translate(server_environment, tmp_path, whole) == (0, "Japanese (ja): everything is translated.\n")
    nothing = {"ja": {"title": "", "names": dict.fromkeys(names, "")}}
    assert await translate(server_environment, tmp_path, nothing) == (0, "Japanese (ja): nothing is translated.\n")


async def test_what_cannot_be_kept_is_refused_in_one_line(
    world: World, server_environment: Environment, tmp_path: Path
) -> None:
    code, said = await translate(server_environment, tmp_path, {"de": {"names": {"Kid": "Kind"}}})
    assert (code, 'called "Kid". Its names are' in said, said.count("\n")) == (1, True, 1)
    code, said = await aisle(server_environment, "event", "texts", "opening", "klingon")
    assert (code, 'No language called "klingon" is known' in said, said.count("\n")) == (1, True, 1)
    assert (await aisle(server_environment, "event", "texts", "moon", "de"))[0] == 1


async def test_an_organizer_has_a_language(world: World, server_environment: Environment) -> None:
    code, said = await aisle(server_environment, "organizer", "language", "olga", "gl")
    assert (code, "The texts of olga are in Galician (gl). Aisle does not speak it" in said) == (0, True)
    assert (await get_public_performance(world.opening)).language == "gl"
    assert await aisle(server_environment, "organizer", "language", "olga", "en") == (
        0,
        "The texts of olga are in English (en).\n",
    )
    assert (await aisle(server_environment, "organizer", "language", "otto", "de"))[0] == 1
