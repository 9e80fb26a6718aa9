"""Runs the fake Stripe: `python -m app.dev.fake_stripe`."""

import contextlib
import os
import socket
import sys

import msgspec
import uvicorn

from app.dev.fake_stripe.main import build_app
from app.dev.fake_stripe.settings import read_settings


class FakeStripeServer(uvicorn.Server):
    """A uvicorn server that prints its address once it listens."""

    origin = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then print the address."""
        await super().startup(sockets)
        if self.started:
            print(f"The payment stand-in takes pretend money at {self.origin}", flush=True)


def main() -> int:
    """Run the process. Return 1 after one clear line when a setting is wrong."""
    try:
        settings = read_settings(dict(os.environ))
    except msgspec.ValidationError as problem:
        print(f"aisle: a setting of the payment stand-in is wrong: {problem}", file=sys.stderr)
        return 1
    config = uvicorn.Config(
        build_app(settings),
        host=settings.aisle_standin_host,
        port=settings.aisle_standin_port,
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        backlog=1024,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=65,
    )
    server = FakeStripeServer(config)
    server.origin = settings.origin
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
