"""The stand-in's environment, read once, typed."""

from typing import Annotated

import msgspec

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class FakeStripeSettings(msgspec.Struct, frozen=True, rename=lambda name: name.upper()):
    """Names are environment variables in capitals."""

    aisle_standin_host: str = "127.0.0.1"
    aisle_standin_port: Port = 8002
    aisle_standin_file: str = ""
    """Where its objects are remembered; empty: only as long as the program lives."""
    aisle_standin_webhook: str = ""
    """Where webhooks go; empty: nowhere."""
    aisle_standin_settle_ms: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """When what a bank thinks about settles by itself, unless the mood says otherwise; empty: never."""
    stripe_webhook_secret: str = "whsec_standin"  # noqa: S105 - pretend money needs no secret

    @property
    def origin(self) -> str:
        """Where a browser and the house find it."""
        return f"http://{self.aisle_standin_host}:{self.aisle_standin_port}"


def read_settings(environment: dict[str, str]) -> FakeStripeSettings:
    """The settings in `environment`. Raises msgspec.ValidationError in words when one makes no sense."""
    known = {field.encode_name for field in msgspec.structs.fields(FakeStripeSettings)}
    given = {name: value for name, value in environment.items() if name in known and value != ""}
    return msgspec.convert(given, FakeStripeSettings, strict=False)
