"""Whoever wants money: Stripe's own client for the API, and plain HTTP for the control door."""

from typing import Any, Self

import aiohttp
import stripe
from stripe import StripeClient

PRICE: dict[str, Any] = {"amount": 8400, "currency": "eur", "allowed_payment_method_types": ["card"]}


class StripeClients:
    """Talks to one stand-in."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """The answer of the control door."""
        async with self.session.request(method, self.origin + path, json=body) as answer:
            return await answer.json()

    async def set_failure_modes(self, **fields: Any) -> None:
        """Change how it behaves."""
        await self.control("POST", "/standin/mood", fields)

    async def intent(self, **more: Any) -> stripe.PaymentIntent:
        """A payment of 84 euros, wanted."""
        return await self.client.v1.payment_intents.create_async({**PRICE, **more})

    async def confirm(self, intent: stripe.PaymentIntent, method: str = "pm_card_visa") -> stripe.PaymentIntent:
        """Paid by a test payment method."""
        return await self.client.v1.payment_intents.confirm_async(intent.id, {"payment_method": method})

    async def paid(self, method: str = "pm_card_visa") -> stripe.PaymentIntent:
        """A payment made."""
        return await self.confirm(await self.intent(), method)

    async def read(self, intent: stripe.PaymentIntent) -> stripe.PaymentIntent:
        """As it is now."""
        return await self.client.v1.payment_intents.retrieve_async(intent.id)

    async def refund(self, intent: stripe.PaymentIntent, **more: Any) -> stripe.Refund:
        """Money back."""
        return await self.client.v1.refunds.create_async({"payment_intent": intent.id, **more})

    async def pay(self, intent: stripe.PaymentIntent, card: str) -> Any:
        """As a fan's browser pays, through the control door."""
        return await self.control("POST", f"/standin/intents/{intent.id}/pay", {"card": card})

    async def idle(self) -> bool:
        """Whether no webhook is under way."""
        return bool((await self.control("GET", "/standin/webhooks"))["busy"] == 0)

    def client_with(self, key: str) -> StripeClient:
        """Another client of the same stand-in."""
        base: Any = {"api": self.origin}
        return StripeClient(key, base_addresses=base, http_client=self.http, max_network_retries=0)

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession()
        self.http = stripe.AIOHTTPClient(session=self.session)
        self.client = self.client_with("sk_test_till")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()
