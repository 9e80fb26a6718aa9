"""The steps of a draw: sealed before the first number, closed at the on-sale, opened when the outside value is known.

Each step is one transaction and happens once; a repeated call, for example after a crash, changes nothing."""

import secrets

from app.waiting_room.draw.commitment import commitment, derive_seed
from app.waiting_room.draw.drand import CHAINS, BeaconUnavailable, InvalidRound, fetch_round
from app.waiting_room.draw.entropy_source import EntropySource, beacon_after, mismatch_reason
from app.waiting_room.draw.leaf_reader import LeafTree
from app.waiting_room.draw.records import Draw, public_copy, read_draw, read_draw_with_key
from app.waiting_room.errors import NoDraw, NoDrawTime, NotClosed, NumbersGiven, WrongValue
from db.journal import QueueClosed, QueueDrawn, QueueSealed, record
from db.pool import Connection
from db.transaction import transaction
from realtime.logs import log

ACTOR = "admit_fans"
LOCK = """
    SELECT performance_id, draws_at, draws_at <= clock_timestamp() AS due, come_in_minutes, last_number
    FROM waiting_room WHERE id = $1 FOR UPDATE
"""

# Until the first number is given, sealing again replaces the key.
SEAL = """
    INSERT INTO draw (room, key, seal, sealed_at, outside, chain, round, witness, witness_seal)
    VALUES ($1, $2, $3, clock_timestamp(), $4, $5, $6, $7, $8)
    ON CONFLICT (room) DO UPDATE SET key = excluded.key, seal = excluded.seal, sealed_at = excluded.sealed_at,
        outside = excluded.outside, chain = excluded.chain, round = excluded.round, witness = excluded.witness,
        witness_seal = excluded.witness_seal
    WHERE draw.closed_at IS NULL RETURNING sealed_at
"""
CLOSE = """
    UPDATE draw SET closed_at = clock_timestamp(), n = $2, root = $3
    WHERE room = $1 AND closed_at IS NULL RETURNING closed_at
"""
OPEN = """
    UPDATE draw SET opened_at = clock_timestamp(), seed = $2, outside_value = $3, outside_signature = $4, without = $5
    WHERE room = $1 AND opened_at IS NULL RETURNING opened_at
"""
APPEND_LOG = "SELECT append_queue_log($1, $2, $3, NULL, NULL, NULL, $4)"


async def seal_draw(connection: Connection, room_id: int, outside: EntropySource | None = None, *, actor: str) -> bytes:
    """Create a key and publish its seal and the outside source; return the seal. Call it inside a transaction.

    `outside`: by default the round of the public beacon soon after the room's `draws_at`. Raises NoDrawTime, and
    NumbersGiven after the first number, because a later seal would prove nothing."""
    room = await connection.fetchrow(LOCK, room_id)
    if room is None or room["draws_at"] is None:
        raise NoDrawTime()
    outside = outside or beacon_after(room["draws_at"])
    key = secrets.token_bytes(32)
    seal = commitment(key, room_id)
    columns = outside.kind, outside.chain, outside.round, outside.witness, outside.witness_seal
    at = await connection.fetchval(SEAL, room_id, key, seal, *columns) if not room["last_number"] else None
    if at is None:
        raise NumbersGiven()
    detail = f"seal={seal.hex()} come_in={room['come_in_minutes']} {outside.log_text()}"
    await connection.execute(APPEND_LOG, room_id, at, "sealed", detail)
    await record(connection, room["performance_id"], QueueSealed(room_id, seal.hex()), actor=actor)
    return seal


async def close_draw(room_id: int) -> Draw:
    """Close the draw: fix that all numbers given until now take part; return the draw. Raises NoDraw.

    Changes nothing before `draws_at`, by the database's clock. Joins wait for it only for milliseconds, because nearly
    all leaves are hashed before the room's row is locked."""
    leaves = LeafTree(room_id)
    await leaves.catch_up()
    async with transaction() as connection:
        room = await connection.fetchrow(LOCK, room_id)
        draw = await read_draw_with_key(connection, room_id)
        if room is None or draw is None:
            raise NoDraw()
        if draw.closed_at is not None or not room["due"]:
            return public_copy(draw)
        n = await leaves.finish(connection, room["last_number"])
        root = leaves.tree.root()
        at = await connection.fetchval(CLOSE, room_id, n, root)
        await connection.execute(APPEND_LOG, room_id, at, "closed", f"n={n} root={root.hex()}")
        await record(connection, room["performance_id"], QueueClosed(room_id, n, root.hex()), actor=ACTOR)
    log.info("draw_closed", room=room_id, n=n)
    return await _require_draw(room_id)


async def open_draw(
    room_id: int, value: bytes = b"", signature: bytes | None = None, *, without: str | None = None, actor: str = ACTOR
) -> Draw:
    """Open the draw: publish the key, and with it the order; return the draw. An open draw is not changed.

    `value`, `signature`: of the outside source. `without`: the public reason why staff draw without that value.
    Raises NoDraw, NotClosed, and WrongValue if `value` is not the announced one, as far as that can be checked."""
    async with transaction() as connection:
        room = await connection.fetchrow(LOCK, room_id)
        draw = await read_draw_with_key(connection, room_id)
        if room is None or draw is None:
            raise NoDraw()
        if draw.closed_at is None or draw.n is None or draw.root is None:
            raise NotClosed()
        if draw.opened_at is not None:
            return public_copy(draw)
        without = " ".join(without.split()) if without and draw.outside.kind != "none" else None
        if not without and (problem := mismatch_reason(draw.outside, room_id, value, signature)):
            raise WrongValue(problem)
        value, signature = (b"", None) if without else (value, signature)
        seed = derive_seed(draw.key, draw.root, draw.n, value)
        at = await connection.fetchval(OPEN, room_id, seed, value, signature, without)
        detail = f"key={draw.key.hex()} value={value.hex()} seed={seed.hex()}" + (f" without={without}" * bool(without))
        await connection.execute(APPEND_LOG, room_id, at, "drawn", detail)
        await record(connection, room["performance_id"], QueueDrawn(room_id, seed.hex(), without), actor=actor)
    log.info("draw_opened", room=room_id, outside=draw.outside.kind, without=bool(without))
    return await _require_draw(room_id)


async def try_open_draw(room_id: int) -> bool:
    """Open a closed draw if its outside value can be fetched; return whether the draw is open now.

    May take five seconds, because of requests to the beacon. Staff enter a witness's key with `aisle queue witness`;
    until then this returns False."""
    draw = await _require_draw(room_id)
    if draw.opened_at is not None:
        return True
    if draw.closed_at is None or draw.outside.kind == "witness":
        return False
    if draw.outside.kind == "none":
        return (await open_draw(room_id)).opened_at is not None
    chain, number = CHAINS.get(draw.outside.chain or ""), draw.outside.round
    if chain is None or number is None or not draw.is_due():
        return False
    try:
        beacon_round = await fetch_round(chain, number)
    except (BeaconUnavailable, InvalidRound) as problem:
        log.warning("draw_waits_for_the_beacon", room=room_id, round=number, problem=str(problem))
        return False
    return (await open_draw(room_id, beacon_round.value, beacon_round.signature)).opened_at is not None


async def _require_draw(room_id: int) -> Draw:
    draw = await read_draw(room_id)
    if draw is None:
        raise NoDraw()
    return draw
