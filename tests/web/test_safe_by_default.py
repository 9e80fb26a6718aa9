"""Protection against other sites' pages, forged forms, unsafe settings and secrets in logs."""

from collections.abc import Callable
from unittest.mock import AsyncMock

import pytest
from structlog.testing import capture_logs

from app.settings import Settings, read_settings
from app.web.assets import asset, asset_file
from app.web.limits.rate_limits import KINDS, MAX_KEYS, RequestCounts
from app.web.middleware import redact_path
from app.web.security import BODY_LIMIT
from realtime.environment import SettingsError
from realtime.keys import DEVELOPMENT_SECRET
from realtime.logs import TRACEBACK_WITHOUT_LOCALS, _redact, mask_email
from tests.fan import HTMX, JSON, Fan
from tests.seating.holds.test_hold import statuses
from tests.world import World

Visit = Callable[[], Fan]
PRODUCTION = {
    "AISLE_ENV": "production",
    "AISLE_SECRET": "x" * 40,
    "AISLE_SITE_URL": "https://tickets.example",
    "AISLE_SOCKET_URL": "wss://tickets.example/live",
}


async def test_a_form_without_its_token_is_refused(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read("/")
    answer = await fan.browser.post(f"/performances/{world.preview}/holds", data={"seats": "17", "plan": world.plan})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.text
    assert await statuses(world.preview) == {}


async def test_a_token_of_another_browser_is_refused(world: World, visit: Visit) -> None:
    ana, carl = visit(), visit()
    await ana.read("/")
    await carl.read("/")
    carl.token = ana.token
    answer = await carl.send(f"/performances/{world.preview}/holds", {"seats": "17", "plan": world.plan})
    assert answer.status_code == 403


async def test_no_page_allows_inline_scripts_or_styles(world: World, visit: Visit) -> None:
    for address in ("/", f"/performances/{world.preview}", f"/performances/{world.preview}/list", "/nothing"):
        answer = await visit().read(address)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert " style=" not in answer.text
        assert "<script>" not in answer.text


async def test_every_answer_has_the_safe_headers(world: World, visit: Visit) -> None:
    for address in ("/", "/nothing", f"/performances/{world.preview}/seats", asset("art/mark.svg")):
        headers = (await visit().read(address)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in headers
        assert headers["x-request-id"]


async def test_a_file_that_can_never_be_a_page_carries_only_what_it_needs(visit: Visit) -> None:
    for address in ("css/main.css", "js/performance.js", "vendor/archivo/archivo-latin-standard-normal.woff2"):
        headers = (await visit().read(asset(address))).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert not {"content-security-policy", "permissions-policy", "referrer-policy"} & set(headers)


async def test_the_session_cookie_is_out_of_reach_of_scripts(world: World, visit: Visit) -> None:
    answer = await visit().read(f"/performances/{world.preview}")
    cookies = [value.lower() for value in answer.headers.get_list("set-cookie")]
    assert len(cookies) == 2
    assert all("httponly" in cookie and "samesite=lax" in cookie for cookie in cookies)


async def test_more_than_a_form_holds_is_refused(world: World, visit: Visit) -> None:
    much = {"seats": "1 " * BODY_LIMIT, "plan": world.plan}
    answer = await visit().send(f"/performances/{world.preview}/holds", much, **JSON)
    assert answer.status_code == 413
    assert answer.json()["error"] == "too_large"


async def test_too_many_tries_in_a_moment_are_slowed_down(world: World, visit: Visit) -> None:
    fan = visit()
    answers = [await fan.send(f"/performances/{world.preview}/holds/returns", **JSON) for _ in range(62)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"]


async def told(first: RequestCounts, second: RequestCounts) -> int:
    """Return the count of the second process after the first one has shared its counts."""
    await first.share()
    second.add("limit:holds:ana:1")
    second.add("limit:holds:ana:1")  # the first of a process is not shared
    await second.share()
    return second.add("limit:holds:ana:1")


async def test_processes_tell_each_other_what_they_counted(database: str) -> None:
    first, second = RequestCounts(), RequestCounts()
    for _ in range(60):
        first.add("limit:holds:ana:1")
    assert await told(first, second) == 63


async def test_without_redis_each_process_counts_for_itself(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object, **__: object) -> None:
        raise OSError("away")

    monkeypatch.setattr("redis.asyncio.client.Pipeline.execute", away)
    first, second = RequestCounts(), RequestCounts()
    first.add("limit:holds:ana:1")
    assert await told(first, second) == 3


def test_what_is_counted_is_bounded() -> None:
    many = RequestCounts()
    for n in range(MAX_KEYS + 5):
        for kind in KINDS:
            many.add(str(n), kind)
    tables = (*many._known.values(), *many._unshared.values())
    assert [len(table) for table in tables] == [MAX_KEYS] * 6


async def test_a_refused_fragment_stays_a_fragment(world: World, visit: Visit) -> None:
    answer = await visit().send("/performances/999999/holds", {"seats": "1", "plan": "1"}, **HTMX)
    assert answer.status_code == 404
    assert "<html" not in answer.text


NO_ASSETS = ["../pyproject.toml", "css/../../pyproject.toml", "vendor/../package.json", "", "css", "\0", "a" * 400]


@pytest.mark.parametrize("path", NO_ASSETS)
def test_no_asset_outside_the_assets(path: str) -> None:
    assert asset_file(path) is None


async def test_assets_are_kept_for_ever_under_their_digest(world: World, visit: Visit) -> None:
    for path in ("css/main.css", "vendor/htmx.js", "vendor/archivo/archivo-latin-standard-normal.woff2"):
        answer = await visit().read(asset(path))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "change",
    [
        {"AISLE_SECRET": ""},
        {"AISLE_SECRET": DEVELOPMENT_SECRET},
        {"AISLE_SECRET": "short"},
        {"AISLE_SITE_URL": "http://x"},
        {"AISLE_SOCKET_URL": "ws://x"},
    ],
)
def test_production_refuses_to_start_unsafely(change: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        read_settings(PRODUCTION | change)


STRIPE = {"STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_PUBLISHABLE_KEY": "pk_live_x", "STRIPE_WEBHOOK_SECRET": "whsec_x"}


@pytest.mark.parametrize(
    "change",
    [
        {"STRIPE_PUBLISHABLE_KEY": ""},
        {"STRIPE_WEBHOOK_SECRET": ""},
        {"STRIPE_PUBLISHABLE_KEY": "pk_test_x"},
        {"STRIPE_SECRET_KEY": "sk_test_x"},
        {"STRIPE_API_URL": "http://bank.example.org"},
        {"STRIPE_JS_URL": "http://bank.example.org/stripe.js"},
        {"AISLE_SMTP_URL": "mail.example.org"},
    ],
)
def test_production_takes_no_money_half_set_up(change: dict[str, str]) -> None:
    assert read_settings(PRODUCTION | STRIPE).uses_live_stripe
    with pytest.raises(SettingsError):
        read_settings(PRODUCTION | STRIPE | change)


def test_production_starts_when_it_is_told_everything() -> None:
    assert read_settings(PRODUCTION).production


WRONG = [
    ("AISLE_WEB_PORT", "eighty"),
    ("AISLE_WEB_PORT", "99999"),
    ("AISLE_WEB_WORKERS", "0"),
    ("REDIS_URL", "localhost"),
    ("DATABASE_URL", "localhost"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_told_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


def test_settings_have_defaults_for_a_laptop() -> None:
    assert read_settings({}) == Settings()


def test_logs_hold_no_secret_and_no_whole_address() -> None:
    line = _redact(None, "info", {"event": "x", "email": "ana.ferreira@example.org", "csrf_token": "t", "link": "l"})
    assert line == {"event": "x", "email": "a***@example.org", "csrf_token": "***", "link": "***"}
    assert mask_email("nonsense") == "***"


def test_an_orders_link_is_not_logged() -> None:
    assert redact_path("/orders/12/abcdef") == "/orders/12/***"
    assert redact_path("/orders/12/abcdef/payments") == "/orders/12/***/payments"
    assert redact_path("/staff/1796055195.31291ef6") == "/staff/***"
    assert redact_path("/staff") == "/staff"
    for path in ("//orders/12/abcdef", "/orders//12/abcdef/", "/orders/12///abcdef", "orders/12/abcdef"):
        assert redact_path(path) == "/orders/12/***"
    assert redact_path("//staff//1796055195.31291ef6") == "/staff/***"
    assert redact_path("/") == redact_path("//") == "/"
    assert redact_path("/performances/12/seats") == "/performances/12/seats"


async def test_the_log_line_of_a_request_with_more_slashes_holds_no_link(world: World, visit: Visit) -> None:
    fan = visit()
    with capture_logs() as lines:
        for path in ("//orders/12/abcdef", "/orders//12/abcdef/nothing", "//staff/abcdef"):
            for method in ("GET", "HEAD", "POST"):
                await fan.browser.request(method, f"http://127.0.0.1:8000{path}")
    paths = [line["path"] for line in lines if line["event"] == "request"]
    assert len(paths) == 9
    assert not any("abcdef" in path for path in paths)


def test_a_traceback_holds_no_values() -> None:
    email = "ana.ferreira@example.org"
    try:
        email.index("?")
    except ValueError as problem:
        entry = TRACEBACK_WITHOUT_LOCALS(None, "error", {"exc_info": problem})
    assert "ana.ferreira" not in str(entry)
    assert "test_a_traceback_holds_no_values" in str(entry)


async def test_an_orders_link_is_not_logged_in_trouble_either(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    for trouble in (ConnectionRefusedError, KeyError):
        broken = AsyncMock(side_effect=trouble)
        monkeypatch.setattr("app.checkout.order_pages.find_order", broken)
        with capture_logs() as lines:
            await visit().read("/orders/12/abcdef")
        assert "/orders/12/***" in [line.get("path") for line in lines]
        assert "abcdef" not in str([line.get("path") for line in lines])


async def test_no_shared_cache_keeps_a_page_with_somebodys_token(world: World, visit: Visit) -> None:
    for address in ("/", *(f"/performances/{world.preview}{page}" for page in ("", "/list", "/basket"))):
        answer = await visit().read(address, **HTMX)
        kept = answer.headers["cache-control"]
        assert "no-store" in kept or "private" in kept
