"""A fan without a real browser: cookies, forms and their CSRF token."""

import re
from typing import Any

import httpx

HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}


class Fan:
    """Reads pages and sends forms as a browser would, as HTMX would, or as a program."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self.browser = browser
        self.token = ""

    async def read(self, address: str, **headers: str) -> httpx.Response:
        """Load a page and keep its CSRF token."""
        answer = await self.browser.get(address, headers=headers)
        if found := re.search(r'<meta name="csrf" content="([^"]+)"', answer.text):
            self.token = found.group(1)
        return answer

    async def send(self, address: str, data: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """Send a form with the token of the last page."""
        if not self.token:
            await self.read("/")
        return await self.browser.post(address, data=data or {}, headers={"X-CSRF-Token": self.token, **headers})

    async def hold(self, performance_id: int, seats: list[int], plan: int, **headers: str) -> httpx.Response:
        """Hold seats as a program does; the response is JSON."""
        request = {"seats": seats, "plan": plan}
        if not self.token:
            await self.read("/")
        return await self.browser.post(
            f"/performances/{performance_id}/holds",
            json=request,
            headers={"X-CSRF-Token": self.token, **JSON, **headers},
        )
