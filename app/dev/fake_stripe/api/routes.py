"""Lists the URLs of Stripe that we call: verb, known parameters, and whether a publishable key may call it."""

from collections.abc import Callable
from typing import NamedTuple

from app.dev.fake_stripe.api import disputes, intents, methods, refunds
from app.dev.fake_stripe.api.pagination import ListPage
from app.dev.fake_stripe.api.request import ApiRequest
from app.dev.fake_stripe.objects import StripeObject


class Route(NamedTuple):
    """One URL of the API."""

    verb: Callable[[ApiRequest], StripeObject | ListPage]
    params: frozenset[str]
    allows_publishable_key: bool = False


def _params(words: str) -> frozenset[str]:
    """Return these parameters and those of every URL; a browser sends its key as `key`."""
    return frozenset({*words.split(), "expand", "key", "_stripe_version", "_stripe_account"})


CREATE = _params(
    "allowed_payment_method_types amount amount_details application_fee_amount automatic_payment_methods "
    "capture_method confirm confirmation_method confirmation_token currency customer customer_account "
    "description error_on_requires_action excluded_payment_method_types hooks mandate mandate_data metadata "
    "off_session on_behalf_of payment_details payment_method payment_method_configuration payment_method_data "
    "payment_method_options payment_method_types radar_options receipt_email return_url setup_future_usage "
    "shipping statement_descriptor statement_descriptor_suffix transfer_data transfer_group use_stripe_sdk"
)
CONFIRM = _params(
    "amount_details capture_method client_secret confirmation_token error_on_requires_action "
    "excluded_payment_method_types hooks mandate mandate_data off_session payment_details payment_method "
    "payment_method_data payment_method_options payment_method_types radar_options receipt_email return_url "
    "setup_future_usage shipping use_stripe_sdk"
)
METHOD = _params("allow_redisplay billing_details card customer metadata payment_method radar_options type")
REFUND = _params(
    "amount charge currency customer instructions_email metadata origin payment_intent reason refund_application_fee "
    "reverse_transfer"
)
PAGE = "created ending_before limit starting_after"

ROUTES = {
    "POST payment_intents": Route(intents.create_intent, CREATE),
    "GET payment_intents": Route(intents.list_intents, _params(f"{PAGE} customer customer_account")),
    "GET payment_intents/*": Route(intents.read_intent, _params("client_secret"), allows_publishable_key=True),
    "POST payment_intents/*/cancel": Route(intents.cancel_intent, _params("cancellation_reason")),
    "POST payment_intents/*/confirm": Route(intents.confirm_intent, CONFIRM, allows_publishable_key=True),
    "POST payment_methods": Route(methods.create_method, METHOD, allows_publishable_key=True),
    "POST refunds": Route(refunds.create_refund, REFUND),
    "GET refunds": Route(refunds.list_refunds, _params(f"{PAGE} charge payment_intent")),
    "GET refunds/*": Route(refunds.read_refund, _params("")),
    "GET disputes": Route(disputes.list_disputes, _params(f"{PAGE} charge payment_intent")),
    "GET disputes/*": Route(disputes.read_dispute, _params("")),
    "GET charges/*": Route(refunds.read_charge, _params("")),
}


def find_route(method: str, path: str) -> tuple[Route | None, str]:
    """Return the route of `/v1/…` and the id in it."""
    noun, _, after_noun = path.removeprefix("/v1/").partition("/")
    name, _, verb = after_noun.partition("/")
    return ROUTES.get(method + " " + noun + ("/*" if name else "") + (f"/{verb}" if verb else "")), name
