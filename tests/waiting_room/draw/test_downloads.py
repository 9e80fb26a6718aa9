"""Long downloads are written once, one at a time, and read by many requests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import IO, Any

import pytest

from app.settings import settings
from app.waiting_room.draw import downloads
from app.waiting_room.draw.draw_steps import close_draw, open_draw
from app.waiting_room.draw_pages import DOWNLOAD_LIMIT
from app.web.file_cache import CHUNK_BYTES, MAX_FILES, CachedFile, CacheKey, FileCache
from tests.fan import Fan
from tests.waiting_room.draw.draw_scenario import create_sealed_room, download_archive, join_with_secrets, unpack
from tests.world import World

Visit = Callable[[], Fan]


class Writer:
    """A `write` function that records what it wrote, and the most calls that ran at once (`most`)."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.at_once = self.most = 0

    async def __call__(self, of: str, file: IO[bytes]) -> None:
        """Write the name of the subject CHUNK_BYTES times."""
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        file.write(of.encode() * CHUNK_BYTES)
        self.written.append(of)
        self.at_once -= 1


async def content(made: CachedFile) -> bytes:
    """Return the whole content of a cached file."""
    return b"".join([piece async for piece in made.chunks()])


def files_of(write: Any) -> FileCache[str]:
    """Return a cache in which "ab" is version "b" of the subject "a"."""
    return FileCache(write, lambda of: CacheKey(of[:1].encode(), of[1:].encode()))


async def test_a_crowd_shares_one_file_and_only_one_is_made_at_a_time() -> None:
    write = Writer()
    files = files_of(write)
    made = await asyncio.gather(*(files(of) for of in ("a", "b", "a", "b", "a")))
    assert (sorted(write.written), write.most) == (["a", "b"], 1)
    assert await asyncio.gather(*map(content, made)) == [of * CHUNK_BYTES for of in (b"a", b"b", b"a", b"b", b"a")]


async def test_the_one_not_asked_for_longest_goes_and_is_still_read_to_its_end() -> None:
    write = Writer()
    files = files_of(write)
    first = await files("0")
    for n in range(1, MAX_FILES + 1):
        await files(str(n))
    assert await content(first) == b"0" * CHUNK_BYTES
    await files("1")
    await files("0")
    assert write.written[-1] == "0"
    assert write.written.count("1") == 1


async def test_one_that_failed_is_made_again() -> None:
    async def fails(of: str, file: IO[bytes]) -> None:
        raise OSError("full")

    files = files_of(fails)
    with pytest.raises(OSError, match="full"):
        await files("a")
    files._write = Writer()
    assert await content(await files("a")) == b"a" * CHUNK_BYTES


async def test_what_goes_on_is_made_anew_only_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    write = Writer()
    files = files_of(write)
    monkeypatch.setenv("AISLE_ENV", "development")
    settings.cache_clear()
    made = await files("a1")
    made.write_seconds = 60.0
    assert await files("a2") is made
    made.write_seconds = 0.0
    assert await files("a2") is not made
    monkeypatch.undo()
    settings.cache_clear()


async def test_leaves_are_read_once_for_all_archives_after_the_close(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, leaves_of = [], downloads.read_leaves

    def counted(*given: Any) -> AsyncIterator[list[tuple[int, bytes]]]:
        read.append(given)
        return leaves_of(*given)

    room = await create_sealed_room(world)
    await join_with_secrets(room, "only here", "ben")
    await close_draw(room)
    monkeypatch.setattr(downloads, "read_leaves", counted)
    before = unpack(await download_archive(room))
    await open_draw(room)
    after = unpack(await download_archive(room))
    assert len(read) == 1
    assert before["leaves.csv"] == after["leaves.csv"]
    assert before["draw.json"] != after["draw.json"]
    assert set(after) == {"leaves.csv", "draw.json", "log.csv", "verify_draw.py"}


async def test_an_address_downloads_only_so_often(world: World, visit: Visit) -> None:
    room = await create_sealed_room(world)
    addresses = [f"/waiting-rooms/{room}/{name}" for name in ("draw.zip", "log.csv")] * DOWNLOAD_LIMIT
    statuses = [(await visit().browser.get(address)).status_code for address in addresses]
    assert statuses == [200] * DOWNLOAD_LIMIT + [429] * DOWNLOAD_LIMIT
