"""A room that fills from nothing within minutes, faster than the database updates the statistics of its tables."""

from hashlib import sha256

import pytest

from db.transaction import transaction
from tests.waiting_room.scenarios import create_draw, create_room, join_fans
from tests.world import World

READ = "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_xact_user_tables WHERE relid = 'place'::regclass"


@pytest.mark.usefixtures("new_tables")
@pytest.mark.parametrize("sealed", [False, True], ids=["first come", "to be drawn"])
async def test_a_newcomer_costs_as_much_in_a_full_room_as_in_an_empty_one(world: World, sealed: bool) -> None:
    room = await create_room(world.preview)
    if sealed:
        await create_draw(room)
    for hundred in range(20):
        await join_fans(room, *(f"fan-{hundred}-{n}" for n in range(100)))
    persons = [f"late-{n}" for n in range(32)] + [f"fan-0-{n}" for n in range(32)]
    leaves = [sha256(person.encode()).digest() for person in persons]
    async with transaction() as connection:
        before = await connection.fetchval(READ)  # of earlier transactions on this connection
        await connection.fetch("SELECT * FROM join_room($1, $2, $3, $4)", room, persons, leaves, [0] * 64)
        assert await connection.fetchval(READ) - before < 4 * len(persons)
