"""Clients of the payment stand-in: Stripe's own library for the API, and plain HTTP for the control endpoints."""

from typing import Any, Self

import aiohttp
import stripe
from stripe import StripeClient

PRICE: dict[str, Any] = {"amount": 8400, "currency": "eur", "allowed_payment_method_types": ["card"]}


class StripeClients:
    """The clients of one stand-in."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call a control endpoint; return its JSON."""
        async with self.session.request(method, self.origin + path, json=body) as answer:
            return await answer.json()

    async def set_failure_modes(self, **fields: Any) -> None:
        """Change the failure modes."""
        await self.control("POST", "/standin/mood", fields)

    async def intent(self, **more: Any) -> stripe.PaymentIntent:
        """Create an intent of 84 euros."""
        return await self.client.v1.payment_intents.create_async({**PRICE, **more})

    async def confirm(self, intent: stripe.PaymentIntent, method: str = "pm_card_visa") -> stripe.PaymentIntent:
        """Confirm an intent with a test payment method."""
        return await self.client.v1.payment_intents.confirm_async(intent.id, {"payment_method": method})

    async def paid(self, method: str = "pm_card_visa") -> stripe.PaymentIntent:
        """Create an intent and confirm it."""
        return await self.confirm(await self.intent(), method)

    async def read(self, intent: stripe.PaymentIntent) -> stripe.PaymentIntent:
        """Fetch the intent as it is now."""
        return await self.client.v1.payment_intents.retrieve_async(intent.id)

    async def refund(self, intent: stripe.PaymentIntent, **more: Any) -> stripe.Refund:
        """Refund a payment."""
        return await self.client.v1.refunds.create_async({"payment_intent": intent.id, **more})

    async def pay(self, intent: stripe.PaymentIntent, card: str) -> Any:
        """Pay as a fan's browser does, through the control endpoint."""
        return await self.control("POST", f"/standin/intents/{intent.id}/pay", {"card": card})

    async def idle(self) -> bool:
        """Tell whether no webhook is under way."""
        return bool((await self.control("GET", "/standin/webhooks"))["busy"] == 0)

    def client_with(self, key: str) -> StripeClient:
        """Return another client of the same stand-in, with this key."""
        base: Any = {"api": self.origin}
        return StripeClient(key, base_addresses=base, http_client=self.http, max_network_retries=0)

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession()
        self.http = stripe.AIOHTTPClient(session=self.session)
        self.client = self.client_with("sk_test_till")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()
