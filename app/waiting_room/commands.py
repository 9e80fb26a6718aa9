"""The commands `aisle queue …`, which set, show and control a waiting room, and `aisle verify-draw`."""

import sys
from pathlib import Path

import click

from app.errors import BadInput
from app.language.messages import message
from app.text_input import clean_text, parse_int
from app.waiting_room.draw import verify
from app.waiting_room.draw.draw_steps import open_draw
from app.waiting_room.draw.entropy_source import parse_hex
from app.waiting_room.export_static_page import export_page
from app.waiting_room.rooms import WaitingRoom
from app.waiting_room.staff import controls
from app.waiting_room.staff.command_line import (
    ACTOR,
    number_argument,
    number_settings,
    room_option,
    run_control,
    run_on_room,
)
from app.waiting_room.staff.configure_command import set_command
from app.waiting_room.staff.let_through import let_through
from app.waiting_room.staff.report import get_room_report, report_json, report_lines


@click.group(
    help="Waiting rooms: set, watch and steer them. NUMBER is a performance's number, with --room the waiting room's."
)
def queue() -> None:
    """Group the commands about waiting rooms."""


queue.add_command(set_command)


@queue.command(
    context_settings=number_settings,
    help="Shows how it goes: stage, numbers, who is inside, the rate and what holds it back,"
    " the last lines of the log.",
)
@number_argument
@room_option
@click.option("--json", "json_", is_flag=True, help="For programs.")
def show(number: str, own: bool, json_: bool) -> None:
    """Print the room's report as text or JSON."""

    async def read(room: WaitingRoom) -> str:
        report = await get_room_report(room)
        return report_json(report).decode() if json_ else "\n".join(report_lines(report))

    run_on_room(number, own, read)


@queue.command(
    context_settings=number_settings,
    help="Calls nobody until `resume`. Numbers are given on; who was called may come in.",
)
@number_argument
@room_option
def pause(number: str, own: bool) -> None:
    """Stop calling places until `resume`."""
    run_control(number, own, lambda room: controls.pause(room, actor=ACTOR), "is paused")


@queue.command(context_settings=number_settings, help="Calls fans again.")
@number_argument
@room_option
def resume(number: str, own: bool) -> None:
    """Call places again."""
    run_control(number, own, lambda room: controls.resume(room, actor=ACTOR), "calls again")


@queue.command(
    context_settings=number_settings,
    help="Calls at most PER_MINUTE places in any minute; `none`: as the house can take.",
)
@number_argument
@click.argument("per_minute")
@room_option
def rate(number: str, per_minute: str, own: bool) -> None:
    """Limit how many places are called in any minute; `none` removes the limit."""
    limit = None if per_minute == "none" else parse_int(per_minute, message("A rate"))
    result = "calls as the house can take" if limit is None else f"calls at most {limit:,} a minute"
    run_control(number, own, lambda room: controls.set_rate(room, limit, actor=ACTOR), result)


@queue.command(context_settings=number_settings, help="Lets SHOPPERS shop at once. Who is inside stays.")
@number_argument
@click.argument("shoppers")
@room_option
def target(number: str, shoppers: str, own: bool) -> None:
    """Set how many fans may be inside at once. Fans who are inside stay."""
    count = parse_int(shoppers, message("A target"))
    run_control(number, own, lambda room: controls.set_target(room, count, actor=ACTOR), f"lets {count:,} shop at once")


@queue.command(
    "let-through",
    context_settings=number_settings,
    help="Lets the fan with the number FAN in, past the order. The public log says so, and why.",
)
@number_argument
@click.argument("fan")
@click.option("--why", required=True, help="Everybody can read it in the public log: name nobody.")
@room_option
def let_through_command(number: str, fan: str, why: str, own: bool) -> None:
    """Let one fan in past the order, with a public reason."""
    admitted = parse_int(fan, message("A fan's number"))
    result = f"lets number {admitted:,} in"
    run_control(number, own, lambda room: let_through(room, admitted, why, actor=ACTOR), result)


@queue.command(
    context_settings=number_settings,
    help='Says TEXT to all who wait, in at most 300 characters; "" says nothing any more.',
)
@number_argument
@click.argument("text")
@room_option
def message_command(number: str, text: str, own: bool) -> None:
    """Show a message of at most 300 characters to all fans who wait; an empty one removes it."""
    result = "says it to all who wait" if text.strip() else "says nothing"
    run_control(number, own, lambda room: controls.set_message(room, text, actor=ACTOR), result)


@queue.command(
    context_settings=number_settings,
    help="Ends it: nobody waits any more, everybody may go straight to the seats."
    " `set NUMBER --mode on` opens it again.",
)
@number_argument
@room_option
@click.option("--yes", is_flag=True, help="Asks nothing.")
def end(number: str, own: bool, yes: bool) -> None:
    """End the room, after a confirmation: no fan has to wait any more."""
    if not yes:
        click.confirm("Everybody may go straight to the seats from then on. End it?", abort=True)
    run_control(number, own, lambda room: controls.end(room, "staff", actor=ACTOR), "has ended")


@queue.command(context_settings=number_settings, help="Draws with the KEY (64 digits of hex) that the witness sealed.")
@number_argument
@click.argument("key")
@room_option
def witness(number: str, key: str, own: bool) -> None:
    """Open the draw with the key that the witness sealed."""
    value = parse_hex(key, message("A key is 64 digits, 0 to 9 and a to f. Nothing was changed."))
    run_control(number, own, lambda room: open_draw(room, value, actor=ACTOR), "is drawn with the witness's key")


@queue.command(
    context_settings=number_settings,
    help="Draws without the beacon or the witness, when fans have waited for it long enough. Everybody can read WHY.",
)
@number_argument
@click.option("--without", metavar="WHY", required=True, help="Why what was named is not in it.")
@room_option
def draw(number: str, without: str, own: bool) -> None:
    """Open the draw without its outside value, with a public reason."""
    if not 0 < len(clean_text(without, message("The reason"))) <= 200:
        raise BadInput(message("Say why, in at most 200 characters: everybody can read it. Nothing was changed."))
    run_control(number, own, lambda room: open_draw(room, without=without, actor=ACTOR), "is drawn without it")


@queue.command(
    context_settings=number_settings, help="Writes its page and all that belongs to it into FOLDER, for a CDN."
)
@number_argument
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@room_option
def page(number: str, folder: Path, own: bool) -> None:
    """Export the room's page and the files it loads into a folder, for a CDN."""

    async def write(room: WaitingRoom) -> str:
        return f"{len(await export_page(room.id, folder))} files are in {folder}."

    run_on_room(number, own, write)


PASS_ARGUMENTS_THROUGH = {"ignore_unknown_options": True}
"""With it, the script verify.py parses its own options."""


@click.command(
    "verify-draw",
    context_settings=PASS_ARGUMENTS_THROUGH,
    add_help_option=False,
    help="Checks a download (draw.zip) of a waiting room's draw; --help says more. Needs no database.",
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def verify_draw(words: tuple[str, ...]) -> None:
    """Check a download of a draw, without a database, and exit with the script's exit code."""
    sys.exit(verify.main(list(words)))
