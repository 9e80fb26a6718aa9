"""The door of `/v1`: reads a request, lets its verb run once, answers in Stripe's shapes and in the day's mood."""

import asyncio
import logging
from typing import Any

import msgspec

from app.dev.fake_stripe.api.expand import shown
from app.dev.fake_stripe.api.form import read_form
from app.dev.fake_stripe.api.idempotency import fingerprint
from app.dev.fake_stripe.api.intents import public
from app.dev.fake_stripe.api.keys import is_publishable
from app.dev.fake_stripe.api.params import only
from app.dev.fake_stripe.api.request import Call
from app.dev.fake_stripe.api.routes import Route, find_route
from app.dev.fake_stripe.asgi import Asked, Told
from app.dev.fake_stripe.errors import Refusal, broken, needs_secret_key
from app.dev.fake_stripe.objects import Intent, new_id
from app.dev.fake_stripe.state import Bank

NOTHING: dict[str, str] = {}


class Api:
    """`answer` is the whole of it."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    async def answer(self, asked: Asked) -> Told | None:
        """What to tell; None: hang up without a word, although it was done."""
        mood, line = self.bank.mood, asked.line
        fails = mood.fails(line)
        dropped = not fails and mood.drops(line)
        told, key = (_refused(broken()), "") if fails else self._once(asked)
        try:
            if mood.latency_ms and mood.means(line):
                await asyncio.sleep(mood.latency_ms / 1000)
        finally:
            self.bank.answers.end(key)
        return None if dropped else told

    def _once(self, asked: Asked) -> tuple[Told, str]:
        """Do it, or repeat what was answered; with the key that is in flight until the answer has left."""
        key = asked.headers.get("idempotency-key", "") if asked.method == "POST" else ""
        ours = ""
        try:
            route, call = self._read(asked, key or None)
            if key:
                given = self.bank.answers.begin(key, fingerprint(asked.line, asked.body))
                if given is not None:
                    head = {"idempotent-replayed": "true", "idempotency-key": key}
                    return Told(given.status, given.body.encode(), head), ""
                ours = key
            told, kept = _done(route, call)
            if ours and kept:
                self.bank.answers.keep(ours, told.status, told.body)
        except Refusal as refusal:
            return _refused(refusal), ours
        return told, ours

    def _read(self, asked: Asked, key: str | None) -> tuple[Route, Call]:
        form = read_form(asked.body if asked.method == "POST" else asked.query)
        publishable = is_publishable(asked.headers.get("authorization", ""), form)
        route, name = find_route(asked.method, asked.path)
        if route is None:
            raise Refusal(404, "invalid_request_error", f"Unrecognized request URL ({asked.method}: {asked.path}).")
        if publishable and not route.browsers:
            raise needs_secret_key()
        only(form, route.params)
        return route, Call(self.bank, form, name, key, publishable)


def _done(route: Route, call: Call) -> tuple[Told, bool]:
    """The verb's answer, and whether its key keeps it: not when it was refused before anything was done."""
    head = {"request-id": call.request or "", **({"idempotency-key": call.key} if call.key else NOTHING)}
    try:
        body: Any = shown(call, route.verb(call))
    except Refusal as refusal:
        if call.publishable and isinstance(intent := refusal.error.get("payment_intent"), Intent):
            refusal.error["payment_intent"] = public(intent)
        told = _refused(refusal)
        told.headers.update(head)
        return told, refusal.kept
    except Exception:  # a mistake of ours is a 500 of theirs
        logging.exception("the stand-in failed")
        return _refused(broken()), True
    return Told(200, msgspec.json.encode(body), head), True


def _refused(refusal: Refusal) -> Told:
    return Told(refusal.status, msgspec.json.encode({"error": refusal.error}), {"request-id": new_id("req")})
