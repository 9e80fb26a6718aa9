"""`aisle consumers`: what staff see of consumers, and what they do with them."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from db.pool import execute, fetch_value
from tests.workers.consumers.harness import Notes, catch_up, lease, row_of, work_until, write_facts
from workers.consumers import registry
from workers.consumers.staff import listing, staff_changes, staff_commands
from workers.consumers.staff.commands import consumers
from workers.consumers.staff.listing import ConsumerLine, aligned, duration, list_consumers
from workers.consumers.staff.staff_changes import (
    NoSuchConsumer,
    NothingToSkip,
    retry_consumer,
    skip_failing_fact,
    start_consumer,
    stop_consumer,
)

pytestmark = pytest.mark.usefixtures("notes")


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this release have the consumer of the tests and no other."""
    for module in (registry, listing, staff_changes):
        monkeypatch.setattr(module, "CONSUMERS", [Notes()])


async def test_a_consumer_that_no_worker_has_run_is_listed() -> None:
    assert await list_consumers() == [ConsumerLine("notes", "new")]


async def test_the_list_says_where_each_consumer_is() -> None:
    facts = await write_facts(3)
    consumer = Notes()
    consumer.broken = {facts[1]}
    await work_until(await lease(consumer), "tries = 2")
    await execute("INSERT INTO dead_letter VALUES ('notes', now(), '5', 5, 'broken', 8)")
    (line,) = await list_consumers()
    assert (line.name, line.state, line.owner, line.facts, line.dead_letters) == ("notes", "running", "first", 2, 1)
    assert line.columns[-1] == "failed 2x: Broken: this fact"


async def test_facts_are_counted_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNT_LIMIT", 2)
    await write_facts(3)
    await execute("INSERT INTO consumer (name) VALUES ('notes')")
    assert (await list_consumers())[0].columns[3] == "2+"


def test_the_columns_are_aligned() -> None:
    lines = [
        ConsumerLine("a", "running", facts=12, seconds=200),
        ConsumerLine("long name", "stopped", why_stopped="by staff"),
    ]
    assert aligned(lines) == [
        "consumer   state    lag    facts  as of  owner  dead letters  problem",
        "a          running  3 min  12     -      -      0             -",
        "long name  stopped  -      0      -      -      0             stopped: by staff",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0.0 s"), (0.44, "0.4 s"), (59, "59.0 s"), (61, "1 min"), (7200, "2 h"), (200_000, "2 d")],
)
def test_a_lag_is_in_its_largest_unit(seconds: float, text: str) -> None:
    assert duration(seconds) == text


async def test_a_stopped_consumer_starts_again_where_it_was() -> None:
    await catch_up(await lease(Notes()))
    before = await row_of()
    assert await stop_consumer("notes") == "by staff"
    assert [(await row_of())[key] for key in ("state", "why_stopped", "owner")] == ["stopped", "by staff", None]
    await start_consumer("notes")
    after = await row_of()
    assert [after[key] for key in ("state", "why_stopped", "xid", "id")] == ["running", "", before["xid"], before["id"]]


async def test_a_consumer_can_be_stopped_before_a_worker_has_run_it() -> None:
    await stop_consumer("notes")
    assert await fetch_value("SELECT state FROM consumer") == "stopped"


async def test_stopping_a_stopped_consumer_keeps_the_reason() -> None:
    await execute("INSERT INTO consumer (name, state, why_stopped) VALUES ('notes', 'stopped', 'a fact failed')")
    assert await stop_consumer("notes") == "a fact failed"


@pytest.mark.parametrize("change", [stop_consumer, start_consumer, retry_consumer, skip_failing_fact])
async def test_an_unknown_name_is_refused_with_the_known_ones(change: Callable[[str], Any]) -> None:
    with pytest.raises(NoSuchConsumer) as refused:
        await change("nodes")
    assert str(refused.value) == "There is no consumer nodes. There are: notes."
    assert await fetch_value("SELECT count(*) FROM consumer") == 0


async def test_a_fact_that_has_not_failed_is_not_skipped() -> None:
    await write_facts(1)
    await execute("INSERT INTO consumer (name) VALUES ('notes')")
    with pytest.raises(NothingToSkip):
        await skip_failing_fact("notes")
    assert (await row_of())["id"] == 0


async def test_skipping_leaves_a_consumer_stopped_that_staff_stopped() -> None:
    facts = await write_facts(1)
    consumer = Notes()
    consumer.broken = set(facts)
    await work_until(await lease(consumer), "tries = 1")
    await stop_consumer("notes")
    await skip_failing_fact("notes")
    assert (await row_of())["state"] == "stopped"


@pytest.mark.parametrize(
    ("command", "found", "printed"),
    [
        (["list"], [], "This release has no consumers."),
        (["stop", "notes"], "by staff", "notes is stopped."),
        (["stop", "notes"], "a fact failed", "notes was stopped already: a fact failed"),
        (["start", "notes"], None, "notes runs, as soon as a worker takes it."),
        (["retry", "notes"], 0, "A worker tries the next fact of notes now."),
        (["retry", "notes"], 2, "A worker tries the next fact of notes now, and 2 of its dead letters."),
        (
            ["skip", "notes"],
            staff_changes.SkippedFact(7, 8, "order.paid", "KeyError"),
            "Skipped fact 8 (order.paid) of notes. It had failed: KeyError",
        ),
    ],
    ids=["list", "stop", "stop again", "start", "retry", "retry dead letters", "skip"],
)
def test_each_command_prints_what_it_did(
    command: list[str], found: object, printed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(work: Any) -> object:
        work.close()
        return found

    monkeypatch.setattr(staff_commands, "run_with_connections", run)
    result = CliRunner().invoke(consumers, command)
    assert (result.output.strip(), result.exit_code) == (printed, 0)
