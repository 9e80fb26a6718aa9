"""The web process: builds the application from its routers, hooks and middleware, and serves it."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.template import TemplateConfig
from litestar.types import ASGIApp, ControllerRouterHandler

from app.accounts.staff_pass import staff_passes
from app.checkout.order_pages import orders
from app.checkout.pages import checkout
from app.events.pages import home
from app.payments.stripe import close_stripe, stripe_amount_text
from app.payments.webhook_endpoint import webhooks
from app.request_privilege import find_privilege
from app.seating.fast_path import FastHoldMiddleware
from app.seating.map_endpoints import seat_files
from app.seating.pages import seating
from app.seating.sale_fragment import sale_pages
from app.settings import settings
from app.waiting_room.api import waiting_api
from app.waiting_room.draw_pages import draw_pages
from app.waiting_room.fast_path import FastJoinMiddleware, FastRedirectMiddleware
from app.waiting_room.no_script_page import no_script_pages
from app.waiting_room.pages import waiting_room_pages
from app.web.assets import check_assets
from app.web.connections.limits import raise_descriptor_limit
from app.web.error_responses import EXCEPTION_HANDLERS
from app.web.health import health
from app.web.limits.parsers import use_uncached_parsers
from app.web.limits.sharing import share_counts_forever
from app.web.load.load_shedding import LoadShedder
from app.web.load.pressure import Pressure
from app.web.load.probe import Probe
from app.web.load.room_metrics import room_counters
from app.web.load.site_load import publish_load
from app.web.middleware import HeadAsGetMiddleware, RequestLogMiddleware, csrf_protection
from app.web.redis import close_redis
from app.web.render import LanguageTemplates
from app.web.security import BODY_LIMIT, security_headers
from app.web.sessions import add_session_cookie, person_of
from app.web.static import static
from app.web.wakeups import connect_wakeups, disconnect_wakeups
from db.pool import close_pool, open_pool
from db.timeouts import WEB
from realtime.clock import clock_file
from realtime.environment import SettingsError
from realtime.logs import log, set_up_logs
from realtime.proxies import parse_proxies

MIN_COMPRESSED_SIZE = 6000
"""Bytes below which a response is not compressed: a basket fits into a few packets uncompressed."""
SALE_ROUTERS: list[ControllerRouterHandler] = [home, seating, sale_pages, seat_files, checkout, orders, webhooks]
WAITING_ROOM_ROUTERS: list[ControllerRouterHandler] = [waiting_api, waiting_room_pages, no_script_pages, draw_pages]


@asynccontextmanager
async def lifespan(_: Litestar) -> AsyncIterator[None]:
    """Open the connections of this process before the first request and close them after the last."""
    await open_pool(settings().aisle_database_connections, WEB)
    connect_wakeups()
    tasks = [asyncio.create_task(share_counts_forever())]
    if clock_file() is not None:
        from app.dev.announcements import follow_changes  # noqa: PLC0415

        tasks.append(asyncio.create_task(follow_changes()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await disconnect_wakeups()
        await close_redis()
        await close_stripe()
        await close_pool()


def development_routers() -> list[Router]:
    """Return the routers that only a development server has. In production app.dev is never imported."""
    routers: list[Router] = []
    if settings().production:
        return routers
    if settings().aisle_mail_folder:
        from app.dev.mail.api import dev_mails  # noqa: PLC0415
        from app.dev.mail.pages import dev_mail  # noqa: PLC0415

        routers += [dev_mail, dev_mails]
    if clock_file() is not None:
        from app.dev.control import dev_control  # noqa: PLC0415

        routers.append(dev_control)
    return routers


async def publish_metrics(use: float, delay: float) -> None:
    """Publish the load of this process, and add its counts of waiting rooms to those of the others."""
    await asyncio.gather(publish_load(use, delay, room_counters.visit_loads()), room_counters.flush())


def build_app() -> ASGIApp:
    """Build the application from the settings, wrapped in its middleware.

    Load shedding is the outermost one but for redirects to a waiting room in the cache, which cost as little as a
    refusal."""
    use_uncached_parsers()
    app = Litestar(
        route_handlers=[*SALE_ROUTERS, *WAITING_ROOM_ROUTERS, staff_passes, health, static, *development_routers()],
        dependencies={"person": Provide(person_of)},
        lifespan=[lifespan],
        middleware=[csrf_protection(settings())],
        compression_config=CompressionConfig(
            "brotli",
            brotli_quality=3,  # half the time of 4 for 6 % more bytes
            brotli_gzip_fallback=True,
            minimum_size=MIN_COMPRESSED_SIZE,
            exclude_opt_key="compressed",
        ),
        template_config=TemplateConfig(instance=LanguageTemplates({"charged": stripe_amount_text})),
        before_send=[add_session_cookie, security_headers(settings())],
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=BODY_LIMIT,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    pressure = Pressure()
    logged = RequestLogMiddleware(FastHoldMiddleware(HeadAsGetMiddleware(app), app))
    front = FastJoinMiddleware(FastRedirectMiddleware(logged, may_read=True))
    shedder = LoadShedder(
        front,
        find_privilege,
        pressure,
        Probe(pressure, publish_metrics),
    )
    return FastRedirectMiddleware(shedder, may_read=False)


def serve() -> ASGIApp:
    """Build the application of one server process and set up its logs."""
    config = settings()
    set_up_logs("web", production=config.production, level=config.aisle_log_level)
    log.info("web_starts", host=config.aisle_web_host, port=config.aisle_web_port)
    app = build_app()
    gc.collect()
    gc.freeze()  # the collector need not look again at objects that live as long as the process
    gc.set_threshold(20_000, 20, 50)
    return app


async def _try_database() -> None:
    """Connect once, so that a missing database is one clear line and not a traceback from every server process.

    Raises DatabaseUnavailable."""
    await open_pool(1, WEB)
    await close_pool()


def main() -> int:
    """Serve until SIGTERM. Return 1 after one clear line when a setting is wrong, an asset is missing or the database
    does not answer."""
    try:
        config = settings()
        check_assets()
        asyncio.run(_try_database())
    except (SettingsError, OSError) as error:
        print(f"aisle: {error}", file=sys.stderr)
        return 1
    raise_descriptor_limit()
    uvicorn.run(
        "app.main:serve",
        factory=True,
        workers=config.aisle_web_workers,
        host=config.aisle_web_host,
        port=config.aisle_web_port,
        loop="uvloop",
        http="app.web.connections.protocol:LimitedProtocol",  # as text: each server process imports it
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=10,
        proxy_headers=True,
        forwarded_allow_ips=[str(network) for network in parse_proxies(config.aisle_trusted_proxies)],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
