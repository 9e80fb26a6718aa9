"""Receives webhooks as Aisle does: verifies each by Stripe's own library, and answers as a test chooses."""

from typing import Self

import stripe
from aiohttp import web

SECRET = "whsec_of_the_tests"


class WebhookReceiver:
    """`events`: those accepted, in order of arrival; `failures_left`: how many are answered 500 first."""

    def __init__(self) -> None:
        self.events: list[stripe.Event] = []
        self.rejected: list[stripe.Event] = []
        self.signatures: list[str] = []
        self.failures_left = 0
        self.url = ""

    def clear(self) -> None:
        """Forget everything that was received."""
        self.events, self.rejected, self.signatures, self.failures_left = [], [], [], 0

    def types(self) -> list[str]:
        """List the types of the accepted events."""
        return [event.type for event in self.events]

    async def receive(self, request: web.Request) -> web.Response:
        """Verify and store one event; an event with a wrong signature is missing from the lists."""
        header = request.headers["Stripe-Signature"]
        event = stripe.Webhook.construct_event(await request.read(), header, SECRET, api_key="sk_test_receiver")
        self.signatures.append(header)
        if self.failures_left:
            self.failures_left -= 1
            self.rejected.append(event)
            return web.Response(status=500)
        self.events.append(event)
        return web.Response()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/hook", self.receive)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()
