"""Who stands in for the world outside on a laptop: a bank of pretend money, and a post that delivers to a folder.

Programs of their own, in development and tests only; what the environment names is used instead."""

from collections.abc import Mapping
from pathlib import Path

Address = tuple[str, int]
COMMANDS = {"bank": "python -m app.dev.fake_stripe", "post": "python -m app.dev.mail"}
"""The commands, as in a Procfile."""


def missing_services(env: Mapping[str, str]) -> list[str]:
    """Who is needed: nobody for what is configured, and nobody at all in production."""
    if env.get("AISLE_ENV") == "production":
        return []
    given = {"bank": "STRIPE_SECRET_KEY", "post": "AISLE_SMTP_URL"}
    return [name for name, setting in given.items() if not env.get(setting)]


def fake_stripe_environment(at: Address, site: str, folder: Path) -> dict[str, str]:
    """The environment of a house whose payment company is the stand-in, and of the stand-in itself."""
    origin = f"http://{at[0]}:{at[1]}"
    return {
        "STRIPE_SECRET_KEY": "sk_test_pretend", "STRIPE_PUBLISHABLE_KEY": "pk_test_pretend",
        "STRIPE_WEBHOOK_SECRET": "whsec_pretend", "STRIPE_API_URL": origin,
        "STRIPE_JS_URL": f"{origin}/endive/stripe.js", "AISLE_STANDIN_HOST": at[0], "AISLE_STANDIN_PORT": str(at[1]),
        "AISLE_STANDIN_FILE": str(folder / "bank.jsonl"), "AISLE_STANDIN_WEBHOOK": f"{site}/stripe/webhooks",
        "AISLE_STANDIN_SETTLE_MS": "20000",
    }  # fmt: skip


def mail_catcher_environment(at: Address, folder: Path) -> dict[str, str]:
    """The environment of a house whose mail is caught, and of the catcher itself."""
    return {
        "AISLE_SMTP_URL": f"smtp://{at[0]}:{at[1]}", "AISLE_MAIL_FOLDER": str(folder / "mail"),
        "AISLE_MAIL_HOST": at[0], "AISLE_MAIL_PORT": str(at[1]),
    }  # fmt: skip
