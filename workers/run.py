"""The worker process: keeps every loop running. A loop that fails is logged and restarted; the process goes on."""

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable

import uvloop

from app.language.languages import check_catalogues
from app.payments.stripe import close_stripe
from app.settings import settings
from app.web.redis import close_redis
from app.web.wakeups import connect_wakeups, disconnect_wakeups
from db.pool import close_pool, open_pool
from db.timeouts import WORKER
from realtime.clock import clock_file
from realtime.environment import SettingsError
from realtime.logs import log, set_up_logs
from workers.admit_fans import admit_fans
from workers.consumers.follow_journal import follow_journal
from workers.journal_months import keep_journal_months
from workers.mail import send_mail
from workers.payment_events import handle_payment_events
from workers.reconcile_payments import reconcile_payments
from workers.refund_sender import send_refunds
from workers.release_holds import release_holds

Loop = Callable[[asyncio.Event], Awaitable[None]]
LOOPS: list[Loop] = [
    release_holds,
    admit_fans,
    handle_payment_events,
    reconcile_payments,
    send_refunds,
    send_mail,
    follow_journal,
    keep_journal_months,
]
RESTART_DELAY = 1.0
CONNECTIONS = 10


async def keep_running(loop: Loop, stop: asyncio.Event) -> None:
    """Run a loop until `stop`. After a failure it restarts in a second: the database may be restarting."""
    while not stop.is_set():
        try:
            await loop(stop)
        except Exception as error:  # nothing is lost: the work is still in the rows
            log.warning("loop_failed", loop=loop.__name__, problem=repr(error))
            try:
                await asyncio.wait_for(stop.wait(), RESTART_DELAY)
            except TimeoutError:
                continue


async def run_workers() -> None:
    """Run all loops until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await open_pool(CONNECTIONS, WORKER)
    connect_wakeups()
    following = _follow_changes()
    gc.collect()
    gc.freeze()  # a collection would lengthen the transactions of consumers
    gc.set_threshold(20_000, 20, 50)
    log.info("worker_starts", loops=[loop.__name__ for loop in LOOPS])
    try:
        await asyncio.gather(*(keep_running(loop, stop) for loop in LOOPS))
    finally:
        if following is not None:
            following.cancel()
        await disconnect_wakeups()
        await close_redis()
        await close_stripe()
        await close_pool()


def _follow_changes() -> asyncio.Task[None] | None:
    """Drop caches when a development command has changed the world. In production app.dev is never imported."""
    if clock_file() is None:
        return None
    from app.dev.announcements import follow_changes  # noqa: PLC0415

    return asyncio.create_task(follow_changes())


def main() -> int:
    """Run the process. Returns 1 after one clear line when a setting is wrong, a catalogue is not compiled or the
    database does not answer."""
    try:
        config = settings()
        set_up_logs("worker", production=config.production, level=config.aisle_log_level)
        check_catalogues()
        uvloop.run(run_workers())
    except (SettingsError, OSError) as error:
        print(f"aisle: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
