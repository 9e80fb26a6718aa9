"""Gives the payment tests a fan at the payment form."""

import pytest

from e2e.fan import Fan
from e2e.payment_form import PaymentForm


@pytest.fixture
async def payment_form(ana: Fan, paid_performance: int) -> PaymentForm:
    """Return Ana's payment form for one seat, with her name and address typed."""
    form = PaymentForm(ana)
    await form.comes(paid_performance)
    await form.fills_contact()
    return form
