"""One worker at a time runs a consumer; one that lost its lease changes nothing."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from db.pool import Connection, execute, fetch_value
from tests.eventually import eventually
from tests.workers.consumers.harness import (
    Notes,
    OutsideNotes,
    catch_up,
    end_lease,
    handled,
    has_facts,
    lease,
    row_of,
    running,
    wait_until_handled,
    write_facts,
)
from workers.consumers.consumer import Batch, Consumer
from workers.consumers.running.errors import LeaseLost
from workers.consumers.running.lease import Lease
from workers.consumers.staff.staff_changes import stop_consumer

pytestmark = pytest.mark.usefixtures("notes")


class Sleeping(Notes):
    """Sleeps after it has handled a batch, until it is woken."""

    def __init__(self) -> None:
        super().__init__()
        self.sleeps, self.may_wake = asyncio.Event(), asyncio.Event()

    async def handle(self, batch: Batch, connection: Connection) -> None:
        await super().handle(batch, connection)
        self.sleeps.set()
        await self.may_wake.wait()


class SleepingOutside(Sleeping):
    """The same outside of transactions."""

    acts_outside = True


async def take_over_from(sleeping: Sleeping, next_one: Consumer) -> Sequence[int]:
    """Let a second worker handle the facts while the first one sleeps across the end of its lease; return the facts."""
    facts = await write_facts(2)
    working = asyncio.create_task(catch_up(await lease(sleeping)))
    await sleeping.sleeps.wait()
    await end_lease()
    await catch_up(await lease(next_one, "second"))
    before = await row_of()
    sleeping.may_wake.set()
    with pytest.raises((LeaseLost, asyncpg.SerializationError)):
        await working
    assert await row_of() == before
    return facts


async def test_a_worker_that_slept_across_its_lease_changes_nothing() -> None:
    facts = await take_over_from(Sleeping(), Notes())
    assert await handled() == facts


async def test_nor_does_one_that_acts_outside_move_the_cursor() -> None:
    facts = await take_over_from(SleepingOutside(), OutsideNotes())
    assert await handled() == [*facts, *facts]


async def test_one_of_many_takes_the_lease() -> None:
    taken = await asyncio.gather(*(Lease("notes", f"worker {n}").take() for n in range(50)))
    assert taken.count(True) == 1


async def test_a_lease_is_taken_when_it_is_over_and_not_before() -> None:
    first, second = Lease("notes", "first"), Lease("notes", "second")
    assert [await first.take(), await second.take(), await first.take()] == [True, False, True]
    await end_lease()
    assert [await second.take(), await first.take()] == [True, False]
    await second.release()
    assert await first.take()


async def test_trying_for_a_lease_in_vain_writes_nothing() -> None:
    assert await Lease("notes", "first").take()
    before = await fetch_value("SELECT pg_snapshot_xmax(pg_current_snapshot())")
    assert not await Lease("notes", "second").take()
    assert await fetch_value("SELECT pg_snapshot_xmax(pg_current_snapshot())") == before


async def test_a_lease_from_before_the_clock_was_set_back_can_be_taken() -> None:
    assert await Lease("notes", "first").take()
    await execute("UPDATE consumer SET leased_until = now() + interval '1 hour'")
    assert await Lease("notes", "second").take()


async def test_a_lease_is_renewed_when_half_of_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Lease("notes", "first")
    await ours.take()
    await end_lease()
    await ours.renew()
    assert await fetch_value("SELECT leased_until < now() FROM consumer")
    monkeypatch.setattr("workers.consumers.running.lease.RENEW_SECONDS", 0)
    await ours.renew()
    assert await fetch_value("SELECT leased_until > now() + interval '5 seconds' FROM consumer")


async def test_a_lost_lease_is_noticed_when_it_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Lease("notes", "first")
    await ours.take()
    await end_lease()
    assert await Lease("notes", "second").take()
    monkeypatch.setattr("workers.consumers.running.lease.RENEW_SECONDS", 0)
    with pytest.raises(LeaseLost):
        await ours.renew()


async def test_a_long_effect_keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.consumers.running.lease.RENEW_SECONDS", 0.1)
    sleeping = SleepingOutside()
    await write_facts(1)
    working = asyncio.create_task(catch_up(await lease(sleeping)))
    await sleeping.sleeps.wait()
    first = (await row_of())["leased_until"]
    await eventually(lambda: fetch_value("SELECT leased_until > $1 FROM consumer", first))
    sleeping.may_wake.set()
    await working
    assert not await has_facts()


async def test_of_two_workers_each_fact_is_handled_once() -> None:
    facts: list[int] = []
    async with running(Notes()), running(Notes()):
        for _ in range(5):
            facts += await write_facts(3)
            await wait_until_handled(facts)


async def test_a_stopped_consumer_handles_nothing_more_and_another_worker_does_not_take_it() -> None:
    facts = await write_facts(1)
    loop = await lease(Notes())
    await catch_up(loop)
    await stop_consumer("notes")
    await write_facts(1)
    with pytest.raises(LeaseLost):
        await loop.work()
    assert not await Lease("notes", "second").take()
    assert await handled() == facts
