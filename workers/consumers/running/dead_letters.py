"""Handles dead letters again, after staff asked for it (`aisle consumers retry`): those whose `tries` are 0."""

from datetime import datetime

from app.crash_points import crash_point
from db.pool import Acquisition, Connection, execute, fetch, rows_changed
from db.transaction import snapshot_transaction
from realtime.logs import log
from workers.consumers.consumer import Batch, Consumer, JournalFact
from workers.consumers.running.consumer_row import read_consumer_row
from workers.consumers.running.errors import LeaseLost, error_text, is_fault_of_fact
from workers.consumers.running.journal_facts import read_one
from workers.consumers.running.lease import Lease

DUE_SQL = "SELECT xid, id, at FROM dead_letter WHERE consumer = $1 AND tries = 0 ORDER BY xid, id LIMIT 100"
DELETE_SQL = "DELETE FROM dead_letter WHERE consumer = $1 AND xid = $2 AND id = $3"
# Only if it is still to be handled: what another worker or staff did with it stays.
FAILED_SQL = """
    UPDATE dead_letter SET tries = 1, error = $4, parked_at = now()
    WHERE consumer = $1 AND xid = $2 AND id = $3 AND tries = 0
"""
# A replay that swaps the generations waits for it, or has changed the row: then it raises SerializationError.
LOCK_SQL = "SELECT FROM consumer WHERE name = $1 AND owner = $2 AND generation = $3 FOR UPDATE"
GONE = "the journal has this fact no longer: its month was dropped"


async def handle_dead_letters(consumer: Consumer, lease: Lease) -> None:
    """Handle each dead letter of the consumer that staff want to be tried again, once. What fails stays one.

    Raises LeaseLost, and DATABASE_ERRORS."""
    for row in await fetch(DUE_SQL, consumer.name):
        await lease.renew()
        try:
            found = await (_handle_outside if consumer.acts_outside else _handle_inside)(consumer, lease, *row)
            problem = None if found else GONE
        except LeaseLost:
            raise
        except Exception as error:
            if not is_fault_of_fact(error, acts_outside=consumer.acts_outside):
                raise
            problem = error_text(error)
        if problem is not None:
            await execute(FAILED_SQL, consumer.name, row["xid"], row["id"], problem)
        log.info("dead_letter_handled", consumer=consumer.name, xid=row["xid"], id=row["id"], problem=problem)


async def _handle_inside(consumer: Consumer, lease: Lease, xid: int, id: int, at: datetime) -> bool:
    async with snapshot_transaction() as connection:
        batch, fact = await _read(connection, consumer, lease, xid, id, at)
        if fact is not None:
            await connection.execute(LOCK_SQL, consumer.name, lease.owner, batch.generation)
            await consumer.handle(batch, connection)
            if not rows_changed(await connection.execute(DELETE_SQL, consumer.name, xid, id)):
                raise LeaseLost
    return fact is not None


async def _handle_outside(consumer: Consumer, lease: Lease, xid: int, id: int, at: datetime) -> bool:
    async with Acquisition() as connection:
        batch, fact = await _read(connection, consumer, lease, xid, id, at)
        if fact is not None:
            async with lease.kept():
                await consumer.handle(batch, connection)
            crash_point("consumer.after_dead_letter")
            await connection.execute(DELETE_SQL, consumer.name, xid, id)
    return fact is not None


async def _read(
    connection: Connection, consumer: Consumer, lease: Lease, xid: int, id: int, at: datetime
) -> tuple[Batch, JournalFact | None]:
    row = await read_consumer_row(connection, consumer.name, lease.owner, prunes=False)
    fact = await read_one(connection, xid, id, at)
    return Batch([fact] if fact else [], [], row.generation), fact
