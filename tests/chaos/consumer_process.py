"""Runs a worker that only follows the journal, with consumers of the tests: `python -m tests.chaos.consumer_process`.

CONSUMER names the class in tests/workers/consumers/harness.py."""

import asyncio
import os

import uvloop

from db.pool import open_pool
from db.timeouts import WORKER
from realtime.logs import set_up_logs
from tests.workers.consumers.harness import Notes, OutsideNotes
from workers.consumers.follow_journal import run_consumers

CONSUMERS = {"inside": Notes, "outside": OutsideNotes}


async def follow_for_ever() -> None:
    await open_pool(4, WORKER)
    await run_consumers([CONSUMERS[os.environ["CONSUMER"]]()], asyncio.Event())


if __name__ == "__main__":
    set_up_logs("worker", production=False)
    uvloop.run(follow_for_ever())
