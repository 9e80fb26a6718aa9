"""`aisle queue set`: a waiting room for one performance or several; what is not said stays as it is."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from app.errors import BadInput, NotFound
from app.venues.venues import get_time_zone
from app.waiting_room.draw.entropy_source import NO_ENTROPY, EntropySource, witness_source
from app.waiting_room.draw.records import read_draw
from app.waiting_room.errors import InvalidRoomSettings, RoomOver
from app.waiting_room.rooms import WaitingRoom, cached_room_of_performance, read_room
from app.waiting_room.staff.command_line import ACTOR, number_settings, run_connected
from app.waiting_room.staff.configure import RoomSettings, configure_room
from app.waiting_room.text_input import parse_int
from db.pool import fetch
from db.transaction import transaction

OPENS_BEFORE_DRAW = timedelta(minutes=30)
"""Before the on-sale a drawn room opens, where nothing else is said."""
KEPT_SETTINGS = ("target", "per_minute", "come_in_minutes", "shop_minutes")
SELECT_PERFORMANCES = "SELECT id, plan, on_sale_at FROM performance WHERE id = ANY ($1) ORDER BY on_sale_at"


class AsciiDateTime(click.DateTime):
    """In the digits 0 to 9."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises BadInput for others, which Python would take."""
        if isinstance(value, str) and not value.isascii():
            raise BadInput("A time is written like 2027-01-09T18:00. Nothing was changed.")
        return super().convert(value, param, ctx)


DATE_TIME = AsciiDateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


@click.command("set", context_settings=number_settings)
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
    """Makes or changes the waiting room of PERFORMANCES (their numbers), all of one event. With --mode it also opens
    one that has ended again."""
    shows = [parse_int(word, "A performance's number") for word in performances]
    limits = {"target": options["target"], "come_in_minutes": options["come_in"], "shop_minutes": options["shop"]}
    given: dict[str, Any] = {name: parse_int(word, name) for name, word in limits.items() if word is not None}
    if options["per_minute"] is not None:
        given["per_minute"] = None if options["per_minute"] == "none" else parse_int(options["per_minute"], "A rate")
    if any(not 0 < show < 2**62 for show in shows):
        raise BadInput("There is no such performance. Nothing was changed.")
    click.echo(run_connected(_set(shows, options, given)))


async def _set(shows: list[int], wish: dict[str, Any], given: dict[str, Any]) -> str:
    rows = await fetch(SELECT_PERFORMANCES, shows)
    if not rows:
        raise NotFound(f"There is no performance {shows[0]}.")
    rooms = [await cached_room_of_performance(show) for show in shows]
    known = sorted((room for room in rooms if room), key=lambda room: room.ended_at is not None)
    old = known[0] if known else None
    if old and old.ended_at and wish["mode"] in (None, "off"):
        says = f"Waiting room {old.id} has ended ({old.ended_as}). Say --mode on to open it again. Nothing was changed."
        raise RoomOver(says, how=old.ended_as)
    mode = wish["mode"] or (old.mode if old else None)
    if mode is None or (old is None and "target" not in given):
        raise InvalidRoomSettings("Say --mode and --target: there is no waiting room yet.")
    draw = (old is not None and old.draws_at is not None) if wish["draw"] is None else wish["draw"]
    draw = draw or (wish["draw"] is None and (wish["witness"] is not None or wish["outside"] is not None))
    if wish["opens"] is not None:
        opens = wish["opens"].replace(tzinfo=await get_time_zone(rows[0]["plan"])).astimezone(UTC)
    elif old is not None:
        opens = old.opens_at
    else:
        opens = rows[0]["on_sale_at"] - OPENS_BEFORE_DRAW if draw else datetime.now(UTC)
    kept = {name: getattr(old, name) for name in KEPT_SETTINGS} if old else {}
    outside = await _outside(wish, old) if draw else None
    new = RoomSettings(mode, opens, draw=draw, outside=outside, **kept | given)
    async with transaction() as connection:
        done = await configure_room(connection, shows, new, actor=ACTOR)
    room = await read_room(done.room)
    assert room is not None
    return await _said(room) if done.changed else f"Waiting room {done.room} is so already. Nothing was changed."


async def _outside(wish: dict[str, Any], old: WaitingRoom | None) -> EntropySource | None:
    """None: the beacon's round that goes with the on-sale."""
    if wish["witness"]:
        name, _, seal = wish["witness"].rpartition(":")
        return witness_source(name, seal)
    if wish["outside"]:
        return NO_ENTROPY if wish["outside"] == "alone" else None
    draw = await read_draw(old.id) if old else None
    return draw.outside if draw and draw.outside.kind != "beacon" else None


async def _said(room: WaitingRoom) -> str:
    shows = ", ".join(str(show) for show in room.performances) or "nothing that is published yet"
    lines = [f"Waiting room {room.id} is {room.mode}, for {shows}; {room.target:,} may shop at once."]
    lines.append(f"It opens at {room.opens_at:%Y-%m-%d %H:%M} UTC.")
    if room.draws_at and (draw := await read_draw(room.id)):
        lines.append(f"Its order is drawn at {room.draws_at:%Y-%m-%d %H:%M} UTC, {draw.outside.log_text()}.")
        lines.append(f"Publish its seal: {draw.seal.hex()}")
    return "\n".join(lines)
