"""Errors about events and performances that more than one area raises."""

from app.errors import AisleError
from app.language.messages import message


class UnknownPerformance(AisleError):
    """There is no such performance, or it is not public: the error is the same, so that drafts stay secret."""

    status, code, title = 404, "unknown_performance", message("There is nothing at this address")
    detail = message("This performance does not exist, or is not public yet.")
