"""A web process that refuses every request as an overloaded one does; with BENCH_BARE=1 the same responses without any
decision, as the floor of a measurement."""

import os
from typing import Any

import uvicorn

from app.request_privilege import find_privilege
from app.settings import settings
from app.web.load.busy_responses import BusyResponses, send_messages
from app.web.load.load_shedding import LoadShedder
from app.web.load.pressure import MAX_IN_PROGRESS


def refusing_app() -> Any:
    """Build a load shedder whose requests in progress leave no room for any other."""
    shedder = LoadShedder(None, find_privilege)
    for kind, count in MAX_IN_PROGRESS.items():
        for _ in range(count):
            shedder.pressure.meter.begin(kind, "filling")
    return shedder


def bare_app() -> Any:
    """Build an application that sends the response of a refusal."""
    responses = BusyResponses()

    async def app(scope: Any, _: Any, send: Any) -> None:
        await send_messages(send, responses.choose(scope))

    return app


if __name__ == "__main__":
    uvicorn.run(
        bare_app() if os.environ.get("BENCH_BARE") else refusing_app(),
        host="127.0.0.1",
        port=settings().aisle_web_port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
    )
