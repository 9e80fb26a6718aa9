"""Keys of each purpose: derived from root secrets, or listed; in the gateway's settings there is only one kind."""

import hashlib
import hmac
import itertools

import msgspec
import pytest

import app.settings
import realtime.settings
from app.tickets.codes import read_code, ticket_code
from realtime.environment import SettingsError
from realtime.keys import DEVELOPMENT_SECRET, Purpose, derive_key, gateway_keys

ROOTS = "the first root secret,  the second root secret "


@pytest.mark.parametrize("purpose", Purpose)
def test_each_root_secret_has_a_key_of_its_own_for_each_purpose(purpose: Purpose) -> None:
    first, second, *others = app.settings.read_settings({"AISLE_SECRET": ROOTS}).keys(purpose)
    message = f"aisle {purpose}".encode()
    assert first == hmac.digest(b"the first root secret", message, hashlib.sha256)
    assert second == hmac.digest(b"the second root secret", message, hashlib.sha256)
    assert len({derive_key("the first root secret", other) for other in Purpose}) == 6
    assert others == ([derive_key(ROOTS, purpose)] if purpose is Purpose.TICKET else [])


@pytest.mark.parametrize("secret", ["one\n", " one", "one,", "one, ", "one,two", " one,two\n"])
def test_tickets_of_a_secret_that_was_one_text_with_commas_and_blanks_are_accepted(secret: str) -> None:
    read = app.settings.read_settings({"AISLE_SECRET": secret})
    old = derive_key(secret, Purpose.TICKET)
    assert read_code(ticket_code(7, "RX10 7K2M", (old,)), read.keys(Purpose.TICKET)).performance_id == 7
    assert read.keys(Purpose.TICKET)[0] == derive_key("one", Purpose.TICKET)
    assert derive_key(secret, Purpose.SESSION) not in read.keys(Purpose.SESSION)


def test_a_secret_that_is_one_entry_has_one_key_of_tickets() -> None:
    assert len(app.settings.read_settings({"AISLE_SECRET": "one"}).keys(Purpose.TICKET)) == 1


@pytest.mark.parametrize("purpose", Purpose)
def test_a_list_of_its_own_replaces_the_keys_of_one_purpose(purpose: Purpose) -> None:
    read = app.settings.read_settings({"AISLE_SECRET": ROOTS, f"AISLE_{purpose.name}_KEYS": f"one, {'0f' * 32}"})
    assert read.keys(purpose) == (b"one", b"\x0f" * 32)
    assert {len(read.keys(other)) for other in set(Purpose) - {Purpose.TICKET}} == {2}
    assert all(read.keys(other)[0] == derive_key("the first root secret", other) for other in set(Purpose) - {purpose})


EMPTY_ENTRIES = [",", "one,,", ",one", "one,,two", "one, ,two", " "]
LISTS = [purpose.setting for purpose in Purpose]


@pytest.mark.parametrize(
    ("name", "listed"),
    [*itertools.product(["AISLE_SECRET", *LISTS], EMPTY_ENTRIES), *itertools.product(LISTS, ["one,"])],
)
def test_an_empty_entry_is_refused(name: str, listed: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} has an empty entry"):
        app.settings.read_settings({name: listed})


def test_web_and_gateway_need_nothing_to_agree_on_a_laptop() -> None:
    assert app.settings.read_settings({}).keys(Purpose.MAP) == realtime.settings.read_settings({}).map_keys


@pytest.mark.parametrize("own", [{}, {"AISLE_SECRET": ROOTS}, {"AISLE_SECRET": ROOTS, "AISLE_MAP_KEYS": "a, b"}])
def test_the_gateways_line_has_the_keys_of_web_and_no_secret(own: dict[str, str]) -> None:
    line = gateway_keys(own)
    assert realtime.settings.read_settings(line).map_keys == app.settings.read_settings(own).keys(Purpose.MAP)
    assert "root secret" not in str(line)


def test_the_gateway_reads_no_other_key() -> None:
    names = {field.encode_name for field in msgspec.structs.fields(realtime.settings.GatewaySettings)}
    secrets = {"AISLE_SECRET", "DATABASE_URL", *(name for name in names if "KEY" in name or name.startswith("STRIPE"))}
    assert names & secrets == {"AISLE_MAP_KEYS"}
    environment = {"AISLE_SECRET": "x" * 40, "AISLE_TICKET_KEYS": "y" * 40}
    assert realtime.settings.read_settings(environment) == realtime.settings.read_settings({})


def test_the_settings_of_web_have_every_purpose() -> None:
    names = {field.encode_name for field in msgspec.structs.fields(app.settings.Settings)}
    assert {f"AISLE_{purpose.name}_KEYS" for purpose in Purpose} <= names
    assert app.settings.Settings().aisle_secret == DEVELOPMENT_SECRET
