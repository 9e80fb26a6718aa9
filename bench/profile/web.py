"""The web process of `make profile`: that of app.main, in which every stage of a request counts its CPU time.

GET /profile returns the nanoseconds by stage since the last such request."""

import functools
import sys
from typing import Any

import asyncpg
import msgspec
from litestar import Response
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Template
from litestar.response.base import ASGIResponse
from litestar.routes import HTTPRoute

from app import main
from app.seating import fast_path
from app.web import middleware
from bench.profile.stages import SERVER, Stages

stages = Stages()

APPLICATIONS: list[tuple[str, Any, str]] = [
    ("framework", main.Litestar, "__call__"),
    ("middleware", middleware.CsrfMiddleware, "__call__"),
]
STAGES: list[tuple[str, Any, str]] = [
    ("handler", fast_path, "take_wanted"),
    ("response", fast_path, "basket_body"),
    ("framework", HTTPRoute, "handle"),
    ("response", Template, "to_asgi_response"),
    ("response", Response, "to_asgi_response"),
    ("response", ASGIResponse, "__call__"),
    *(("database", asyncpg.Pool, name) for name in ("fetch", "fetchrow", "fetchval", "execute")),
    *(("database", asyncpg.Connection, name) for name in ("fetch", "fetchrow", "fetchval", "execute")),
    ("log line", middleware, "log_request"),
]
"""What is counted as which stage: (stage, class or module, name of the function), first ASGI applications."""


def count_stages() -> None:
    """Replace the functions of STAGES and all handlers by counted ones."""
    for stage, owner, name in APPLICATIONS:
        setattr(owner, name, http_stage(stage, getattr(owner, name)))
    for stage, owner, name in STAGES:
        setattr(owner, name, stages.staged(stage, getattr(owner, name)))
    function_of = BaseRouteHandler.fn.fget
    counted = functools.cache(functools.partial(stages.staged, "handler"))
    BaseRouteHandler.fn = property(lambda handler: counted(function_of(handler)))


def http_stage(stage: str, application: Any) -> Any:
    """Return an ASGI application, or its method, as a stage; the lifespan, which lasts all the time, is none."""
    counted = stages.staged(stage, application)

    async def call(*arguments: Any) -> None:
        await (counted if arguments[-3]["type"] == "http" else application)(*arguments)

    return call


def profiled(app: Any) -> Any:
    """Wrap the outermost application: all inside is middleware until another stage begins; sending is the server's."""

    async def call(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") == "/profile":
            body = msgspec.json.encode(stages.take())
            headers = [(b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        await app(scope, receive, stages.staged(SERVER, send))

    return http_stage("middleware", call)


def run() -> int:
    """Serve as app.main does, counted."""
    count_stages()
    build = main.build_app
    main.build_app = lambda: profiled(build())
    return main.main()


if __name__ == "__main__":
    sys.exit(run())
