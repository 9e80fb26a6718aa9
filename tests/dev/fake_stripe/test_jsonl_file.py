"""The state that the payment stand-in keeps across restarts."""

import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.dev.conftest import free_port
from tests.dev.fake_stripe.clients import PRICE, StripeClients
from tests.dev.fake_stripe.webhook_receiver import SECRET, WebhookReceiver
from tests.dev.program import Program
from tests.eventually import eventually

pytestmark = pytest.mark.slow


def program(file: Path, port: int, webhook: str = "") -> Program:
    """Return a stand-in, not yet started, that keeps its state in a file."""
    env = {"AISLE_STANDIN_PORT": str(port), "AISLE_STANDIN_FILE": str(file), "AISLE_STANDIN_WEBHOOK": webhook}
    return Program([sys.executable, "-m", "app.dev.fake_stripe"], STRIPE_WEBHOOK_SECRET=SECRET, **env)


async def test_payments_refunds_disputes_and_keys_survive_a_kill(tmp_path: Path) -> None:
    file, port = tmp_path / "var" / "standin.jsonl", free_port()
    key: Any = {"idempotency_key": "payment-1"}
    async with StripeClients(f"http://127.0.0.1:{port}") as clients:
        with program(file, port) as standin:
            standin.start().wait_for_output("pretend money")
            made = await clients.client.v1.payment_intents.create_async(PRICE, key)
            refund = await clients.refund(await clients.confirm(made), amount=400)
            disputed = (await clients.paid("pm_card_createDispute")).id
            standin.stop_with(signal.SIGKILL)
            with file.open("a") as torn:
                torn.write('{"id":"pi_half","object":"payment_int')
            standin.start().wait_for_output("pretend money")
            assert (await clients.read(made)).status == "succeeded"
            assert (await clients.refund(made)).amount == 8000
            again = await clients.client.v1.payment_intents.create_async(PRICE, key)
            assert again.id == made.id
            standin.stop_with(signal.SIGTERM)
            standin.start().wait_for_output("pretend money")
            refunds = await clients.control("GET", "/standin/refunds")
            [dispute] = await clients.control("GET", "/standin/disputes")
    assert (dispute["payment_intent"], dispute["status"]) == (disputed, "needs_response")
    assert (refund.id in {each["id"] for each in refunds}, sum(each["amount"] for each in refunds)) == (True, 8400)


async def test_webhooks_nobody_took_are_told_after_the_restart(tmp_path: Path, receiver: WebhookReceiver) -> None:
    file, port = tmp_path / "standin.jsonl", free_port()
    receiver.clear()
    async with StripeClients(f"http://127.0.0.1:{port}") as clients:
        with program(file, port, f"http://127.0.0.1:{free_port()}/nobody") as standin:
            standin.start().wait_for_output("pretend money")
            await clients.intent()
        with program(file, port, receiver.url) as standin:
            standin.start().wait_for_output("pretend money")
            await eventually(lambda: receiver.types() == ["payment_intent.created"])
            await eventually(lambda: '"pending_webhooks":0' in file.read_text())


def test_a_setting_that_makes_no_sense_ends_it_in_one_line() -> None:
    with Program([sys.executable, "-m", "app.dev.fake_stripe"], AISLE_STANDIN_PORT="eight") as standin:
        assert standin.start().wait() == 1
        assert (standin.output.count("\n"), "aisle: a setting" in standin.output) == (1, True)


def test_a_port_that_is_taken_ends_it_in_one_line(origin: str) -> None:
    with Program(
        [sys.executable, "-m", "app.dev.fake_stripe"], AISLE_STANDIN_PORT=origin.rpartition(":")[2]
    ) as standin:
        assert standin.start().wait() > 0
        assert (standin.output.count("\n"), "address already in use" in standin.output) == (1, True)
