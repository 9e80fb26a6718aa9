"""Development commands refuse in production and where money is real, before any code of app/dev is loaded."""

from collections.abc import Callable

import pytest

from app.development import NotInDevelopment, require_adjustable_clock, require_development
from tests.architecture.test_starting import run_python

pytestmark = pytest.mark.slow

PRODUCTION = {
    "AISLE_ENV": "production",
    "AISLE_SECRET": "x" * 40,
    "AISLE_SITE_URL": "https://tickets.example",
    "AISLE_SOCKET_URL": "wss://tickets.example",
}
LIVE_MONEY = {"STRIPE_SECRET_KEY": "sk_live_house", "STRIPE_PUBLISHABLE_KEY": "pk_live_house"}
LIVE_MONEY |= {"STRIPE_WEBHOOK_SECRET": "whsec_house", "STRIPE_API_URL": "https://api.stripe.com"}
RUN = """
import sys
from app.cli import main
try:
    main()
finally:
    print([name for name in sys.modules if name.startswith("app.dev.")])
"""


@pytest.mark.parametrize("place", [PRODUCTION, PRODUCTION | LIVE_MONEY], ids=["production", "live money"])
@pytest.mark.parametrize("check", [require_development, require_adjustable_clock])
def test_production_and_real_money_are_refused(
    change_settings: Callable[..., None], place: dict[str, str], check: Callable[[], object]
) -> None:
    change_settings(**place)
    with pytest.raises(NotInDevelopment, match="Nothing was changed"):
        check()


def test_without_a_file_the_clock_cannot_be_moved(
    change_settings: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(AISLE_ENV="development")
    monkeypatch.delenv("AISLE_CLOCK_FILE", raising=False)
    with pytest.raises(NotInDevelopment, match="AISLE_CLOCK_FILE"):
        require_adjustable_clock()


REFUSALS = {
    "production": (PRODUCTION, "This is only for development and tests. Nothing was changed."),
    "live money": (LIVE_MONEY, "AISLE_ENV must be production where STRIPE_SECRET_KEY is a live key."),
    "the clock's file in production": (
        PRODUCTION | {"AISLE_CLOCK_FILE": "/tmp/clock"},
        "AISLE_CLOCK_FILE is for development on one machine: others can reach this one, so unset it.",
    ),
}


@pytest.mark.parametrize(("place", "refusal"), REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize(
    "words", [("demo", "reset"), ("demo", "reset", "--all"), ("dev", "clock"), ("dev", "clock", "+1d")], ids=" ".join
)
async def test_the_commands_load_no_code_of_the_development_tools(
    server_environment: dict[str, str], place: dict[str, str], refusal: str, words: tuple[str, ...]
) -> None:
    nowhere = {"DATABASE_URL": "postgresql:///nowhere?host=/nowhere"}
    code, output = await run_python(server_environment | nowhere | place, "-c", RUN, *words)
    assert (code, sorted(output.splitlines())) == (1, ["[]", f"aisle: {refusal}"])
