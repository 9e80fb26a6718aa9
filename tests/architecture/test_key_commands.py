"""`aisle keys`: the lines that it prints, also where no secret is set yet."""

import app.settings
import realtime.settings
from realtime.keys import Purpose, derive_key
from tests.fork_server import run

PRODUCTION = {
    "AISLE_ENV": "production",
    "AISLE_SITE_URL": "https://tickets.example",
    "AISLE_SOCKET_URL": "wss://tickets.example/live",
}


async def printed(environment: dict[str, str], *words: str) -> dict[str, str]:
    """Run `aisle keys`; return the variable of the one line that it prints."""
    code, output = await run("app.cli", environment | PRODUCTION, "keys", *words)
    assert (code, output.count("\n")) == (0, 1), output
    name, _, value = output.strip().partition("=")
    return {name: value}


async def test_a_new_secret_is_made_where_there_is_none_and_is_strong_enough(
    server_environment: dict[str, str],
) -> None:
    first, second = [await printed(server_environment, "new") for _ in range(2)]
    assert first != second
    assert app.settings.read_settings(PRODUCTION | first).production


async def test_the_gateways_line_is_all_that_it_needs(server_environment: dict[str, str]) -> None:
    secret = {"AISLE_SECRET": f"{'n' * 40},{'o' * 40}"}
    line = await printed(server_environment | secret, "gateway")
    assert realtime.settings.read_settings(PRODUCTION | line).map_keys == app.settings.read_settings(
        PRODUCTION | secret
    ).keys(Purpose.MAP)
    assert secret.keys() & line.keys() == set()


async def test_ticket_keys_outlive_their_root_secret(server_environment: dict[str, str]) -> None:
    old = {"AISLE_SECRET": "o" * 40}
    line = await printed(server_environment | old, "tickets")
    new = app.settings.read_settings(PRODUCTION | {"AISLE_SECRET": "n" * 40} | line)
    assert new.keys(Purpose.TICKET) == app.settings.read_settings(PRODUCTION | old).keys(Purpose.TICKET)
    assert new.keys(Purpose.SESSION) != app.settings.read_settings(PRODUCTION | old).keys(Purpose.SESSION)


async def test_a_second_rotation_adds_to_the_listed_ticket_keys(server_environment: dict[str, str]) -> None:
    first = await printed(server_environment | {"AISLE_SECRET": "o" * 40}, "tickets")
    rotated = {
        "AISLE_SECRET": f"{'n' * 40},{'o' * 40}",
        "AISLE_TICKET_KEYS": f"{'e' * 40}, {first['AISLE_TICKET_KEYS']}",
    }
    line = await printed(server_environment | rotated, "tickets")
    read = app.settings.read_settings(PRODUCTION | {"AISLE_SECRET": "n" * 40} | line)
    derived = [derive_key(letter * 40, Purpose.TICKET) for letter in "no"]
    assert read.keys(Purpose.TICKET)[:2] == tuple(derived)
    assert read.keys(Purpose.TICKET)[-1] == b"e" * 40
    assert len(set(read.keys(Purpose.TICKET))) == len(read.keys(Purpose.TICKET))
    assert await printed(server_environment | rotated | line, "tickets") == line


async def test_a_bare_value_is_good_for_any_list(server_environment: dict[str, str]) -> None:
    code, output = await run("app.cli", server_environment | PRODUCTION, "keys", "new", "--bare")
    assert (code, output.count("\n"), "=" in output) == (0, 1, False)
    entry = output.strip()
    lists = {purpose.setting: entry for purpose in Purpose}
    assert app.settings.read_settings(PRODUCTION | {"AISLE_SECRET": entry} | lists).keys(Purpose.PASS) == (
        entry.encode(),
    )


async def test_without_a_secret_there_is_no_line_for_the_gateway(server_environment: dict[str, str]) -> None:
    code, output = await run("app.cli", server_environment | PRODUCTION, "keys", "gateway")
    assert (code, output.count("\n")) == (1, 1)
    assert "`aisle keys new`" in output
