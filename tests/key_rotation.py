"""A change of keys: the same browser before and after a restart with other root secrets."""

from collections.abc import Callable

import httpx

from app.settings import settings
from realtime.keys import DEVELOPMENT_SECRET
from tests.conftest import app_of
from tests.fan import Fan

NEW_SECRET = "a new root secret that is as long as it must be"
ROTATED = {"AISLE_SECRET": f"{NEW_SECRET},{DEVELOPMENT_SECRET}"}
"""The settings after the first step: the new secret signs, that of before is accepted."""
DROPPED = {"AISLE_SECRET": NEW_SECRET}
"""The settings after the last step: the secret of before is gone."""


def restart(fan: Fan, change_settings: Callable[..., None], settings_after: dict[str, str]) -> Fan:
    """Restart the web process with other settings; return the same browser, with the pages that it has loaded."""
    change_settings(**settings_after)
    transport = httpx.ASGITransport(app=app_of(settings()))
    browser = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", cookies=fan.browser.cookies)
    same = Fan(browser)
    same.token = fan.token
    return same
