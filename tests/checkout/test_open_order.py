"""A hold becomes one order, whole or not at all."""

import asyncio

import pytest

from app.checkout.errors import EmptyBasket, HoldEnded, TooManySeats, WrongContact
from app.checkout.orders import lifecycle
from app.checkout.orders.lifecycle import open_order
from app.language.translator import english
from app.seating.errors import PerformanceIsCancelled
from app.seating.holds.hold import hold_seats, live_hold, release_seats
from db import pool
from tests.checkout.scenarios import (
    EMAIL,
    all_order_rows,
    end_all_holds,
    hold_free_seats,
    journal_topics,
    order_free_seats,
    order_state,
    seat_rows,
    valid_tickets,
)
from tests.world import World
from workers.release_holds import release_expired_holds

# now() is one instant for all rows, as in production; clock_timestamp() would be another for each row
LAST_MOMENT = """
    UPDATE seat SET hold_expires_at = now() + interval '4 ms'
    WHERE performance_id = $1 AND hold_id IS NOT NULL
"""


async def test_a_hold_of_free_seats_becomes_a_paid_order_with_tickets(world: World) -> None:
    await hold_free_seats(world)
    receipt = await open_order(world.preview, "ana", " Ana Ferreira ", EMAIL)
    assert await order_state(receipt) == "paid" == receipt.state
    assert await seat_rows(world.preview, 17, 18) == [(2, None, receipt.id)] * 2
    assert await valid_tickets(world.preview, receipt.id) == [17, 18]
    assert await live_hold(world.preview, "ana") is None


async def test_the_journal_tells_the_way_of_an_order(world: World) -> None:
    await order_free_seats(world)
    topics = ["seats.held", "order.opened", "order.paid", "seats.sold", "ticket.issued"]
    assert await journal_topics(world.preview) == topics


async def test_names_and_addresses_stay_out_of_the_journal(world: World) -> None:
    await hold_free_seats(world)
    await open_order(world.preview, "ana", "Ana Ferreira", EMAIL)
    told = await pool.fetch_value("SELECT string_agg(payload::text || actor, ' ') FROM journal")
    assert "Ferreira" not in told
    assert "example" not in told


async def test_an_order_lists_each_seat_in_words_at_its_price(world: World) -> None:
    receipt = await order_free_seats(world)
    lines = await pool.fetch("SELECT kind, seat_idx, label, amount FROM order_line WHERE order_id = $1", receipt.id)
    assert [(line["kind"], line["seat_idx"], line["amount"]) for line in lines] == [("seat", 17, 0), ("seat", 18, 0)]
    assert all(", seat " in line["label"] for line in lines)


async def test_twenty_posts_at_once_make_one_order(world: World) -> None:
    hold_id = await hold_free_seats(world)
    posts = [open_order(world.preview, "ana", "Ana", EMAIL, hold_id=hold_id) for _ in range(20)]
    receipts = await asyncio.gather(*posts)
    assert len({receipt.link for receipt in receipts}) == 1
    assert await pool.fetch_value('SELECT count(*) FROM "order"') == 1
    assert await valid_tickets(world.preview, receipts[0].id) == [17, 18]


async def test_twenty_posts_that_do_not_name_the_hold_make_one_order_too(world: World) -> None:
    await hold_free_seats(world)
    receipts = await asyncio.gather(*[open_order(world.preview, "ana", "Ana", EMAIL) for _ in range(20)])
    assert len({receipt.id for receipt in receipts}) == 1


async def test_a_late_retry_finds_the_order_of_its_own_hold(world: World) -> None:
    hold_id = await hold_free_seats(world)
    first = await open_order(world.preview, "ana", "Ana", EMAIL, hold_id=hold_id)
    await pool.execute("UPDATE \"order\" SET created_at = now() - interval '1 hour'")
    await hold_free_seats(world, seats=(30,))
    again = await open_order(world.preview, "ana", "Ana", EMAIL, hold_id=hold_id)
    assert (again.link, first.new_seats, again.new_seats) == (first.link, 2, 0)
    assert await live_hold(world.preview, "ana") is not None


async def test_a_second_hold_becomes_a_second_order(world: World) -> None:
    first, second = await order_free_seats(world), await order_free_seats(world, seats=(30,))
    assert first.id != second.id
    assert await valid_tickets(world.preview, second.id) == [30]


async def test_a_hold_that_ran_out_is_gone_and_nothing_changes(world: World) -> None:
    await hold_free_seats(world)
    await end_all_holds(world.preview)
    before = await all_order_rows()
    with pytest.raises(HoldEnded):
        await open_order(world.preview, "ana", "Ana", EMAIL)
    assert await all_order_rows() == before


async def test_a_swept_hold_is_gone_for_the_form_that_was_drawn_for_it(world: World) -> None:
    hold_id = await hold_free_seats(world)
    await end_all_holds(world.preview)
    await release_expired_holds()
    with pytest.raises(HoldEnded):
        await open_order(world.preview, "ana", "Ana", EMAIL, hold_id=hold_id)


async def test_a_hold_of_which_somebody_took_a_seat_is_gone_whole(world: World) -> None:
    await hold_free_seats(world)
    await end_all_holds(world.preview)
    await hold_free_seats(world, "ben", (18,))
    with pytest.raises(HoldEnded):
        await open_order(world.preview, "ana", "Ana", EMAIL)
    assert (await seat_rows(world.preview, 18))[0].order_id is None


async def test_a_form_of_an_older_hold_does_not_order_the_new_one(world: World) -> None:
    old = await hold_free_seats(world)
    await end_all_holds(world.preview)
    await release_expired_holds()
    await hold_free_seats(world, seats=(40, 41))
    with pytest.raises(HoldEnded):
        await open_order(world.preview, "ana", "Ana", EMAIL, hold_id=old)


async def test_nothing_held_is_an_empty_basket(world: World) -> None:
    hold_id = await hold_free_seats(world)
    await release_seats(world.preview, "ana")
    for named in (None, hold_id, 999):
        with pytest.raises(EmptyBasket):
            await open_order(world.preview, "ana", "Ana", EMAIL, hold_id=named)


async def test_nobody_can_order_another_fans_hold(world: World) -> None:
    hold_id = await hold_free_seats(world)
    before = await all_order_rows()
    with pytest.raises(EmptyBasket):
        await open_order(world.preview, "carl", "Carl", "carl@example.org", hold_id=hold_id)
    assert await all_order_rows() == before


async def test_nobody_finds_another_fans_order_by_its_hold(world: World) -> None:
    hold_id = await hold_free_seats(world)
    await open_order(world.preview, "ana", "Ana", EMAIL, hold_id=hold_id)
    with pytest.raises(EmptyBasket):
        await open_order(world.preview, "carl", "Carl", "carl@example.org", hold_id=hold_id)


async def test_one_address_is_one_person_at_the_cap_whatever_its_case(world: World) -> None:
    await order_free_seats(world, "ana", (2, 3, 4, 5, 6, 7))
    await hold_free_seats(world, "ben", (11, 12, 13))
    before = await all_order_rows()
    with pytest.raises(TooManySeats) as error:
        await open_order(world.preview, "ben", "Ben", "ANA@Example.org")
    assert "6" not in english.say(error.value.detail)
    assert await all_order_rows() == before


async def test_two_sessions_of_one_address_cannot_beat_the_cap_together(world: World) -> None:
    people = [f"session{n}" for n in range(8)]
    for n, person in enumerate(people):
        await hold_free_seats(world, person, tuple(range(n * 5, n * 5 + 5)))
    posts = [open_order(world.preview, person, "Ana", EMAIL) for person in people]
    answers = await asyncio.gather(*posts, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Receipt"] + ["TooManySeats"] * 7


async def test_the_cap_counts_what_the_session_ordered_under_another_address(world: World) -> None:
    await order_free_seats(world, "ana", (2, 3, 4, 5, 6, 7))
    await pool.execute("UPDATE performance SET max_seats = 20")
    await hold_free_seats(world, "ana", (11, 12, 13))
    await pool.execute("UPDATE performance SET max_seats = 8")
    with pytest.raises(TooManySeats):
        await open_order(world.preview, "ana", "Ana", "somebody.else@example.org")


async def test_a_wrong_address_is_told_before_anything_is_touched(world: World) -> None:
    await hold_free_seats(world)
    with pytest.raises(WrongContact) as error:
        await open_order(world.preview, "ana", "", "ana@example")
    assert set(error.value.facts["fields"]) == {"name", "email"}
    assert await live_hold(world.preview, "ana") is not None


async def test_nothing_is_ordered_for_a_cancelled_performance(world: World) -> None:
    await hold_free_seats(world)
    await pool.execute("UPDATE performance SET state = 'cancelled', cancelled_at = now() WHERE id = $1", world.preview)
    with pytest.raises(PerformanceIsCancelled):
        await open_order(world.preview, "ana", "Ana", EMAIL)


@pytest.mark.parametrize("point", ["insert_lines", "_move_seats", "issue_tickets", "pay_order"])
async def test_a_death_in_the_middle_leaves_nothing_half(
    world: World, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    await hold_free_seats(world)
    before = await all_order_rows()

    async def die(*_: object, **__: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(lifecycle, point, die)
    with pytest.raises(ConnectionResetError):
        await open_order(world.preview, "ana", "Ana", EMAIL)
    assert await all_order_rows() == before


async def test_an_order_at_the_very_end_of_the_hold_gets_every_seat_or_none(world: World) -> None:
    for n in range(25):
        ana, ben, seats = f"ana{n}", f"ben{n}", (n * 2, n * 2 + 1)
        await hold_free_seats(world, ana, seats)
        await pool.execute(LAST_MOMENT, world.preview)
        rivals = [hold_seats(world.preview, ben, [seat], world.plan) for seat in seats]
        order = open_order(world.preview, ana, "Ana", f"{ana}@example.org")
        receipt, *_ = await asyncio.gather(order, *rivals, return_exceptions=True)
        rows = await seat_rows(world.preview, *seats)
        if isinstance(receipt, HoldEnded):
            assert all(row.order_id is None for row in rows)
        else:
            assert rows == [(2, None, receipt.id)] * 2
