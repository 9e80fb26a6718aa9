"""An installation that others can reach, or that takes real money, starts only with keys of its own."""

import pytest

import app.settings
import realtime.settings
from realtime.environment import SettingsError
from realtime.exposure import is_exposed, is_loopback
from realtime.keys import DEVELOPMENT_SECRET, Purpose, derive_key

LIVE = {"STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_PUBLISHABLE_KEY": "pk_live_x", "STRIPE_WEBHOOK_SECRET": "whsec_x"}
TEST = {"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_PUBLISHABLE_KEY": "pk_test_x", "STRIPE_WEBHOOK_SECRET": "whsec_x"}
PRODUCTION = {
    "AISLE_ENV": "production",
    "AISLE_SITE_URL": "https://tickets.example",
    "AISLE_SOCKET_URL": "wss://tickets.example/live",
}
GOOD = {"AISLE_SECRET": "x" * 32, "AISLE_MAP_KEYS": "y" * 32}
EXPOSED = [
    PRODUCTION,
    {"AISLE_SITE_URL": "http://tickets.example"},
    {"AISLE_SITE_URL": "http://127.0.0.1@tickets.example"},
    {"AISLE_SITE_URL": "http://192.168.1.7:8000"},
    {"AISLE_WEB_HOST": "0.0.0.0"},
    {"AISLE_WEB_HOST": "::"},
    {"AISLE_WEB_HOST": "web"},
    {"AISLE_WEB_HOST": " 127.0.0.1"},
    {"AISLE_REALTIME_HOST": "10.0.0.7"},
    {"AISLE_SOCKET_URL": "wss://127.0.0.1:8001"},
    {"AISLE_SOCKET_URL": "ws://tickets.example"},
    {"AISLE_SOCKET_URL": "ws://127.0.0.1@tickets.example"},
    {"AISLE_TRUSTED_PROXIES": "10.0.0.7"},
    {"AISLE_TRUSTED_PROXIES": "127.0.0.1, ::1,10.0.0.0/8"},
    {"AISLE_TRUSTED_PROXIES": "126.0.0.0/7"},
]
ON_ONE_MACHINE = [
    {},
    {"AISLE_ENV": "test"},
    {"AISLE_SITE_URL": "http://localhost:8000", "AISLE_WEB_HOST": "localhost"},
    {"AISLE_SITE_URL": "http://[::1]:8000", "AISLE_WEB_HOST": "::1", "AISLE_REALTIME_HOST": "127.0.0.2"},
    {"AISLE_SITE_URL": "", "AISLE_WEB_HOST": "", "AISLE_SOCKET_URL": "", "AISLE_TRUSTED_PROXIES": ""},
    {"AISLE_SOCKET_URL": "WS://localhost:8001", "AISLE_TRUSTED_PROXIES": "127.0.0.1, 127.0.0.0/8,::1"},
    {"AISLE_TRUSTED_PROXIES": "none"},
    TEST,
]
DERIVED = derive_key(DEVELOPMENT_SECRET, Purpose.MAP).hex()
WEAK = ["", DEVELOPMENT_SECRET, "x" * 31, f"{'x' * 40},{DEVELOPMENT_SECRET}", f"{'x' * 40}, short", DERIVED]


@pytest.mark.parametrize("weak", WEAK)
@pytest.mark.parametrize("place", EXPOSED)
def test_where_others_can_reach_it_weak_keys_are_refused(place: dict[str, str], weak: str) -> None:
    with pytest.raises(SettingsError, match=r"^AISLE_SECRET must list.* `aisle keys new`") as error:
        app.settings.read_settings(place | GOOD | {"AISLE_SECRET": weak})
    assert "\n" not in str(error.value)
    with pytest.raises(SettingsError, match=r"^AISLE_MAP_KEYS must list.* `aisle keys gateway`"):
        realtime.settings.read_settings(place | GOOD | {"AISLE_MAP_KEYS": weak})


@pytest.mark.parametrize("place", EXPOSED)
def test_where_others_can_reach_it_keys_of_its_own_are_enough(place: dict[str, str]) -> None:
    assert (
        app.settings.read_settings(place | GOOD).keys(Purpose.MAP)
        == realtime.settings.read_settings(place | GOOD).map_keys
    )


@pytest.mark.parametrize(
    "site", ["http://[::1", "tickets.example", "http://", "http://127.0.0.1:99999", "ftp://127.0.0.1"]
)
def test_a_site_that_is_no_address_is_refused(site: str) -> None:
    assert is_exposed({"AISLE_SITE_URL": site}) or "127.0.0.1" in site
    for read in (app.settings.read_settings, realtime.settings.read_settings):
        with pytest.raises(SettingsError, match="AISLE_SITE_URL must be an address"):
            read(GOOD | {"AISLE_SITE_URL": site})


@pytest.mark.parametrize("kind", ["development", "test", ""])
@pytest.mark.parametrize("site", ["https://127.0.0.1:8000", "HTTPS://localhost", "https://tickets.example"])
def test_an_https_site_needs_production_with_its_secure_cookies(site: str, kind: str) -> None:
    assert is_exposed({"AISLE_SITE_URL": site})
    for read in (app.settings.read_settings, realtime.settings.read_settings):
        with pytest.raises(SettingsError, match=r"^AISLE_ENV must be production"):
            read(GOOD | {"AISLE_SITE_URL": site, "AISLE_ENV": kind})


def test_production_needs_an_https_site_in_web_and_gateway() -> None:
    for read in (app.settings.read_settings, realtime.settings.read_settings):
        with pytest.raises(SettingsError, match=r"^AISLE_SITE_URL must begin with https://"):
            read(PRODUCTION | GOOD | {"AISLE_SITE_URL": "http://tickets.example"})


@pytest.mark.parametrize("purpose", Purpose)
def test_no_list_of_one_purpose_may_be_weak(purpose: Purpose) -> None:
    for weak in WEAK[1:]:
        with pytest.raises(SettingsError, match=rf"^{purpose.setting} must list.* `aisle keys new --bare`"):
            app.settings.read_settings(PRODUCTION | GOOD | {purpose.setting: weak})
    well_known = derive_key(DEVELOPMENT_SECRET, purpose).hex()
    with pytest.raises(SettingsError, match=purpose.setting):
        app.settings.read_settings(PRODUCTION | GOOD | {purpose.setting: f"{'x' * 40},{well_known}"})


@pytest.mark.parametrize("place", ON_ONE_MACHINE)
def test_on_one_machine_nothing_is_needed(place: dict[str, str]) -> None:
    assert not is_exposed(place)
    assert app.settings.read_settings(place).keys(Purpose.MAP) == realtime.settings.read_settings(place).map_keys


@pytest.mark.parametrize("key", ["sk_live_x", "rk_live_x", "sk_org_live_x", "mk_x"])
@pytest.mark.parametrize("kind", ["development", "test", ""])
def test_a_key_that_is_no_test_key_needs_production(key: str, kind: str) -> None:
    live = LIVE | {"STRIPE_SECRET_KEY": key}
    assert is_exposed(live)
    with pytest.raises(SettingsError, match="AISLE_ENV must be production"):
        app.settings.read_settings(live | GOOD | {"AISLE_ENV": kind})
    assert app.settings.read_settings(live | GOOD | PRODUCTION).uses_live_stripe


@pytest.mark.parametrize("kind", ["prod", "Production", " production", "production ", "live", "PRODUCTION"])
def test_an_unknown_kind_of_installation_is_refused(kind: str) -> None:
    for read in (app.settings.read_settings, realtime.settings.read_settings):
        with pytest.raises(SettingsError, match="AISLE_ENV"):
            read({"AISLE_ENV": kind})


@pytest.mark.parametrize("name", ["STRIPE_API_URL", "STRIPE_JS_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8002",
        "http://api.stripe.com",
        "https://bank.example.org",
        "https://stripe.com.example.org",
        "https://api.stripe.com@example.org",
        "https://[::1",
    ],
)
def test_a_live_key_goes_to_stripe_alone(name: str, url: str) -> None:
    with pytest.raises(SettingsError, match=name):
        app.settings.read_settings(PRODUCTION | GOOD | LIVE | {name: url})


def test_production_on_one_machine_may_use_a_fake_stripe_there() -> None:
    here = PRODUCTION | GOOD | TEST | {"AISLE_SITE_URL": "https://127.0.0.1:8000"}
    assert app.settings.read_settings(here | {"STRIPE_API_URL": "http://127.0.0.1:8002"}).production
    for elsewhere in ("http://127.0.0.1:x@example.org", "http://127.0.0.1.example.org", "http://example.org", "https"):
        with pytest.raises(SettingsError, match="STRIPE_API_URL"):
            app.settings.read_settings(here | {"STRIPE_API_URL": elsewhere})


@pytest.mark.parametrize("name", ["AISLE_CLOCK_FILE", "AISLE_MAIL_FOLDER"])
@pytest.mark.parametrize("place", EXPOSED)
def test_the_pages_for_developers_are_for_one_machine(place: dict[str, str], name: str) -> None:
    for read in (app.settings.read_settings, realtime.settings.read_settings):
        with pytest.raises(SettingsError, match=name):
            read(place | GOOD | {name: "/tmp/x"})
        read({name: "/tmp/x"})


@pytest.mark.parametrize("host", [None, "", "localhost.example.org", "127.1", "0", "2130706433", "::ffff:10.0.0.1"])
def test_an_unknown_name_is_not_this_machine(host: str | None) -> None:
    assert not is_loopback(host)
