"""A public beacon, behind one door: the only file that asks it. Tests replace `fetch_body` and nothing else.

drand's network "quicknet" makes a value every three seconds that nobody can know before (docs.drand.love). Its value is
the SHA-256 of a signature by most of the network's members. Whether that signature is theirs is not checked here: it
needs a pairing of elliptic curves, which no library of the house has. Instead every address of
`aisle_beacon_urls` is asked and all that answer must agree; and the round stays public, for anybody to compare."""

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
    """A network of the beacon: round 1 was at `genesis` (seconds since 1970), then one each `period` seconds."""

    hash: str
    genesis: int
    period: int
    signature_bytes: int

    def round_after(self, moment: datetime) -> int:
        """The first round that comes at `moment` or later."""
        seconds = moment.timestamp() - self.genesis
        return max(1, int(-(-seconds // self.period)) + 1)

    def time_of(self, number: int) -> datetime:
        """When the round comes."""
        return datetime.fromtimestamp(self.genesis, UTC) + timedelta(seconds=(number - 1) * self.period)


QUICKNET = DrandChain("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1692803367, 3, 48)
CHAINS = {QUICKNET.hash: QUICKNET}


class Round(msgspec.Struct, frozen=True):
    """A round's value and the signature it is the SHA-256 of."""

    number: int
    value: bytes
    signature: bytes


class BeaconUnavailable(Exception):
    """Nobody answered, or not yet: ask again."""


class InvalidRound(Exception):
    """What was answered is no such round, or two answers differ. It is not used."""


class _Said(msgspec.Struct):
    round: Annotated[int, msgspec.Meta(ge=1)]
    signature: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{2})+$", max_length=1024)]
    randomness: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


def parse_round(chain: DrandChain, number: int, body: bytes) -> Round:
    """The answer, if it is this round: its number, its lengths, and a value that is its signature's SHA-256.

    Raises InvalidRound."""
    try:
        said = msgspec.json.decode(body, type=_Said)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise InvalidRound(f"no round: {problem}") from None
    value, signature = bytes.fromhex(said.randomness), bytes.fromhex(said.signature)
    if said.round != number:
        raise InvalidRound(f"round {said.round} instead of {number}")
    if len(signature) != chain.signature_bytes:
        raise InvalidRound(f"a signature of {len(signature)} bytes")
    if sha256(signature).digest() != value:
        raise InvalidRound("a value that is not its signature's")
    return Round(number, value, signature)


async def fetch_round(chain: DrandChain, number: int) -> Round:
    """The round, from all addresses at once, within five seconds. Call it outside any transaction.

    Raises BeaconUnavailable when none has it; InvalidRound when every answer is invalid, or when two differ."""
    addresses = [
        f"{url.rstrip('/')}/{chain.hash}/public/{number}" for url in settings().aisle_beacon_urls.split(",") if url
    ]
    answers = await asyncio.gather(*(_round_at(address, chain, number) for address in addresses))
    rounds = {answer for answer in answers if isinstance(answer, Round)}
    if len(rounds) > 1:
        raise InvalidRound("two addresses answer differently")
    if rounds:
        return rounds.pop()
    raise next(
        (answer for answer in answers if isinstance(answer, InvalidRound)), BeaconUnavailable(f"no round {number} yet")
    )


async def _round_at(address: str, chain: DrandChain, number: int) -> Round | InvalidRound | BeaconUnavailable:
    try:
        return parse_round(chain, number, await fetch_body(address))
    except InvalidRound as problem:
        log.warning("beacon_is_wrong", address=address, problem=str(problem))
        return problem
    except (BeaconUnavailable, OSError, TimeoutError, aiohttp.ClientError) as problem:
        log.debug("beacon_is_silent", address=address, problem=f"{type(problem).__name__} {problem}".strip())
        return BeaconUnavailable()


async def fetch_body(address: str) -> bytes:
    """The body of a 200. Raises BeaconUnavailable for any other answer, or what aiohttp raises for none."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(address, allow_redirects=False) as answer:
        if answer.status != 200:
            raise BeaconUnavailable(f"status {answer.status}")
        body = await answer.content.read(MAX_BYTES + 1)
        while len(body) <= MAX_BYTES and not answer.content.at_eof():
            body += await answer.content.read(MAX_BYTES)
        if len(body) > MAX_BYTES:
            raise BeaconUnavailable("an answer without end")
        return body
