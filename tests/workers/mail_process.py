"""Runs a worker that only sends mail, for tests that kill it: `python -m tests.workers.mail_process`."""

import asyncio

import uvloop

from db.pool import open_pool
from workers.mail import send_mail


async def mail_for_ever() -> None:
    await open_pool(4)
    await send_mail(asyncio.Event())


if __name__ == "__main__":
    uvloop.run(mail_for_ever())
