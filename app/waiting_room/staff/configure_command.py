"""`aisle queue set`: creates or changes the waiting room of performances. Settings that are not given stay."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

import click

from app.errors import BadInput, NotFound
from app.language.messages import message
from app.text_input import parse_int
from app.venues.venues import get_time_zone
from app.waiting_room.draw.entropy_source import NO_ENTROPY, EntropySource, witness_source
from app.waiting_room.draw.records import read_draw
from app.waiting_room.errors import InvalidRoomSettings, RoomOver
from app.waiting_room.rooms import WaitingRoom, cached_room_of_performance, read_room
from app.waiting_room.staff.command_line import ACTOR, number_settings, run_and_wake_worker
from app.waiting_room.staff.configure import RoomSettings, configure_room
from db.pool import fetch
from db.transaction import transaction
from realtime.clock import current_time

OPENS_BEFORE_DRAW = timedelta(minutes=30)
"""How long before the on-sale a room with a draw opens by default."""
KEPT_SETTINGS = ("target", "per_minute", "come_in_minutes", "shop_minutes")
SELECT_PERFORMANCES = "SELECT id, plan, on_sale_at FROM performance WHERE id = ANY ($1) ORDER BY on_sale_at"


class AsciiDateTime(click.DateTime):
    """A parameter type: a time in ASCII digits."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert as click.DateTime does. Raises BadInput for other digits, which Python would accept."""
        if isinstance(value, str) and not value.isascii():
            raise BadInput(message("A time is written like 2027-01-09T18:00. Nothing was changed."))
        return super().convert(value, param, ctx)


DATE_TIME = AsciiDateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


@click.command(
    "set",
    context_settings=number_settings,
    help="Makes or changes the waiting room of PERFORMANCES (their numbers), all of one event."
    " With --mode it also opens one that has ended again.",
)
@click.argument("performances", nargs=-1, required=True)
@click.option("--mode", type=click.Choice(["on", "automatic", "off"]), help="automatic: when the house is near full.")
@click.option("--opens", type=DATE_TIME, help="By the venue's clock; else now, or half an hour before the draw.")
@click.option("--draw/--first-come", "draw", default=None, help="At the on-sale the order of those present is drawn.")
@click.option("--beacon", "outside", flag_value="beacon", default=None, help="With a public beacon's value: the usual.")
@click.option("--witness", metavar="NAME:SEAL", help="With a key of NAME, who has sealed it.")
@click.option("--alone", "outside", flag_value="alone", help="With nothing from outside; the page says so.")
@click.option("--target", help="How many shop at once.")
@click.option("--per-minute", help="At most so many are called in a minute; none: as the house can take.")
@click.option("--come-in", help="Minutes a called place is kept.")
@click.option("--shop", help="Minutes a pass lasts.")
def set_command(performances: Sequence[str], **options: Any) -> None:
    """Create or change the waiting room of performances; print its settings. Raises what `configure_room` raises."""
    ids = [parse_int(word, message("A performance's number")) for word in performances]
    limits = {"target": options["target"], "come_in_minutes": options["come_in"], "shop_minutes": options["shop"]}
    given: dict[str, Any] = {name: parse_int(word, name) for name, word in limits.items() if word is not None}
    if options["per_minute"] is not None:
        given["per_minute"] = (
            None if options["per_minute"] == "none" else parse_int(options["per_minute"], message("A rate"))
        )
    if any(not 0 < id_ < 2**62 for id_ in ids):
        raise BadInput(message("There is no such performance. Nothing was changed."))
    click.echo(run_and_wake_worker(_configure(ids, options, given)))


async def _configure(performances: list[int], options: dict[str, Any], given: dict[str, Any]) -> str:
    """Create or change the room; return the text to print. `given`: the settings that were given as options."""
    rows = await fetch(SELECT_PERFORMANCES, performances)
    if not rows:
        raise NotFound(message("There is no performance {number}.", number=str(performances[0])))
    rooms = [room for id_ in performances if (room := await cached_room_of_performance(id_))]
    old = min(rooms, key=lambda room: room.ended_at is not None, default=None)
    if old and old.ended_at and options["mode"] in (None, "off"):
        told = message(
            "Waiting room {number} has ended ({how}). Say --mode on to open it again. Nothing was changed.",
            number=str(old.id),
            how=old.ended_as or "",
        )
        raise RoomOver(told, how=old.ended_as)
    mode = options["mode"] or (old.mode if old else None)
    if mode is None or (old is None and "target" not in given):
        raise InvalidRoomSettings(message("Say --mode and --target: there is no waiting room yet."))
    draw = (old is not None and old.draws_at is not None) if options["draw"] is None else options["draw"]
    draw = draw or (options["draw"] is None and (options["witness"] is not None or options["outside"] is not None))
    if options["opens"] is not None:
        opens = options["opens"].replace(tzinfo=await get_time_zone(rows[0]["plan"])).astimezone(UTC)
    elif old is not None:
        opens = old.opens_at
    else:
        opens = rows[0]["on_sale_at"] - OPENS_BEFORE_DRAW if draw else current_time()
    kept = {name: getattr(old, name) for name in KEPT_SETTINGS} if old else {}
    outside = await _entropy_source(options, old) if draw else None
    new = RoomSettings(mode, opens, draw=draw, outside=outside, **kept | given)
    async with transaction() as connection:
        result = await configure_room(connection, performances, new, actor=ACTOR)
    room = await read_room(result.room)
    assert room is not None
    if not result.changed:
        return f"Waiting room {result.room} is so already. Nothing was changed."
    return await _describe_room(room)


async def _entropy_source(options: dict[str, Any], old: WaitingRoom | None) -> EntropySource | None:
    """Return the outside source of the draw; None for the default, the beacon's round soon after the on-sale."""
    if options["witness"]:
        name, _, seal = options["witness"].rpartition(":")
        return witness_source(name, seal)
    if options["outside"]:
        return NO_ENTROPY if options["outside"] == "alone" else None
    draw = await read_draw(old.id) if old else None
    return draw.outside if draw and draw.outside.kind != "beacon" else None


async def _describe_room(room: WaitingRoom) -> str:
    performances = ", ".join(str(id_) for id_ in room.performances) or "nothing that is published yet"
    lines = [f"Waiting room {room.id} is {room.mode}, for {performances}; {room.target:,} may shop at once."]
    lines.append(f"It opens at {room.opens_at:%Y-%m-%d %H:%M} UTC.")
    if room.draws_at and (draw := await read_draw(room.id)):
        lines.append(f"Its order is drawn at {room.draws_at:%Y-%m-%d %H:%M} UTC, {draw.outside.log_text()}.")
        lines.append(f"Publish its seal: {draw.seal.hex()}")
    return "\n".join(lines)
