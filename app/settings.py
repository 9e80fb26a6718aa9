"""Settings of web, relay and worker, read once from the environment: everything that a deployment may change."""

import functools
import os
from pathlib import Path
from typing import Annotated

import msgspec

from realtime.environment import Port, PositiveInt, SettingsError, SharedSettings, convert_environment, require_secret

ROOT = Path(__file__).parent.parent


class Settings(SharedSettings, frozen=True, rename=lambda name: name.upper()):
    """The settings of web, relay and worker. Each field is the environment variable of the same name in capitals."""

    database_url: Annotated[str, msgspec.Meta(pattern="^postgres(ql)?://")] = "postgresql:///aisle"
    aisle_socket_url: str = "ws://127.0.0.1:8001"
    aisle_web_host: str = "127.0.0.1"
    aisle_web_port: Port = 8000
    aisle_web_workers: PositiveInt = 1  # processes that share the port; one per core
    aisle_database_connections: PositiveInt = 16
    aisle_requests_per_address: PositiveInt = 3000  # of one kind, in ten seconds; a whole campus may be one address
    aisle_newcomers_per_address: PositiveInt = 300  # new numbers of waiting rooms, in ten seconds
    aisle_requests_at_once: PositiveInt = 64  # in one process; further requests get 503 at once
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
        """Whether payments move real money: whether Stripe's key has the prefix of a live key."""
        return self.stripe_secret_key.startswith(("sk_live_", "rk_live_"))


def read_settings(environment: dict[str, str]) -> Settings:
    """Read the settings from `environment`. Raises SettingsError for a wrong type or an unsafe production setting."""
    read = convert_environment(environment, Settings)
    if read.accepts_payments and not (read.stripe_publishable_key and read.stripe_webhook_secret):
        raise SettingsError("STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET must be set where STRIPE_SECRET_KEY is.")
    if read.accepts_payments and read.uses_live_stripe == read.stripe_publishable_key.startswith("pk_test_"):
        raise SettingsError(
            "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY must be of one kind: both live, or both test."
        )
    require_secret(read)
    if read.production:
        if not read.aisle_site_url.startswith("https://"):
            raise SettingsError("AISLE_SITE_URL must begin with https:// in production: cookies are secure.")
        if not read.aisle_socket_url.startswith("wss://"):
            raise SettingsError("AISLE_SOCKET_URL must begin with wss:// in production: no map would be live.")
        for name, url in (("STRIPE_API_URL", read.stripe_api_url), ("STRIPE_JS_URL", read.stripe_js_url)):
            if not url.startswith("https://") and not url.startswith("http://127.0.0.1:"):
                raise SettingsError(f"{name} must begin with https:// in production: money travels there.")
    return read


@functools.cache
def settings() -> Settings:
    """Return this process's settings, read at the first call."""
    return read_settings(dict(os.environ))
