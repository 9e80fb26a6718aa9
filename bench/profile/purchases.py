"""The steps of a free purchase, each sent by all fans before the next one, so that a step can be counted alone."""

import json
import secrets
from collections.abc import Callable
from typing import Any

import msgspec

from bench.harness.http_client import HttpClient
from bench.harness.load import new_session
from bench.harness.server import PublishedPerformance


class Fan(msgspec.Struct):
    """A person with a session, and what they got so far: the id of a hold, the address of an order."""

    headers: dict[str, str]
    seats: list[int]
    hold: int = 0
    order: str = ""


def new_fans(count: int) -> list[Fan]:
    """Make fans with sessions; each wants the next two seats."""
    fans = []
    for number in range(count):
        cookie, token = new_session()
        fans.append(Fan({"Cookie": cookie, "X-CSRF-Token": token}, [2 * number, 2 * number + 1]))
    return fans


class Purchases:
    """Sends the steps of all fans over one connection. `counted(step)` is called after each step with its name."""

    def __init__(self, port: int, published: PublishedPerformance, counted: Callable[[str], Any]) -> None:
        self.client = HttpClient("127.0.0.1", port)
        self.address, self.plan = f"/performances/{published.performance}", published.plan
        self.counted = counted

    async def run(self, fans: list[Fan]) -> None:
        """Buy two seats for each fan. Raises RuntimeError when a request is refused."""
        await self._read("map page", fans, lambda fan: self.address)
        await self._read("seats", fans, lambda fan: f"{self.address}/seats")
        for fan in fans:
            held = await self._post(fan, "holds", {"seats": fan.seats, "plan": self.plan})
            fan.hold = held["hold"]
        self.counted("hold")
        await self._read("checkout page", fans, lambda fan: f"{self.address}/checkout")
        for fan in fans:
            form = {"name": "Ana Ferreira", "email": f"{secrets.token_hex(6)}@example.org", "hold": fan.hold}
            fan.order = (await self._post(fan, "orders", form))["page"]
        self.counted("order")
        await self._read("tickets page", fans, lambda fan: fan.order)
        self.client.close()

    async def _read(self, step: str, fans: list[Fan], address: Callable[[Fan], str]) -> None:
        for fan in fans:
            await self.client.request_ok(
                "GET", address(fan), fan.headers | {"Accept": "text/html", "Accept-Encoding": "br"}
            )
        self.counted(step)

    async def _post(self, fan: Fan, verb: str, body: object) -> Any:
        headers = fan.headers | {"Accept": "application/json"}
        response = await self.client.request_ok("POST", f"{self.address}/{verb}", headers, msgspec.json.encode(body))
        return json.loads(response)
