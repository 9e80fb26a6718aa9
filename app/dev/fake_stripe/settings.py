"""The fake Stripe's settings, read once from the environment."""

from typing import Annotated

import msgspec

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class FakeStripeSettings(msgspec.Struct, frozen=True, rename=lambda name: name.upper()):
    """The settings. A field's name in capitals is its environment variable."""

    aisle_standin_host: str = "127.0.0.1"
    aisle_standin_port: Port = 8002
    aisle_standin_file: str = ""
    """The file that keeps its objects; empty: they are lost when the program ends."""
    aisle_standin_webhook: str = ""
    """The address that receives webhooks; empty: none is sent."""
    aisle_standin_settle_ms: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """Milliseconds after which pending payments and refunds settle by themselves; empty: never."""
    stripe_webhook_secret: str = "whsec_standin"  # noqa: S105 - pretend money needs no secret

    @property
    def origin(self) -> str:
        """Its address for browsers and for Aisle."""
        return f"http://{self.aisle_standin_host}:{self.aisle_standin_port}"


def read_settings(environment: dict[str, str]) -> FakeStripeSettings:
    """Read the settings in `environment`. Raises msgspec.ValidationError when one is wrong."""
    names = {field.encode_name for field in msgspec.structs.fields(FakeStripeSettings)}
    values = {name: value for name, value in environment.items() if name in names and value != ""}
    return msgspec.convert(values, FakeStripeSettings, strict=False)
