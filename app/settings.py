"""Settings of web, relay and worker, read once from the environment: everything that a deployment may change."""

import functools
import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from realtime.environment import (
    Port,
    PositiveInt,
    SettingsError,
    SharedSettings,
    convert_environment,
    split_list,
)
from realtime.exposure import check_exposure, is_exposed, is_live_key, is_loopback_url
from realtime.keys import DEVELOPMENT_SECRET, Keys, Purpose, read_keys, require_strong_keys, root_secrets

ROOT = Path(__file__).parent.parent


class Settings(SharedSettings, frozen=True, rename=lambda name: name.upper()):
    """The settings of web, relay and worker. Each field is the environment variable of the same name in capitals."""

    aisle_secret: str = DEVELOPMENT_SECRET  # root secrets, comma-separated; the first one's keys sign
    aisle_session_keys: str = ""  # this and the next four: empty: derived from the root secrets
    aisle_csrf_keys: str = ""
    aisle_pass_keys: str = ""
    aisle_place_keys: str = ""
    aisle_ticket_keys: str = ""
    database_url: Annotated[str, msgspec.Meta(pattern="^postgres(ql)?://")] = "postgresql:///aisle"
    aisle_socket_url: str = "ws://127.0.0.1:8001"
    aisle_web_host: str = "127.0.0.1"
    aisle_web_port: Port = 8000
    aisle_web_workers: PositiveInt = 1  # processes that share the port; one per core
    aisle_database_connections: PositiveInt = 16
    aisle_requests_per_address: PositiveInt = 3000  # of one kind, in ten seconds; a whole campus may be one address
    aisle_new_session_holds_per_address: PositiveInt = 10  # in ten seconds, by browsers that loaded no page before
    aisle_seats_held_per_address: Annotated[int, msgspec.Meta(ge=0)] = 400  # of one performance, at once; 0: no limit
    aisle_newcomers_per_address: PositiveInt = 300  # new numbers of waiting rooms, in ten seconds
    stripe_secret_key: str = ""  # empty: only free orders are possible
    stripe_publishable_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_api_url: str = "https://api.stripe.com"
    stripe_js_url: str = "https://js.stripe.com/endive/stripe.js"
    aisle_smtp_url: Annotated[str, msgspec.Meta(pattern="^(smtps?://.+)?$")] = ""  # empty: mail stays in its table
    aisle_mail_from: str = "Aisle <tickets@localhost>"
    aisle_beacon_urls: str = "https://api.drand.sh,https://api2.drand.sh,https://drand.cloudflare.com"
    aisle_mail_folder: str = ""  # where a development server stores mail that it does not send

    @property
    def accepts_payments(self) -> bool:
        """Whether a payment provider is configured."""
        return bool(self.stripe_secret_key)

    @property
    def uses_live_stripe(self) -> bool:
        """Whether payments may move real money: whether Stripe's key is not marked as a test key."""
        return is_live_key(self.stripe_secret_key)

    def keys(self, purpose: Purpose) -> Keys:
        """Return the keys of this purpose. The first one signs."""
        return read_keys(purpose, self.own_keys(purpose), self.aisle_secret)

    def own_keys(self, purpose: Purpose) -> str:
        """Return the list that replaces the derived keys of this purpose; "" if there is none."""
        return str(getattr(self, purpose.setting.lower()))

    def stripe_urls(self) -> tuple[tuple[str, str], ...]:
        """Return the addresses of Stripe's API and script, each with the name of its setting."""
        return ("STRIPE_API_URL", self.stripe_api_url), ("STRIPE_JS_URL", self.stripe_js_url)


def read_settings(environment: dict[str, str]) -> Settings:
    """Read the settings from `environment`. Raises SettingsError for a wrong type or an unsafe combination."""
    read = convert_environment(environment, Settings)
    check_exposure(read, environment)
    if read.accepts_payments:
        _check_stripe(read)
    _check_keys(read, exposed=is_exposed(environment))
    if read.production:
        _check_production(read)
    return read


def _check_stripe(read: Settings) -> None:
    if not (read.stripe_publishable_key and read.stripe_webhook_secret):
        raise SettingsError("STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET must be set where STRIPE_SECRET_KEY is.")
    if read.uses_live_stripe == read.stripe_publishable_key.startswith("pk_test_"):
        raise SettingsError(
            "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY must be of one kind: both live, or both test."
        )
    if not read.uses_live_stripe:
        return
    if not read.production:
        raise SettingsError("AISLE_ENV must be production where STRIPE_SECRET_KEY is a live key.")
    for name, url in read.stripe_urls():
        if not _is_of_stripe(url):
            raise SettingsError(f"{name} must be an https:// address of stripe.com where STRIPE_SECRET_KEY is live.")


def _is_of_stripe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and (parts.hostname or "").endswith(".stripe.com")


def _check_keys(read: Settings, *, exposed: bool) -> None:
    for purpose in Purpose:
        read.keys(purpose)
        if exposed and (own := read.own_keys(purpose)):
            entries = split_list(purpose.setting, own)
            require_strong_keys(purpose.setting, entries, "`aisle keys new --bare` prints one.")
    if exposed:
        require_strong_keys("AISLE_SECRET", root_secrets(read.aisle_secret), "`aisle keys new` prints one.")


def _check_production(read: Settings) -> None:
    if not read.aisle_socket_url.startswith("wss://"):
        raise SettingsError("AISLE_SOCKET_URL must begin with wss:// in production: no map would be live.")
    for name, url in read.stripe_urls():
        if not url.startswith("https://") and not (url.startswith("http://") and is_loopback_url(url)):
            raise SettingsError(f"{name} must begin with https:// in production: money travels there.")


@functools.cache
def settings() -> Settings:
    """Return this process's settings, read at the first call."""
    return read_settings(dict(os.environ))
