"""Counts of an address whose fans reach one process and then another: the claim is what the hold is afterwards."""

from collections.abc import Callable

import pytest

from app.seating import address_limits
from app.web.limits.held_seats import HeldSeats
from realtime.clock import current_time
from tests.fan import JSON, Fan
from tests.seating.address_limits.scenarios import Cap, Visit, best
from tests.world import World

Use = Callable[[HeldSeats], None]
EIGHT_MINUTES, ELEVEN_MINUTES = 8 * 60, 11 * 60


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Return a function that lets the following requests reach the process with these counts."""
    return lambda counts: monkeypatch.setattr(address_limits, "held_seats", counts)


def total(counts: HeldSeats, seconds: float = 0) -> int:
    """Return the seats that a process counts so many seconds from now."""
    return sum(counts.total(key, current_time().timestamp() + seconds) for key in list(counts._counts))


async def share(*processes: HeldSeats) -> None:
    """Let each process share what changed."""
    for counts in processes:
        total(counts)
        await counts.share(current_time().timestamp())


async def seats_of(fan: Fan, performance_id: int) -> list[int]:
    held: list[int] = (await fan.read(f"/performances/{performance_id}/basket", **JSON)).json()["seats"]
    return held


async def test_a_partial_release_in_another_process_makes_room(world: World, visit: Visit, cap: Cap, use: Use) -> None:
    await cap(16)
    here, there, (ana, ben) = HeldSeats(), HeldSeats(), (visit(), visit())
    use(here)
    for fan in (ana, ben):
        await best(fan, world.preview)
    await share(here)
    use(there)
    held = await seats_of(ana, world.preview)
    await ana.send(f"/performances/{world.preview}/holds/returns", {"seats": " ".join(map(str, held[:6]))}, **JSON)
    await share(there, here)
    assert (total(there), total(here)) == (10, 10)
    await ben.send(f"/performances/{world.preview}/holds/returns", **JSON)
    await share(there, here)
    assert (total(there), total(here)) == (2, 2)


@pytest.mark.parametrize("extend", ["extension", "checkout"])
async def test_an_extension_in_a_process_that_knows_fewer_seats_counts_all_of_them(
    world: World, visit: Visit, cap: Cap, use: Use, extend: str
) -> None:
    await cap(30)
    here, there, fan = HeldSeats(), HeldSeats(), visit()
    use(here)
    await best(fan, world.preview, 2)
    use(there)
    await best(fan, world.preview, 6)
    use(here)
    if extend == "extension":
        await fan.send(f"/performances/{world.preview}/holds/extensions", **JSON)
    else:
        await fan.read(f"/performances/{world.preview}/checkout")
    assert total(here, EIGHT_MINUTES) == 8
    assert total(here, ELEVEN_MINUTES) == (8 if extend == "extension" else 0)


async def test_an_extension_in_a_process_that_did_not_take_the_hold_is_counted(
    world: World, visit: Visit, cap: Cap, use: Use
) -> None:
    await cap(16)
    here, there, (ana, ben) = HeldSeats(), HeldSeats(), (visit(), visit())
    use(here)
    await best(ana, world.preview)
    await share(here)
    use(there)
    await best(ben, world.preview, 2)
    await ana.send(f"/performances/{world.preview}/holds/extensions", **JSON)
    await share(there, here)
    assert (total(here), total(here, ELEVEN_MINUTES)) == (10, 8)


async def test_who_holds_nothing_changes_no_count(world: World, visit: Visit, cap: Cap, use: Use) -> None:
    await cap(16)
    counts, fan = HeldSeats(), visit()
    use(counts)
    await fan.send(f"/performances/{world.preview}/holds/returns", **JSON)
    assert not counts._counts
