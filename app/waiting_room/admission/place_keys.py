"""Keys of place tokens. A draw publishes the leaf in a place's row, so the key that made it stays the key of the place
when another one becomes the first."""

from collections.abc import Sequence

from app.settings import settings
from app.waiting_room.admission.tokens import leaf_from_secret, place_secret
from db.pool import fetch
from realtime.keys import Keys, Purpose

SELECT_LEAVES = "SELECT number, person, leaf FROM place WHERE room = $1 AND number = ANY ($2::bigint[])"


def new_leaf(room_id: int, person: str) -> bytes:
    """Return the leaf of a new place, made with the first key."""
    return _leaf(room_id, person, settings().keys(Purpose.PLACE)[0])


async def get_place_keys(room_id: int, numbers: Sequence[int]) -> dict[int, bytes]:
    """Return for each number the key that made the leaf in its row; the first key, if that one was dropped.

    Reads no row while there is one key."""
    keys = settings().keys(Purpose.PLACE)
    if len(keys) == 1:
        return dict.fromkeys(numbers, keys[0])
    rows = await fetch(SELECT_LEAVES, room_id, numbers)
    return {row["number"]: _key_of_leaf(keys, room_id, row["person"], row["leaf"]) for row in rows}


def _key_of_leaf(keys: Keys, room_id: int, person: str, leaf: bytes) -> bytes:
    return next((key for key in keys if _leaf(room_id, person, key) == leaf), keys[0])


def _leaf(room_id: int, person: str, key: bytes) -> bytes:
    return leaf_from_secret(place_secret(room_id, person, key))
