"""`aisle queue`: a waiting room from a terminal. NUMBER is a performance's; with --room the waiting room's own."""

from pathlib import Path

import click

from app.errors import BadInput
from app.waiting_room.draw.entropy_source import read_hex
from app.waiting_room.draw.verbs import open_draw
from app.waiting_room.export_static_page import export_page
from app.waiting_room.rooms import WaitingRoom
from app.waiting_room.staff import controls
from app.waiting_room.staff.configure_command import set_command
from app.waiting_room.staff.let_through import let_through
from app.waiting_room.staff.report import as_json, in_words, look_at
from app.waiting_room.staff.terminal import ACTOR, do, number, numbers, own, steer
from app.waiting_room.text_input import readable, whole


@click.group()
def queue() -> None:
    """Waiting rooms: set, watch and steer them. NUMBER is a performance's number, with --room the waiting room's."""


queue.add_command(set_command)


@queue.command(context_settings=numbers)
@number
@own
@click.option("--json", "json_", is_flag=True, help="For programs.")
def show(number: str, own: bool, json_: bool) -> None:
    """Shows how it goes: stage, numbers, who is inside, the rate and what holds it back, the last lines of the log."""

    async def read(room: WaitingRoom) -> str:
        shown = await look_at(room)
        return as_json(shown).decode() if json_ else "\n".join(in_words(shown))

    do(number, own, read)


@queue.command(context_settings=numbers)
@number
@own
def pause(number: str, own: bool) -> None:
    """Calls nobody until `resume`. Numbers are given on; who was called may come in."""
    steer(number, own, lambda room: controls.pause(room, actor=ACTOR), "is paused")


@queue.command(context_settings=numbers)
@number
@own
def resume(number: str, own: bool) -> None:
    """Calls fans again."""
    steer(number, own, lambda room: controls.resume(room, actor=ACTOR), "calls again")


@queue.command(context_settings=numbers)
@number
@click.argument("per_minute")
@own
def rate(number: str, per_minute: str, own: bool) -> None:
    """Calls at most PER_MINUTE places in any minute; `none`: as the house can take."""
    most = None if per_minute == "none" else whole(per_minute, "A rate")
    said = "calls as the house can take" if most is None else f"calls at most {most:,} a minute"
    steer(number, own, lambda room: controls.set_rate(room, most, actor=ACTOR), said)


@queue.command(context_settings=numbers)
@number
@click.argument("shoppers")
@own
def target(number: str, shoppers: str, own: bool) -> None:
    """Lets SHOPPERS shop at once. Who is inside stays."""
    many = whole(shoppers, "A target")
    steer(number, own, lambda room: controls.set_target(room, many, actor=ACTOR), f"lets {many:,} shop at once")


@queue.command("let-through", context_settings=numbers)
@number
@click.argument("fan")
@click.option("--why", required=True, help="Everybody can read it in the public log: name nobody.")
@own
def let_through_command(number: str, fan: str, why: str, own: bool) -> None:
    """Lets the fan with the number FAN in, past the order. The public log says so, and why."""
    who = whole(fan, "A fan's number")
    steer(number, own, lambda room: let_through(room, who, why, actor=ACTOR), f"lets number {who:,} in")


@queue.command(context_settings=numbers)
@number
@click.argument("text")
@own
def message(number: str, text: str, own: bool) -> None:
    """Says TEXT to all who wait, in at most 300 characters; "" says nothing any more."""
    said = "says it to all who wait" if text.strip() else "says nothing"
    steer(number, own, lambda room: controls.say(room, text, actor=ACTOR), said)


@queue.command(context_settings=numbers)
@number
@own
@click.option("--yes", is_flag=True, help="Asks nothing.")
def end(number: str, own: bool, yes: bool) -> None:
    """Ends it: nobody waits any more, everybody may go straight to the seats. `set NUMBER --mode on` opens it again."""
    if not yes:
        click.confirm("Everybody may go straight to the seats from then on. End it?", abort=True)
    steer(number, own, lambda room: controls.end(room, "staff", actor=ACTOR), "has ended")


@queue.command(context_settings=numbers)
@number
@click.argument("key")
@own
def witness(number: str, key: str, own: bool) -> None:
    """Draws with the KEY (64 digits of hex) that the witness sealed."""
    value = read_hex(key, "A key")
    steer(number, own, lambda room: open_draw(room, value, actor=ACTOR), "is drawn with the witness's key")


@queue.command(context_settings=numbers)
@number
@click.option("--without", metavar="WHY", required=True, help="Why what was named is not in it.")
@own
def draw(number: str, without: str, own: bool) -> None:
    """Draws without the beacon or the witness, when fans have waited for it long enough. Everybody can read WHY."""
    if not 0 < len(readable(without, "The reason")) <= 200:
        raise BadInput("Say why, in at most 200 characters: everybody can read it. Nothing was changed.")
    steer(number, own, lambda room: open_draw(room, without=without, actor=ACTOR), "is drawn without it")


@queue.command(context_settings=numbers)
@number
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@own
def page(number: str, folder: Path, own: bool) -> None:
    """Writes its page and all that belongs to it into FOLDER, for a CDN."""

    async def write(room: WaitingRoom) -> str:
        return f"{len(await export_page(room.id, folder))} files are in {folder}."

    do(number, own, write)
