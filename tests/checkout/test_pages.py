"""From a hold to the tickets, in a browser without script and as a JSON client."""

import re
from collections.abc import Callable

import httpx
import pytest
import zxingcpp
from PIL import Image

from db import pool
from tests.checkout.scenarios import all_order_rows, end_all_holds
from tests.fan import HTMX, JSON, Fan
from tests.world import REX, World

Visit = Callable[[], Fan]
ANA = {"name": "Ana Ferreira", "email": "ana@example.org"}


def form_of(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of the order form, as a browser would send them."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)" ?/?>', page.text))


SPACE_AND_COMPANION = [
    next(seat.idx for seat in REX.seats if seat.wheelchair),
    next(seat.idx for seat in REX.seats if seat.companion),
]


async def at_checkout(fan: Fan, world: World, performance_id: int) -> httpx.Response:
    """Hold seats 17 and 18 and open checkout."""
    await fan.hold(performance_id, [17, 18], world.plan)
    return await fan.read(f"/performances/{performance_id}/checkout")


async def test_a_form_without_script_leads_from_checkout_to_tickets(world: World, visit: Visit) -> None:
    fan = visit()
    page = await at_checkout(fan, world, world.preview)
    sent = await fan.send(f"/performances/{world.preview}/orders", {**form_of(page), **ANA})
    assert sent.status_code == 303
    order = await fan.read(sent.headers["location"])
    assert order.status_code == 200
    assert order.text.count('<svg class="qr-code"') == 2
    assert "Ana Ferreira" in order.text


async def test_the_form_alone_carries_its_token(world: World, visit: Visit) -> None:
    fan = visit()
    page = await at_checkout(fan, world, world.preview)
    sent = await fan.browser.post(f"/performances/{world.preview}/orders", data={**form_of(page), **ANA})
    assert sent.status_code == 303


async def test_sending_the_form_twice_leads_to_the_same_order(world: World, visit: Visit) -> None:
    fan = visit()
    form = {**form_of(await at_checkout(fan, world, world.preview)), **ANA}
    sent = [await fan.send(f"/performances/{world.preview}/orders", form) for _ in range(2)]
    assert sent[0].headers["location"] == sent[1].headers["location"]


async def test_a_wrong_field_draws_the_form_again_with_all_that_was_typed(world: World, visit: Visit) -> None:
    fan = visit()
    form = form_of(await at_checkout(fan, world, world.preview)) | {"name": 'Ana "<b>', "email": "ana@nowhere"}
    page = await fan.send(f"/performances/{world.preview}/orders", form)
    assert page.status_code == 422
    assert "ana@nowhere" in page.text
    assert "Ana &#34;&lt;b&gt;" in page.text
    assert "a name with a dot" in page.text
    assert form_of(page)["hold"] == form["hold"]


async def test_opening_checkout_lifts_the_clock_once(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(world.preview, [17], world.plan)
    await pool.execute("UPDATE seat SET hold_expires_at = now() + interval '1 minute' WHERE hold_id IS NOT NULL")
    left = "SELECT extract(epoch FROM hold_expires_at - now()) FROM seat WHERE hold_id IS NOT NULL"
    await fan.read(f"/performances/{world.preview}/checkout")
    first = float(await pool.fetch_value(left))
    await fan.read(f"/performances/{world.preview}/checkout")
    assert 280 < first <= 300
    assert float(await pool.fetch_value(left)) < first


@pytest.mark.parametrize("ran_out", [True, False])
async def test_checkout_without_a_hold_leads_back_to_the_seats_with_words(
    world: World, visit: Visit, ran_out: bool
) -> None:
    fan = visit()
    if ran_out:
        await fan.hold(world.preview, [17], world.plan)
        await end_all_holds(world.preview)
    page = await fan.read(f"/performances/{world.preview}/checkout")
    assert page.status_code == 410
    assert "on sale again" in page.text
    assert 'id="seat-map"' in page.text


async def test_posting_after_the_time_is_over_changes_nothing_and_says_so(world: World, visit: Visit) -> None:
    fan = visit()
    form = form_of(await at_checkout(fan, world, world.preview)) | ANA
    await end_all_holds(world.preview)
    before = await all_order_rows()
    page = await fan.send(f"/performances/{world.preview}/orders", form)
    assert page.status_code == 410
    assert "on sale again" in page.text
    assert await all_order_rows() == before


async def test_back_after_ordering_shows_the_way_to_the_order(world: World, visit: Visit) -> None:
    fan = visit()
    form = form_of(await at_checkout(fan, world, world.preview)) | ANA
    sent = await fan.send(f"/performances/{world.preview}/orders", form)
    page = await fan.read(f"/performances/{world.preview}/checkout")
    assert sent.headers["location"] in page.text


async def test_an_order_page_is_kept_nowhere_and_told_to_nobody(world: World, visit: Visit) -> None:
    fan = visit()
    form = form_of(await at_checkout(fan, world, world.preview)) | ANA
    sent = await fan.send(f"/performances/{world.preview}/orders", form)
    headers = (await visit().read(sent.headers["location"])).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "noindex" in headers["x-robots-tag"]


async def test_a_program_orders_and_reads_its_tickets_as_json(world: World, visit: Visit) -> None:
    fan = visit()
    hold = (await fan.hold(world.preview, [17, 18], world.plan)).json()["hold"]
    headers = {"X-CSRF-Token": fan.token, **JSON}
    path = f"/performances/{world.preview}/orders"
    sent = await fan.browser.post(path, json={**ANA, "hold": hold}, headers=headers)
    assert (sent.status_code, sent.json()["state"]) == (201, "paid")
    order = (await fan.read(sent.json()["page"], **JSON)).json()
    assert order["order"]["reference"] == sent.json()["reference"]
    assert len({ticket["code"] for ticket in order["tickets"]}) == 2


async def test_a_program_is_told_which_fields_are_wrong(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.hold(world.preview, [17], world.plan)
    headers = {"X-CSRF-Token": fan.token, **JSON}
    answer = await fan.browser.post(f"/performances/{world.preview}/orders", json={"name": "Ana"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (422, "wrong_contact")
    assert "e-mail" in answer.json()["fields"]["email"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"name": 5}', b'{"hold": "x"}', b"\xff", b'{"name": "\xff"}', b"null"])
async def test_json_that_is_no_order_is_refused(world: World, visit: Visit, body: bytes) -> None:
    fan = visit()
    await fan.hold(world.preview, [17], world.plan)
    headers = {"X-CSRF-Token": fan.token, "Content-Type": "application/json", **JSON}
    answer = await fan.browser.post(f"/performances/{world.preview}/orders", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_json")


@pytest.mark.parametrize("hold", ["x", "-1", "1e9", "٣", "9" * 30])
async def test_a_hold_that_is_no_number_is_refused_and_the_form_stays(world: World, visit: Visit, hold: str) -> None:
    fan = visit()
    await at_checkout(fan, world, world.preview)
    page = await fan.send(f"/performances/{world.preview}/orders", {**ANA, "hold": hold})
    assert page.status_code == 400
    assert "One of the values is not a number" in page.text


async def test_a_program_learns_which_value_is_no_number(world: World, visit: Visit) -> None:
    answer = await visit().send(f"/performances/{world.preview}/orders", {**ANA, "total": "x"}, **JSON)
    assert (answer.json()["error"], answer.json()["field"]) == ("not_a_number", "total")


async def test_a_form_without_its_token_is_refused(world: World, visit: Visit) -> None:
    fan = visit()
    await at_checkout(fan, world, world.preview)
    sent = await fan.browser.post(f"/performances/{world.preview}/orders", data=ANA)
    assert sent.status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/orders/1/nothing", "/orders/999/x", "/orders/99999999999999999999999/x", "/orders/1/%00", "/orders/x/y"],
)
async def test_a_link_that_opens_nothing_is_not_found(world: World, visit: Visit, address: str) -> None:
    assert (await visit().read(address)).status_code == 404


async def test_a_stranger_who_opens_a_shared_checkout_can_choose_seats_at_once(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read(f"/performances/{world.preview}/checkout")
    assert (await fan.hold(world.preview, [17], world.plan)).status_code == 200


async def test_an_unknown_performance_has_no_checkout(world: World, visit: Visit) -> None:
    fan = visit()
    await fan.read("/")
    assert (await fan.read("/performances/999/checkout")).status_code == 404
    assert (await fan.send("/performances/999/orders", ANA)).status_code == 404


async def test_a_camera_reads_the_code_off_the_page(world: World, visit: Visit) -> None:
    fan = visit()
    form = form_of(await at_checkout(fan, world, world.preview)) | ANA
    sent = await fan.send(f"/performances/{world.preview}/orders", form)
    codes = [ticket["code"] for ticket in (await fan.read(sent.headers["location"], **JSON)).json()["tickets"]]
    page = await fan.read(sent.headers["location"])
    drawn = [painted(ink) for ink in re.findall(r'class="qr-ink" fill="#14100c" d="([^"]+)"', page.text)]
    assert [zxingcpp.read_barcodes(picture)[0].text for picture in drawn] == codes


def painted(ink: str) -> Image.Image:
    """Draw the path of a code as pixels, four to a module, with its margin."""
    side = 25  # modules of the code of a ticket
    picture = Image.new("L", ((side + 8) * 4,) * 2, 255)
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", ink):
        picture.paste(0, ((int(x) + 4) * 4, (int(y) + 4) * 4, (int(x) + int(run) + 4) * 4, (int(y) + 5) * 4))
    return picture


async def test_basket_checkout_and_order_say_what_is_special_about_a_place(world: World, visit: Visit) -> None:
    fan, base = visit(), f"/performances/{world.preview}"
    await fan.read(base)
    request = {"seats": SPACE_AND_COMPANION, "plan": world.plan, "wheelchairs": "1"}
    basket = await fan.send(f"{base}/holds", request, **HTMX)
    checkout = await fan.read(f"{base}/checkout")
    order = await fan.send(f"{base}/orders", ANA | form_of(checkout))
    for page in (basket, checkout, await fan.read(order.headers["location"])):
        lines = [word.lower() for word in re.findall(r'note">\(?(wheelchair space|companion seat)', page.text, re.I)]
        assert lines == ["wheelchair space", "companion seat"]
