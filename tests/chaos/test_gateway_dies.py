"""The gateway is killed or stopped: sockets reconnect, and their version shows what they missed."""

import signal

from tests.chaos.conftest import Sale
from tests.chaos.processes import STARTS, ServerProcess
from tests.eventually import eventually


async def test_a_killed_gateway_costs_the_fan_nothing(sale: Sale, relay: ServerProcess, gateway: ServerProcess):
    await sale.take(17)
    await sale.wait_until_seen()
    gateway.kill()
    await sale.take(18)
    gateway.start()
    await eventually(lambda: sale.screen.connections == 2, STARTS)
    await sale.wait_until_seen()


async def test_a_gateway_that_leaves_says_so(sale: Sale, relay: ServerProcess, gateway: ServerProcess):
    gateway.signal(signal.SIGTERM)
    await eventually(lambda: gateway.ended is not None)
    assert (gateway.ended, sale.screen.codes) == (0, [1001])
    gateway.start()
    await sale.take(17)
    await eventually(lambda: sale.screen.connections == 2, STARTS)
    await sale.wait_until_seen()
