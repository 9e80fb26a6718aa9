"""The control endpoints for tests and developers, all below /standin."""

import re

import msgspec
from litestar import Router

from app.dev.fake_stripe.control import disputes, failures, payments
from app.dev.fake_stripe.control.body import invalid_body_response, stripe_error_response
from app.dev.fake_stripe.errors import StripeError

control = Router(
    "/standin",
    route_handlers=[
        failures.get_failure_modes,
        failures.set_failure_modes,
        failures.release,
        failures.webhooks,
        failures.forget,
        payments.intents,
        payments.refunds,
        payments.end_thinking,
        payments.end_refund,
        payments.pay_as_a_browser,
        disputes.disputes,
        disputes.dispute_payment,
        disputes.move_dispute,
    ],
    exception_handlers={
        StripeError: stripe_error_response,
        msgspec.MsgspecError: invalid_body_response,
        re.error: invalid_body_response,
    },
)
