"""The probe publishes the load of a process once a second, and stops before the application does."""

import asyncio
from typing import Any

from app.web.load.load_shedding import LoadShedder
from app.web.load.pressure import Pressure
from app.web.load.probe import Probe
from tests.eventually import eventually
from tests.web.load.fill import fill


async def test_the_use_and_the_delay_are_published_while_the_application_runs() -> None:
    published: list[tuple[float, float]] = []

    async def publish(use: float, delay: float) -> None:
        published.append((use, delay))

    probe = Probe(Pressure(), publish)
    probe.start()
    await eventually(lambda: published)
    probe.stop()
    use, delay = published[0]
    assert 0 <= use <= 1
    assert delay >= 0


async def test_what_is_in_progress_delays_a_request_and_counts() -> None:
    published: list[float] = []

    async def publish(_: float, delay: float) -> None:
        published.append(delay)

    pressure = Pressure()
    fill(pressure, 1.5)
    probe = Probe(pressure, publish)
    probe.start()
    await eventually(lambda: published)
    probe.stop()
    assert published[0] >= 1.5


async def test_it_stops_before_the_application_closes_its_connections() -> None:
    stopped: list[bool] = []
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        assert probe.timer is not None
        await receive()
        stopped.append(probe.timer.cancelled())

    async def receive() -> dict[str, str]:
        await asyncio.sleep(0)
        return next(messages)

    probe = Probe(Pressure())
    await LoadShedder(application, lambda _: None, probe.pressure, probe)({"type": "lifespan"}, receive, None)
    assert stopped == [True]
