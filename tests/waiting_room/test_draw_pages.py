"""The public pages of a draw show what is published, and nothing too early."""

from collections.abc import Callable

import pytest

from app.waiting_room.draw.drand import QUICKNET
from app.waiting_room.draw.draw_steps import close_draw, open_draw, try_open_draw
from app.waiting_room.draw.entropy_source import EntropySource
from app.waiting_room.draw.inclusion_proofs import BLOCK_SIZE, block_roots
from app.waiting_room.draw.merkle import leaf_hash
from db import pool
from tests.fan import Fan
from tests.waiting_room.draw.drand_rounds import ROUND_1000, answer_with
from tests.waiting_room.draw.draw_scenario import create_sealed_room, join_with_secrets, unpack
from tests.waiting_room.draw.inclusion_proof import root_by_path
from tests.waiting_room.scenarios import create_room
from tests.world import World

Visit = Callable[[], Fan]
FILES = ("draw", "draw.json", "log.csv", "draw.zip")
BEACON = EntropySource("beacon", chain=QUICKNET.hash, round=1000)


@pytest.fixture(autouse=True)
def _no_blocks() -> None:
    """Clear the cached roots of blocks: each test uses the same ids of rooms."""
    block_roots.clear()


async def read_page(visit: Visit, room: int) -> bytes:
    """Return the bodies of everything that is public about the draw, with the archive unpacked."""
    answers = [await visit().browser.get(f"/waiting-rooms/{room}/{name}") for name in FILES]
    assert [answer.status_code for answer in answers] == [200] * 4
    bodies = [answer.content for answer in answers]
    return b"\n".join([*bodies[:-1], *unpack(bodies[-1]).values()])


async def test_the_key_is_nowhere_before_it_is_opened(
    world: World, visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    room = await create_sealed_room(world)
    key = await pool.fetch_value("SELECT key FROM draw")
    await join_with_secrets(room, "ana", "ben")
    for _ in range(2):
        everything = await read_page(visit, room)
        assert key not in everything
        assert key.hex().encode() not in everything
        rows = await pool.fetch(
            "SELECT payload::text || topic AS told FROM journal UNION ALL SELECT detail FROM queue_log"
        )
        assert key.hex() not in str(rows) + capsys.readouterr().out
        await close_draw(room)
    await open_draw(room)
    assert key.hex().encode() in await read_page(visit, room)


async def test_the_page_says_what_will_happen_what_happens_and_what_happened(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await create_sealed_room(world, BEACON)
    await join_with_secrets(room, "ana", "ben")
    page = f"/waiting-rooms/{room}/draw"
    assert "How the order will be drawn" in (await visit().read(page)).text
    await close_draw(room)
    waits = (await visit().read(page)).text
    assert "2 browsers take part" in waits
    assert "we ask for it again every few seconds" in waits
    answer_with(monkeypatch, ROUND_1000)
    await try_open_draw(room)
    drawn = (await visit().read(page)).text
    assert "2 browsers were here" in drawn
    assert "The close came late" in drawn  # round 1000 was in 2023


async def test_the_page_is_the_same_for_everybody_and_sets_no_cookie(world: World, visit: Visit) -> None:
    room = await create_sealed_room(world)
    ana, ben = visit(), visit()
    await ana.read("/")
    answers = [await fan.browser.get(f"/waiting-rooms/{room}/draw") for fan in (ana, ben)]
    assert answers[0].content == answers[1].content
    for answer in answers:
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "public, max-age=5"


async def test_the_page_has_what_a_browser_keeps_and_claims_no_more_than_it_can_show(
    world: World, visit: Visit
) -> None:
    room = await create_sealed_room(world, EntropySource("beacon", chain=QUICKNET.hash, round=10**9))
    await join_with_secrets(room, "ana")
    await close_draw(room)
    page = (await visit().read(f"/waiting-rooms/{room}/draw")).text
    head = await pool.fetch_value("SELECT log_n || ':' || left(encode(log_hash, 'hex'), 16) FROM waiting_room")
    assert f'data-head="{head}"' in page
    assert 'data-say="heard"' in page
    assert "Nobody steers the order, if the list was closed in time" in page
    assert "The time is our word" in page


async def test_a_draw_without_what_was_named_says_so(world: World, visit: Visit) -> None:
    room = await create_sealed_room(world, BEACON)
    await close_draw(room)
    await open_draw(room, without="The beacon <is> gone")
    page = (await visit().read(f"/waiting-rooms/{room}/draw")).text
    assert "The beacon &lt;is&gt; gone" in page
    assert "Staff could have looked at it first" in page
    assert "Nobody steers the order" not in page


async def test_a_room_without_a_draw_says_first_come_and_has_no_leaves(world: World, visit: Visit) -> None:
    room = await create_room(world.preview)
    assert "First come, first served" in (await visit().read(f"/waiting-rooms/{room}/draw")).text
    for address in ("leaves.csv", "draw/leaves/1.json"):
        assert (await visit().read(f"/waiting-rooms/{room}/{address}")).status_code == 404
    assert (await visit().read(f"/waiting-rooms/{room}/log.csv")).status_code == 200


async def test_no_leaves_before_the_close_and_no_room_that_is_not_there(world: World, visit: Visit) -> None:
    room = await create_sealed_room(world)
    for address in ("leaves.csv", "draw/leaves/1.json"):
        answer = await visit().read(f"/waiting-rooms/{room}/{address}")
        assert answer.status_code == 409
        assert "Numbers are still given" in answer.text
    for name in FILES:
        assert (await visit().read(f"/waiting-rooms/{room + 1}/{name}")).status_code == 404


@pytest.mark.parametrize("n", [1, 2, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 3 * BLOCK_SIZE + 5])
async def test_every_number_has_a_way_to_the_root(world: World, visit: Visit, n: int) -> None:
    room = await create_sealed_room(world)
    await join_with_secrets(room, *(f"fan{at}" for at in range(n)))
    draw = await close_draw(room)
    for number in {1, 2, n // 2, BLOCK_SIZE, BLOCK_SIZE + 1, n - 1, n} & set(range(1, n + 1)):
        proof = (await visit().read(f"/waiting-rooms/{room}/draw/leaves/{number}.json")).json()
        path = [bytes.fromhex(beside) for beside in proof["path"]]
        leaf = leaf_hash(number, bytes.fromhex(proof["leaf"]))
        assert root_by_path(leaf, number - 1, n, path) == draw.root


@pytest.mark.parametrize("file", ["0.json", "3.json", "x.json", "-1.json", "99999999999999999999.json"])
async def test_a_number_that_was_not_drawn_has_none(world: World, visit: Visit, file: str) -> None:
    room = await create_sealed_room(world)
    await join_with_secrets(room, "ana", "ben")
    await close_draw(room)
    assert (await visit().read(f"/waiting-rooms/{room}/draw/leaves/{file}")).status_code in (400, 404)


async def test_downloads_are_slowed_down_for_an_address(world: World, visit: Visit) -> None:
    room = await create_sealed_room(world)
    answers = [await visit().browser.get(f"/waiting-rooms/{room}/draw.json") for _ in range(62)]
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
