"""The dispute of Stripe's API."""

from typing import Any, Literal

import msgspec

DisputeStatus = Literal[
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "needs_response",
    "under_review",
    "won",
    "lost",
]


class StripeDispute(msgspec.Struct):
    """A dispute of a charge; while its status begins with "warning_" it is an inquiry, and no money has moved."""

    id: str
    amount: int
    currency: str
    created: int
    charge: str
    payment_intent: str
    reason: str
    status: DisputeStatus
    evidence_details: dict[str, Any]
    payment_method_details: dict[str, Any]
    is_charge_refundable: bool
    balance_transactions: list[dict[str, Any]] = []
    metadata: dict[str, str] = {}
    evidence: dict[str, Any] = {}
    enhanced_eligibility_types: list[str] = []
    network_reason_code: str | None = None
    object: str = "dispute"
    livemode: bool = False
