"""The relay is killed, stopped and started twice during a sale: deltas are delayed, but none is lost."""

import signal

from db.pool import fetch_value
from tests.chaos.conftest import Sale
from tests.chaos.processes import ServerProcess, running
from tests.eventually import eventually


async def who_works() -> int:
    """Count the relays that hold the lock."""
    return await fetch_value(
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE locktype = 'advisory' AND granted AND application_name = 'aisle relay'"
    )


async def both_are_there() -> bool:
    """Tell whether one relay works and one stands by."""
    return await fetch_value("SELECT count(*) = 2 FROM pg_stat_activity WHERE application_name = 'aisle relay'")


async def test_a_relay_that_dies_after_publishing_tells_it_again(sale: Sale, server_environment: dict[str, str]):
    with running("workers.relay", server_environment, AISLE_CRASH_AT="relay.after_publish") as dying:
        await sale.take(17, 18)
        await eventually(lambda: dying.ended == -9)
    assert await fetch_value("SELECT cursor::text::bigint FROM relay") == 0
    await sale.take(19)
    with running("workers.relay", server_environment):
        await sale.wait_until_seen()
        await sale.take(20)
        await sale.wait_until_seen()


async def test_a_killed_relay_is_followed_by_the_one_that_stood_by(
    sale: Sale, relay: ServerProcess, server_environment: dict[str, str]
):
    await eventually(who_works)
    with running("workers.relay", server_environment):
        await eventually(both_are_there)
        await sale.take(17)
        await sale.wait_until_seen()
        relay.kill()
        await sale.take(18)
        await sale.wait_until_seen()
        assert await who_works() == 1


async def test_a_relay_stopped_across_a_takeover_harms_nothing_when_it_goes_on(
    sale: Sale, relay: ServerProcess, server_environment: dict[str, str]
):
    await eventually(who_works)
    with running("workers.relay", server_environment):
        await eventually(both_are_there)
        await sale.take(17)
        await sale.wait_until_seen()
        relay.signal(signal.SIGSTOP)
        await sale.take(18)
        await sale.wait_until_seen()  # Postgres ends the stopped relay's connection after 1.5 s
        await sale.take(19)
        relay.signal(signal.SIGCONT)
        for seat in range(20, 30):
            await sale.take(seat)
        await sale.wait_until_seen()
        assert (await who_works(), relay.ended) == (1, None)


async def test_a_relay_asked_to_stop_ends_in_good_order(sale: Sale, relay: ServerProcess):
    await eventually(who_works)
    relay.signal(signal.SIGTERM)
    await eventually(lambda: relay.ended is not None)
    assert relay.ended == 0
    assert await who_works() == 0
