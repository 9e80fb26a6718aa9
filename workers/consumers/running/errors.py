"""What ends the work of a consumer, and which errors of `handle` are the fault of a fact."""

import asyncpg

PASSING = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidTransactionStateError,
    asyncpg.LockNotAvailableError,
)
"""Errors that say something about the database or the moment. Any other would be raised again by the same fact."""
LONGEST_ERROR = 500


class LeaseLost(Exception):
    """Raised when the row of a consumer is not as this worker left it: another has the lease, or staff changed it."""


class BeyondHorizon(Exception):
    """Raised when a consumer's cursor, or the journal, is ahead of this cluster's transactions: it was restored."""


class HandleFailed(Exception):
    """Raised when `handle` raised. Its cause is the error."""


def is_fault_of_fact(error: Exception, *, acts_outside: bool, alone: bool = True) -> bool:
    """Tell whether an error of `handle` counts as a try of the fact. The database being away does not.

    `alone`: the batch was one fact: if its statement takes longer than statements may, it always will. For a consumer
    that acts on other systems, a system that is away counts: it raises OSError or TimeoutError too."""
    if acts_outside and isinstance(error, OSError | TimeoutError):
        return True
    if isinstance(error, asyncpg.QueryCanceledError):
        return alone
    return isinstance(error, ValueError) or not isinstance(error, PASSING)


def error_text(error: BaseException) -> str:
    """Return the type and first line of an error, for its row."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0]}"[:LONGEST_ERROR] if lines else type(error).__name__
