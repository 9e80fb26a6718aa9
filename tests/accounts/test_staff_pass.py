"""The staff pass: a link gives it to a browser, it ends, and it cannot be made up."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from app.accounts.commands import staff
from app.accounts.staff_pass import staff_pass_url
from app.request_privilege import STAFF, find_privilege
from app.web.limits.staff_pass import COOKIE, sign_staff_pass, staff_pass_seconds
from app.web.load.load_shedding import Privilege
from realtime.clock import current_time
from tests.fan import Fan
from tests.waiting_room.scenarios import call_places, create_room
from tests.world import World

Visit = Callable[[], Fan]


async def test_the_link_makes_a_browser_one_of_staff(world: World, visit: Visit) -> None:
    fan = visit()
    answer = await fan.browser.get(urlsplit(staff_pass_url(12)).path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert 12 * 3600 - 60 < staff_pass_seconds(fan.browser.cookies[COOKIE]) <= 12 * 3600
    cookie = f"x=1; {COOKIE}={fan.browser.cookies[COOKIE]}".encode()
    assert find_privilege({"type": "http", "headers": [(b"cookie", cookie)]}) == STAFF


def altered(kind: str) -> str:
    """Return a token that is no pass."""
    good = sign_staff_pass(current_time() + timedelta(hours=1))
    until, signature = good.split(".")
    return {
        "a dot": ".",
        "a word": "x",
        "digits": "1" * 99,
        "another time": f"{int(until) + 3600}.{signature}",
        "ended": sign_staff_pass(current_time() - timedelta(seconds=1)),
        "cut off": good[:-1],
        "longer": good + "0",
        "not ASCII": f"{until}.ü",
        "unsigned": f"{until}.",
    }[kind]


KINDS = ["a dot", "a word", "digits", "another time", "ended", "cut off", "longer", "not ASCII", "unsigned"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_pass_that_is_altered_or_has_ended_gives_nothing(world: World, visit: Visit, kind: str) -> None:
    token, fan = altered(kind), visit()
    assert staff_pass_seconds(token) == staff_pass_seconds(None) == staff_pass_seconds("") == 0
    if token != ".":
        assert (await fan.browser.get(f"/staff/{token}")).status_code == 404
    assert COOKIE not in fan.browser.cookies


async def test_staff_go_on_when_fans_have_used_up_the_requests_of_their_address(
    world: World, visit: Visit, change_settings: Callable[..., None]
) -> None:
    change_settings(AISLE_REQUESTS_PER_ADDRESS="2")
    fan, clerk, cheat = visit(), visit(), visit()
    for browser, until in ((clerk, timedelta(hours=1)), (cheat, timedelta(seconds=-1))):
        browser.browser.cookies.set(COOKIE, sign_staff_pass(current_time() + until), domain="127.0.0.1", path="/")
    for _ in range(3):
        await fan.hold(world.preview, [17], world.plan)
    answers = [await one.hold(world.preview, [seat], world.plan) for one, seat in ((fan, 17), (clerk, 30), (cheat, 40))]
    assert [answer.status_code for answer in answers] == [429, 200, 429]


def test_a_command_prints_the_link() -> None:
    printed = CliRunner().invoke(staff, ["link", "--hours", "2"])
    token = printed.output.strip().rpartition("/staff/")[2]
    assert (printed.exit_code, 7000 < staff_pass_seconds(token) <= 7200) == (0, True)
    assert CliRunner().invoke(staff, ["link", "--hours", "0"]).exit_code == 2


async def test_a_fan_inside_is_known_with_room_and_person_and_without_a_pass_no_one_is(
    world: World, visit: Visit
) -> None:
    room, fan = await create_room(world.preview), visit()
    assert find_privilege({"type": "http", "headers": []}) is None
    joined = await fan.browser.post(f"/waiting-rooms/{room}/places", headers={"Accept": "application/json"})
    assert joined.status_code == 200
    await call_places(room, 1)
    await fan.browser.post(f"/waiting-rooms/{room}/admissions", headers={"Accept": "application/json"})
    cookie = "; ".join(f"{name}={value}" for name, value in fan.browser.cookies.items())
    found = find_privilege({"type": "http", "headers": [(b"cookie", cookie.encode())]})
    assert isinstance(found, Privilege)
    assert (found.kind, found.room, bool(found.person)) == ("inside", room, True)
    strange = cookie.replace("pass-", "pass-1")
    assert find_privilege({"type": "http", "headers": [(b"cookie", strange.encode())]}) is None
