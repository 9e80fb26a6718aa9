"""Errors about events and performances that more than one area raises."""

from app.errors import AisleError


class UnknownPerformance(AisleError):
    """There is no such performance, or it is not public: the error is the same, so that drafts stay secret."""

    status, code, title = 404, "unknown_performance", "There is nothing at this address"
    message = "This performance does not exist, or is not public yet."
