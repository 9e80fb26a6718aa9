"""Configures the fake services of a laptop: a fake Stripe, and a mail server that stores mail in a folder.

They are separate programs, for development and tests only; a service that the environment configures is not faked."""

from collections.abc import Mapping
from pathlib import Path

from realtime.exposure import is_exposed

Address = tuple[str, int]
COMMANDS = {"bank": "python -m app.dev.fake_stripe", "post": "python -m app.dev.mail"}
"""The commands by name, as in a Procfile."""


def missing_services(env: Mapping[str, str]) -> list[str]:
    """Return the fake services to start: those without a setting; none where others can reach them."""
    if is_exposed(env):
        return []
    settings = {"bank": "STRIPE_SECRET_KEY", "post": "AISLE_SMTP_URL"}
    return [name for name, setting in settings.items() if not env.get(setting)]


def fake_stripe_environment(at: Address, site: str, folder: Path) -> dict[str, str]:
    """Return the settings for a server that uses the fake Stripe, and for the fake Stripe itself."""
    origin = f"http://{at[0]}:{at[1]}"
    return {
        "STRIPE_SECRET_KEY": "sk_test_pretend",
        "STRIPE_PUBLISHABLE_KEY": "pk_test_pretend",
        "STRIPE_WEBHOOK_SECRET": "whsec_pretend",
        "STRIPE_API_URL": origin,
        "STRIPE_JS_URL": f"{origin}/endive/stripe.js",
        "AISLE_STANDIN_HOST": at[0],
        "AISLE_STANDIN_PORT": str(at[1]),
        "AISLE_STANDIN_FILE": str(folder / "bank.jsonl"),
        "AISLE_STANDIN_WEBHOOK": f"{site}/stripe/webhooks",
        "AISLE_STANDIN_SETTLE_MS": "20000",
    }


def mail_catcher_environment(at: Address, folder: Path) -> dict[str, str]:
    """Return the settings for a server whose mail is caught, and for the mail catcher itself."""
    return {
        "AISLE_SMTP_URL": f"smtp://{at[0]}:{at[1]}",
        "AISLE_MAIL_FOLDER": str(folder / "mail"),
        "AISLE_MAIL_HOST": at[0],
        "AISLE_MAIL_PORT": str(at[1]),
    }
