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
RUN = """
import sys
from app.cli import main
try:
    main()
finally:
    print([name for name in sys.modules if name.startswith("app.dev.")])
"""


@pytest.mark.parametrize("place", [PRODUCTION, LIVE_MONEY], ids=["production", "live money"])
@pytest.mark.parametrize("check", [require_development, require_adjustable_clock])
def test_production_and_real_money_are_refused(
    change_settings: Callable[..., None], place: dict[str, str], check: Callable[[], object]
) -> None:
    change_settings(AISLE_CLOCK_FILE="/tmp/clock", **place)
    with pytest.raises(NotInDevelopment, match="Nothing was changed"):
        check()


def test_without_a_file_the_clock_cannot_be_moved(
    change_settings: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(AISLE_ENV="development")
    monkeypatch.delenv("AISLE_CLOCK_FILE", raising=False)
    with pytest.raises(NotInDevelopment, match="AISLE_CLOCK_FILE"):
        require_adjustable_clock()


@pytest.mark.parametrize("place", [PRODUCTION, LIVE_MONEY], ids=["production", "live money"])
@pytest.mark.parametrize(
    "words", [("demo", "reset"), ("demo", "reset", "--all"), ("dev", "clock"), ("dev", "clock", "+1d")], ids=" ".join
)
async def test_the_commands_load_no_code_of_the_development_tools(
    server_environment: dict[str, str], place: dict[str, str], words: tuple[str, ...]
) -> None:
    nowhere = {"DATABASE_URL": "postgresql:///nowhere?host=/nowhere", "AISLE_CLOCK_FILE": "/tmp/clock"}
    code, output = await run_python(server_environment | nowhere | place, "-c", RUN, *words)
    refusal = "aisle: This is only for development and tests. Nothing was changed."
    assert (code, sorted(output.splitlines())) == (1, ["[]", refusal])
