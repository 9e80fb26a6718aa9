"""The control door, for tests and developers: the mood, what banks decide, and all the money in and out."""

import re
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.status_codes import HTTP_200_OK

from app.dev.fake_stripe.api.intents import pay
from app.dev.fake_stripe.api.methods import typed
from app.dev.fake_stripe.api.request import Call
from app.dev.fake_stripe.errors import Refusal, unexpected
from app.dev.fake_stripe.failure_modes import Mood, change
from app.dev.fake_stripe.later_outcomes import Outcome, settle_intent, settle_refund
from app.dev.fake_stripe.objects import Intent, Refund
from app.dev.fake_stripe.state import Bank

Asking = Request[Any, Any, Any]
Body = TypeVar("Body")


class Settle(msgspec.Struct):
    """How it ends."""

    outcome: Outcome = "succeeded"


class Pay(msgspec.Struct):
    """With which card."""

    card: str = "4242424242424242"


class Release(msgspec.Struct):
    """In which order."""

    reversed: bool = False


@get("/mood")
async def mood(bank: Bank) -> Mood:
    """How it behaves."""
    return bank.mood


@post("/mood", status_code=HTTP_200_OK)
async def set_mood(bank: Bank, request: Asking) -> Mood:
    """Change what is named; the rest stays."""
    return change(bank.mood, await request.body())


@post("/webhooks/release", status_code=HTTP_200_OK)
async def release(bank: Bank, request: Asking) -> dict[str, int]:
    """Deliver what was held."""
    return {"released": await bank.courier.release(backwards=(await _read(request, Release)).reversed)}


@get("/webhooks")
async def webhooks(bank: Bank) -> dict[str, int]:
    """How many are held, how many under way."""
    return {"held": len(bank.courier.held), "busy": bank.courier.busy}


@get("/intents")
async def intents(bank: Bank) -> list[Intent]:
    """All of them, the newest first."""
    return list(bank.store.newest(Intent))


@get("/refunds")
async def refunds(bank: Bank) -> list[Refund]:
    """All of them, the newest first."""
    return list(bank.store.newest(Refund))


@post("/intents/{name:str}/settle", status_code=HTTP_200_OK)
async def end_thinking(bank: Bank, name: str, request: Asking) -> Intent:
    """A bank that thinks has thought."""
    return settle_intent(Call(bank, name=name, request=None), (await _read(request, Settle)).outcome)


@post("/refunds/{name:str}/settle", status_code=HTTP_200_OK)
async def end_refund(bank: Bank, name: str, request: Asking) -> Refund:
    """A refund arrives or comes back."""
    return settle_refund(Call(bank, name=name, request=None), (await _read(request, Settle)).outcome)


@post("/intents/{name:str}/pay", status_code=HTTP_200_OK)
async def pay_as_a_browser(bank: Bank, name: str, request: Asking) -> Intent:
    """Confirms with a card as a fan's browser would; a decline is the answer's `last_payment_error`, not an error."""
    card = (await _read(request, Pay)).card.replace(" ", "")
    call = Call(bank, name=name)
    intent = bank.store.find(Intent, name, "intent")
    if intent.status in ("succeeded", "canceled", "processing"):
        raise unexpected(intent, f"The PaymentIntent's status is {intent.status}.")
    method = typed(call, card)
    try:
        return pay(call, intent, method)
    except Refusal:
        return intent


@post("/forget", status_code=HTTP_200_OK)
async def forget(bank: Bank) -> dict[str, bool]:
    """Everything, also the mood."""
    bank.forget()
    return {"forgotten": True}


async def _read(request: Asking, shape: type[Body]) -> Body:
    """The JSON body; without one, all is as it usually is."""
    return msgspec.json.decode(await request.body() or b"{}", type=shape)


def refuse(_: Any, refusal: Refusal) -> Response[Any]:
    """Stripe's error objects, also here."""
    return Response({"error": refusal.error}, status_code=refusal.status)


def explain(_: Any, problem: Exception) -> Response[Any]:
    """A mood that makes no sense."""
    return Response({"error": {"message": str(problem)}}, status_code=400)


control = Router(
    "/standin",
    route_handlers=[
        mood, set_mood, release, webhooks, intents, refunds, end_thinking, end_refund, pay_as_a_browser, forget
    ],
    exception_handlers={Refusal: refuse, msgspec.MsgspecError: explain, re.error: explain},
)  # fmt: skip
