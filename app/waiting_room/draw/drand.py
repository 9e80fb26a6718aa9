"""Client of drand, a public randomness beacon. No other file sends requests to it; tests replace only `fetch_body`.

drand's network "quicknet" publishes a value every three seconds that cannot be known before (docs.drand.love). The
value is the SHA-256 of a signature by most members of the network. The signature itself is not verified here, because
that needs a pairing of elliptic curves, which none of our libraries has. Instead every address of `aisle_beacon_urls`
gets a request, and all that answer must agree; and the round stays public, so that every reader can compare."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated

import aiohttp
import msgspec

from app.settings import settings
from realtime.logs import log

TIMEOUT_SECONDS = 4.0
MAX_BYTES = 4096


class DrandChain(msgspec.Struct, frozen=True):
    """A network of the beacon. Round 1 was at `genesis` (seconds since 1970), a round comes every `period` seconds."""

    hash: str
    genesis: int
    period: int
    signature_bytes: int

    def round_after(self, moment: datetime) -> int:
        """Return the number of the first round at `moment` or later."""
        seconds = moment.timestamp() - self.genesis
        return max(1, int(-(-seconds // self.period)) + 1)

    def time_of(self, number: int) -> datetime:
        """Return when the round with this number is published."""
        return datetime.fromtimestamp(self.genesis, UTC) + timedelta(seconds=(number - 1) * self.period)


QUICKNET = DrandChain("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1692803367, 3, 48)
CHAINS = {QUICKNET.hash: QUICKNET}


class Round(msgspec.Struct, frozen=True):
    """A round of the beacon. `value`: the SHA-256 of `signature`."""

    number: int
    value: bytes
    signature: bytes


class BeaconUnavailable(Exception):
    """No address has the round yet; a later request may succeed."""


class InvalidRound(Exception):
    """A response is not the requested round, or two responses differ. None of them is used."""


class _RoundBody(msgspec.Struct):
    round: Annotated[int, msgspec.Meta(ge=1)]
    signature: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{2})+$", max_length=1024)]
    randomness: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


def parse_round(chain: DrandChain, number: int, body: bytes) -> Round:
    """Decode a response and check its number, its lengths, and that the value is the SHA-256 of the signature.

    Raises InvalidRound."""
    try:
        decoded = msgspec.json.decode(body, type=_RoundBody)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise InvalidRound(f"no round: {problem}") from None
    value, signature = bytes.fromhex(decoded.randomness), bytes.fromhex(decoded.signature)
    if decoded.round != number:
        raise InvalidRound(f"round {decoded.round} instead of {number}")
    if len(signature) != chain.signature_bytes:
        raise InvalidRound(f"a signature of {len(signature)} bytes")
    if sha256(signature).digest() != value:
        raise InvalidRound("a value that is not its signature's")
    return Round(number, value, signature)


async def fetch_round(chain: DrandChain, number: int) -> Round:
    """Fetch the round from all addresses at once, within five seconds. Call it outside any transaction.

    Raises BeaconUnavailable if no address has it; InvalidRound if every response is invalid, or if two differ."""
    addresses = [
        f"{url.rstrip('/')}/{chain.hash}/public/{number}" for url in settings().aisle_beacon_urls.split(",") if url
    ]
    answers = await asyncio.gather(*(_fetch_from(address, chain, number) for address in addresses))
    rounds = {answer for answer in answers if isinstance(answer, Round)}
    if len(rounds) > 1:
        raise InvalidRound("two addresses answer differently")
    if rounds:
        return rounds.pop()
    raise next(
        (answer for answer in answers if isinstance(answer, InvalidRound)), BeaconUnavailable(f"no round {number} yet")
    )


async def _fetch_from(address: str, chain: DrandChain, number: int) -> Round | InvalidRound | BeaconUnavailable:
    try:
        return parse_round(chain, number, await fetch_body(address))
    except InvalidRound as problem:
        log.warning("beacon_is_wrong", address=address, problem=str(problem))
        return problem
    except (BeaconUnavailable, OSError, TimeoutError, aiohttp.ClientError) as problem:
        log.debug("beacon_is_silent", address=address, problem=f"{type(problem).__name__} {problem}".strip())
        return BeaconUnavailable()


async def fetch_body(address: str) -> bytes:
    """Fetch the body of a response with status 200. Raises BeaconUnavailable for any other, and what aiohttp raises."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(address, allow_redirects=False) as response,
    ):
        if response.status != 200:
            raise BeaconUnavailable(f"status {response.status}")
        body = await response.content.read(MAX_BYTES + 1)
        while len(body) <= MAX_BYTES and not response.content.at_eof():
            body += await response.content.read(MAX_BYTES)
        if len(body) > MAX_BYTES:
            raise BeaconUnavailable("an answer without end")
        return body
