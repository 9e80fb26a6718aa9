"""The answers that are kept for a moment: for how long, and how many."""

import asyncio
import time
from datetime import UTC, datetime

from app.checkout.payment_answers import KEPT_SECONDS, MAX_ANSWERS, PaymentAnswer, PendingPayment, RecentAnswers
from app.web.cache import SingleFlight


def keep(answers: RecentAnswers, address: str, began: float) -> PaymentAnswer:
    """Keep an answer for this order of a call that began at `began`; return it."""
    answer = PaymentAnswer("pending", address, "pi_1_secret", None)
    answers.keep(PendingPayment(1, 7, address, None, "ana"), answer, began)
    return answer


def test_an_answer_is_kept_for_a_few_seconds() -> None:
    answers, now = RecentAnswers(), time.monotonic()
    kept = keep(answers, "/orders/1/a", now)
    keep(answers, "/orders/1/b", now - KEPT_SECONDS)
    assert (answers.get("/orders/1/a"), answers.get("/orders/1/b"), answers.get("/orders/1/c")) == (kept, None, None)


def test_a_dropped_answer_is_gone() -> None:
    answers = RecentAnswers()
    keep(answers, "/orders/1/a", time.monotonic())
    for _ in range(2):
        answers.drop("/orders/1/a")
    assert answers.get("/orders/1/a") is None


def test_the_answers_are_bounded() -> None:
    answers, now = RecentAnswers(), time.monotonic()
    for n in range(MAX_ANSWERS + 5):
        keep(answers, f"/orders/1/{n}", now)
    assert len(answers._kept) == MAX_ANSWERS
    assert answers.get("/orders/1/0") is None
    assert answers.get(f"/orders/1/{MAX_ANSWERS}") is not None


async def test_requests_about_one_order_share_a_call_whatever_their_session() -> None:
    asked = []

    async def ask(payment: PendingPayment) -> str:
        asked.append((payment.order_id, payment.person))
        await asyncio.sleep(0)
        return payment.address

    get_answer = SingleFlight(ask)
    payments = [
        PendingPayment(1, 7, "/orders/1/a", None, "ana"),
        PendingPayment(1, 7, "/orders/1/a", datetime(2026, 5, 1, tzinfo=UTC), "ben"),
        PendingPayment(1, 8, "/orders/1/b", None, "ana"),
    ]
    assert await asyncio.gather(*map(get_answer, payments)) == ["/orders/1/a", "/orders/1/a", "/orders/1/b"]
    assert asked == [(7, "ana"), (8, "ana")]
