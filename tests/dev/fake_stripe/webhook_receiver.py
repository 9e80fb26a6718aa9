"""Receives webhooks as the house does: verifies each by Stripe's own library, and answers what a test wants."""

from typing import Self

import stripe
from aiohttp import web

SECRET = "whsec_of_the_tests"


class Receiver:
    """`heard` is in the order of arrival; `bad_days` says how many are answered 500 first."""

    def __init__(self) -> None:
        self.heard: list[stripe.Event] = []
        self.refused: list[stripe.Event] = []
        self.signatures: list[str] = []
        self.bad_days = 0
        self.url = ""

    def clear(self) -> None:
        """As on the first day."""
        self.heard, self.refused, self.signatures, self.bad_days = [], [], [], 0

    def types(self) -> list[str]:
        """What was heard, in words."""
        return [event.type for event in self.heard]

    async def receive(self, request: web.Request) -> web.Response:
        """A wrong signature fails the test by never being heard."""
        header = request.headers["Stripe-Signature"]
        event = stripe.Webhook.construct_event(await request.read(), header, SECRET, api_key="sk_test_receiver")
        self.signatures.append(header)
        if self.bad_days:
            self.bad_days -= 1
            self.refused.append(event)
            return web.Response(status=500)
        self.heard.append(event)
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
