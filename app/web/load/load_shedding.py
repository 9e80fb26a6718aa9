"""Load shedding: refuses requests with 503 while this process is under pressure, before any work is done for them.

Without it a crowd's requests would all begin and none would end in time. A refusal costs a hundredth of a page."""

from collections.abc import Callable
from typing import Any, NamedTuple

from app.web.body_reader import BodyTooSlow, ClientDisconnected, buffer_body, has_body
from app.web.load.busy_responses import BusyResponses, send_messages
from app.web.load.pressure import Pressure
from app.web.load.probe import Probe
from app.web.load.request_kinds import kind_of
from app.web.load.request_meter import Metered, MeteredRequest
from app.web.load.room_metrics import room_counters
from app.web.load.route_costs import route_of
from app.web.load.visits import begin_without_visit, current_visit


class Privilege(NamedTuple):
    """What a valid cookie gives a request: its `kind`, "staff" or "inside"; and the `room` and the `person` inside."""

    kind: str
    room: int = 0
    person: str = ""


FindPrivilege = Callable[[Any], Privilege | None]


class LoadShedder:
    """An ASGI middleware that passes a request on if the pressure allows it, and refuses it with 503 if not.

    `find_privilege(scope)`: called only for a request that would be refused without one. A body is read completely
    before its request counts as load, and a request ends when its answer is made, so slow clients take no room from
    others."""

    def __init__(
        self, app: Any, find_privilege: FindPrivilege, pressure: Pressure | None = None, probe: Probe | None = None
    ) -> None:
        self.app, self.find_privilege, self.responses = app, find_privilege, BusyResponses()
        self.pressure, self.probe = pressure or Pressure(), probe

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._run_lifespan(scope, receive, send)
            return
        path = scope["path"]
        own_kind = kind_of(path)
        route = route_of(scope["method"], path) if own_kind else ""
        kind = self._accepted_kind(own_kind, route, scope)
        if kind is not None and has_body(scope):
            try:
                receive = await buffer_body(receive)
            except BodyTooSlow:
                await send_messages(send, self.responses.slow_body(scope))
                return
            except ClientDisconnected:
                return
            kind = self._accepted_kind(own_kind, route, scope)  # the pressure may have risen by now
        if kind is None:
            await send_messages(send, self.responses.choose(scope))
        elif kind:
            await self._run(kind, route, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _run_lifespan(self, scope: Any, receive: Any, send: Any) -> None:
        probe = self.probe
        if probe is None:
            await self.app(scope, receive, send)
            return

        async def receive_and_stop() -> Any:
            message = await receive()
            if message["type"] == "lifespan.shutdown":  # before the application closes what the probe publishes to
                probe.stop()
            return message

        probe.start()
        try:
            await self.app(scope, receive_and_stop, send)
        finally:
            probe.stop()

    def _accepted_kind(self, own_kind: str, route: str, scope: Any) -> str | None:
        """Return the kind as which this request is taken, "" if it is never refused, None if it is refused now."""
        if not own_kind or self.pressure.accepts(own_kind, route):
            return own_kind
        privilege = self.find_privilege(scope) if own_kind != "downloads" and _has_special_cookie(scope) else None
        if privilege is None:
            return None
        if self.pressure.accepts(privilege.kind, route):
            return privilege.kind
        if privilege.room:
            room_counters.add_fan(privilege.room, "shed", privilege.person)
        return None

    async def _run(self, kind: str, route: str, scope: Any, receive: Any, send: Any) -> None:
        meter = self.pressure.meter
        request = meter.begin(kind, route)
        begin_without_visit()
        try:
            await Metered(request, self.app(scope, receive, _sender(request, send)))
        finally:
            meter.finish(request)
            meter.learn(request)
            if visit := current_visit():
                room_counters.add_cost(visit, self.pressure.visit_seconds(request.spent))


def _sender(request: MeteredRequest, send: Any) -> Any:
    """Return a `send` that ends the request when its answer is made. Waiting for a slow reader is no load."""

    async def send_and_finish(message: Any) -> None:
        meter = request.meter
        if message["type"] != "http.response.body":
            request.status = message.get("status", 0)
            await send(message)
        elif message.get("more_body"):
            meter.begin_wait(request)
            try:
                await send(message)
            finally:
                meter.end_wait(request)
        else:
            meter.finish(request)
            await send(message)

    return send_and_finish


def _has_special_cookie(scope: Any) -> bool:
    """Return whether the request may have the cookie of a pass or of staff, so that it is worth verifying."""
    return any(name == b"cookie" and (b"pass-" in value or b"staff" in value) for name, value in scope["headers"])
