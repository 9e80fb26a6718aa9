"""The time-outs that each kind of process sets on its connections to Postgres.

The relay publishes nothing that was committed after the oldest open write transaction began: while a process is
suspended inside one, all maps stand still until Postgres ends it."""

import msgspec

ANSWER_SECONDS = 5.0


class Timeouts(msgspec.Struct, frozen=True):
    """The limits of one kind of process, in seconds. 0: no limit, also where the role or the server has one.

    `idle_in_transaction`: a transaction whose client sends nothing for as long is rolled back, and its connection ends
    (DATABASE_ERRORS in the client). Connections without a transaction may be idle for ever. `statement`: one statement
    (asyncpg.QueryCanceledError). `transaction`: a whole transaction, also one statement alone; its connection ends. It
    needs Postgres 17, a pool (`limit_transactions` in db/pool.py), and more time than `statement`. No other limit
    applies to a client that is suspended between preparing and running a statement. `lock`: waiting for one lock
    (asyncpg.LockNotAvailableError)."""

    idle_in_transaction: float
    statement: float
    transaction: float = 0.0
    lock: float = 0.0

    @property
    def server_settings(self) -> dict[str, str]:
        """Return the limits as parameters that a connection starts with; Postgres counts milliseconds."""
        limits = {
            "idle_in_transaction_session_timeout": self.idle_in_transaction,
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
        }
        return {name: str(round(seconds * 1000)) for name, seconds in limits.items()}

    @property
    def command_timeout(self) -> float | None:
        """Seconds after which asyncpg stops waiting for an answer (TimeoutError); None where a statement has no limit.

        Longer than `statement`: it is for a server or a network that is silent."""
        return self.statement + ANSWER_SECONDS if self.statement else None


WEB = Timeouts(idle_in_transaction=5, statement=8, transaction=10)
"""A transaction of a request takes milliseconds, and a fan who waits for eight seconds is better asked to try again."""

WORKER = Timeouts(idle_in_transaction=5, statement=12, transaction=15)
"""Its statements handle batches, and its transactions take milliseconds: a draw of many numbers is hashed before the
transaction that closes it. What is cut off stays due and is done again."""

RELAY = Timeouts(idle_in_transaction=5, statement=30)
"""Its statements read: they hold nothing back, and after a long absence the first one reads a long part of the
journal. It has no transaction between statements, so the connection that holds its lock is not ended."""

COMMAND = Timeouts(idle_in_transaction=10, statement=300, transaction=600)
"""A command may publish 60,000 seats, and computes for up to a second inside a transaction. `aisle` uses it, and all
that does not say what it is."""

MIGRATION = Timeouts(idle_in_transaction=10, statement=0, lock=3)
"""A migration may rewrite a large table. While it waits for the lock of a table all other users of it wait as well.

Longer than Postgres's deadlock_timeout (1 s), after which Postgres ends an autovacuum that is in the way; with less
time, a table that is vacuumed for minutes could not be migrated."""
