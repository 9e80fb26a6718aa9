"""The command `aisle verify-draw`."""

from pathlib import Path

from tests.checkout.cli import aisle
from tests.waiting_room.draw.draw_scenario import create_sealed_room, download_archive
from tests.world import World


async def test_a_download_is_checked_at_the_terminal_without_a_database(
    world: World, server_environment: dict[str, str], tmp_path: Path
) -> None:
    archive = tmp_path / "draw.zip"
    archive.write_bytes(await download_archive(await create_sealed_room(world)))
    nowhere = server_environment | {"DATABASE_URL": "postgresql:///nowhere"}
    assert (await aisle(nowhere, "verify-draw", str(archive)))[0] == 0
    code, said = await aisle(nowhere, "verify-draw", str(archive), "--kept", f"1:{'0' * 16}")
    assert (code, said) == (1, "WRONG: log.csv, line 2: not the hash that you kept: a log made anew\n")
    assert "--number" in (await aisle(nowhere, "verify-draw", "--help"))[1]
