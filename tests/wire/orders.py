"""Shapes of the checkout, of an order's page in every state, and of the payment provider's webhooks."""

from collections.abc import Callable

from app.checkout.refunds.lifecycle import refund_order
from app.checkout.refunds.send import push_refund
from db import pool
from tests.checkout.scenarios import TWO_SEATS, buy_order, end_payment_time, open_intent, open_pending_order, reconcile
from tests.fan import JSON, Fan
from tests.payments.fake_provider import FakeProvider
from tests.payments.webhook_signing import signed_headers, webhook_body
from tests.wire.seats import BROWSER, post
from tests.wire.shapes import Shapes
from tests.world import World

Visit = Callable[[], Fan]
ANA = {"name": "Ana Ferreira", "email": "ana@example.org"}
FORM = ("name", "email", "hold", "total")
JOURNAL = "SELECT topic, payload FROM journal"
INBOX = "SELECT payload FROM inbox"


async def checkout(shapes: Shapes, world: World, visit: Visit, provider: FakeProvider) -> None:
    """Record the steps from the basket to the order, with every refusal."""
    fan, base = visit(), f"/performances/{world.opening}"
    for kind in (JSON, BROWSER):
        shapes.answer(f"nothing, {kind['Accept']}", await fan.read(f"{base}/checkout", **kind))
        shapes.answer(f"nothing, {kind['Accept']}", await fan.send(f"{base}/orders", ANA, **kind))
    await fan.hold(world.opening, [17, 18], world.plan)
    for kind in (JSON, BROWSER):
        shapes.answer(kind["Accept"], await fan.read(f"{base}/checkout", **kind))
        for label, form in (
            ("wrong contact", {"name": " ", "email": "ana@nowhere"}),
            ("other total", {**ANA, "total": "1"}),
            ("no total", {**ANA, "total": "x"}),
            ("other hold", {**ANA, "hold": "999999"}),
        ):
            shapes.answer(f"{label}, {kind['Accept']}", await fan.send(f"{base}/orders", form, **kind))
    for name in FORM:
        body, form = {name: {"x": 1}}, {name: "x"}
        shapes.answer(f"{name} of JSON", await post(visit(), f"{base}/orders", body))
        shapes.answer(f"{name} of a form", await visit().send(f"{base}/orders", form, **JSON))
    provider.failing_calls = ["create_intent"]
    shapes.answer("bank away", await fan.send(f"{base}/orders", ANA, **JSON))
    told = shapes.answer("to pay", await fan.send(f"{base}/orders", {**ANA, "total": str(TWO_SEATS)}, **JSON)).json()
    intent = next(iter(provider.intents))
    provider.set_status(intent, "processing")
    shapes.answer("bank thinks", await fan.send(f"{base}/orders", ANA, **JSON))
    shapes.answer("bank thinks", await fan.send(f"{told['page']}/cancellations", **JSON))
    shapes.answer("waits for its money", await fan.read(base))
    provider.pay(intent)
    shapes.answer("heard", await fan.send(f"{base}/orders", ANA, **JSON))
    shapes.answer("paid", await fan.send(f"{base}/orders", ANA, **JSON))
    await fan.hold(world.preview, [17], world.plan)
    shapes.answer("free", await fan.send(f"/performances/{world.preview}/orders", ANA, **JSON))


async def order(shapes: Shapes, visit: Visit, label: str, address: str) -> None:
    """Record the order as it is now, for a browser and for a program."""
    fan = visit()
    for kind in (JSON, BROWSER):
        shapes.answer(f"{label}, {kind['Accept']}", await fan.read(address, **kind))
    for path in ("/tickets.pdf", "/calendar.ics"):
        shapes.answer(label, await fan.read(address + path, **JSON))
    for verb in ("payments", "checks"):
        shapes.answer(label, await fan.send(f"{address}/{verb}", **JSON))


async def orders(shapes: Shapes, world: World, visit: Visit, provider: FakeProvider) -> None:
    """Record orders that wait for payment, expire, are paid, and are refunded."""
    waits = await open_pending_order(world, "ben", (40, 41))
    await order(shapes, visit, "waits", waits.address)
    shapes.answer("", await visit().read(f"{waits.address}?payment_intent=pi_1&redirect_status=succeeded"))
    provider.set_status(await open_intent(waits), "processing")
    await reconcile(waits)
    shapes.answer("bank thinks", await visit().read(waits.address))
    over = await open_pending_order(world, "dora", (50, 51))
    await end_payment_time(over)
    shapes.answer("time over", await visit().read(over.address))
    assert await reconcile(over, ending=True) == "expired"
    await order(shapes, visit, "expired", over.address)
    given_up = await open_pending_order(world, "emil", (60, 61))
    shapes.answer("", await visit().send(f"{given_up.address}/cancellations", **JSON))
    paid = await buy_order(world, provider, "carl", (70, 71))
    await order(shapes, visit, "paid", paid.address)
    for label, seats in (("one given back", [70]), ("refunded", [71])):
        refund = await refund_order(paid.performance_id, paid.id, seats=seats, actor="staff:olga")
        shapes.answer(f"before {label}", await visit().read(paid.address))
        await push_refund(paid.performance_id, refund, actor="staff:olga")
        await order(shapes, visit, label, paid.address)
    shapes.answer("no order", await visit().read(f"/orders/{world.opening}/none", **JSON))


async def webhooks(shapes: Shapes, visit: Visit) -> None:
    """Record the responses to the payment provider's events, and what is stored of them."""
    address, about = "/stripe/webhooks", {"id": "pi_1", "object": "payment_intent", "client_secret": "hush"}
    bodies = {
        "stored": webhook_body(data={"object": about}),
        "not ours": webhook_body(kind="charge.succeeded"),
        "other account": webhook_body(account="acct_1"),
        "other mode": webhook_body(livemode=True),
    }
    for label, body in bodies.items():
        shapes.answer(
            label, await visit().browser.post(address, content=body, headers={**JSON, **signed_headers(body)})
        )
    shapes.answer("forged", await visit().browser.post(address, content=b"{}", headers=JSON))
    shapes.answer("", await visit().read(address, **JSON))
    for (payload,) in await pool.fetch(INBOX):
        shapes.json("payload in the inbox", payload)


async def journal(shapes: Shapes) -> None:
    """Record the facts that are in the journal by now."""
    for topic, payload in await pool.fetch(JOURNAL):
        shapes.json(f"fact {topic}", payload)


async def everything(world: World, visit: Visit, provider: FakeProvider) -> Shapes:
    """Return all these shapes, at Opening Night and the free Preview."""
    shapes = Shapes()
    await checkout(shapes, world, visit, provider)
    await orders(shapes, world, visit, provider)
    await webhooks(shapes, visit)
    await journal(shapes)
    return shapes
