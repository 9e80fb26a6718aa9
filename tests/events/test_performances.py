"""Tests of performances: drafts, publishing and cancelling."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec
import pytest

from app.accounts.organizers import save_organizer
from app.errors import AisleError, BadInput, NotFound
from app.events.drafts import NewEvent, NewPerformance, create_performance, save_event
from app.events.performances import NotReady, WrongState, cancel_performance, publish_performance
from app.events.price_table import price_table
from app.events.pricing import Fee, Tax
from app.venues.plans import save_plan
from db.pool import execute, fetch, fetch_row, fetch_value
from db.transaction import transaction
from tests.grid_plan import grid
from tests.world import FREE, PRICES, REX, World

NOW = datetime.now(UTC)


async def draft(world: World, **changes: object) -> int:
    later = NOW + timedelta(days=1)
    new = NewPerformance(event=1, plan=world.plan, starts_at=later, on_sale_at=NOW, off_sale_at=later, prices=FREE)
    async with transaction() as connection:
        return await create_performance(connection, msgspec.structs.replace(new, **changes))


async def publish(performance: int, killed: list[int] | None = None) -> int:
    async with transaction() as connection:
        return await publish_performance(connection, performance, killed=killed or [], actor="staff:olga")


async def cancel(performance: int) -> None:
    async with transaction() as connection:
        await cancel_performance(connection, performance, actor="staff:olga")


async def facts(performance: int) -> list[tuple[str, str]]:
    rows = await fetch("SELECT topic, payload FROM journal WHERE performance_id = $1 ORDER BY id", performance)
    return [(row["topic"], row["payload"]) for row in rows]


async def test_publishing_brings_every_seat_into_being_at_its_level(world: World) -> None:
    performance = await draft(world)
    assert await publish(performance) == 1200
    seats = await fetch("SELECT idx, status, price_level FROM seat WHERE performance_id = $1 ORDER BY idx", performance)
    level = {name: idx for idx, name in enumerate(level.name for level in REX.levels)}
    assert [tuple(seat) for seat in seats] == [(seat.idx, 0, level[seat.level]) for seat in REX.seats]
    assert await facts(performance) == [("performance.published", '{"seats": 1200}')]


async def test_the_levels_have_a_content_hash_for_a_name(world: World) -> None:
    performance = await draft(world)
    await publish(performance)
    level = {name: chr(48 + idx) for idx, name in enumerate(level.name for level in REX.levels)}
    text = "".join(level[seat.level] for seat in REX.seats)
    digest = await fetch_value("SELECT levels_digest FROM performance WHERE id = $1", performance)
    assert digest == hashlib.sha256(text.encode()).hexdigest()[:20]


async def test_seats_that_are_not_for_sale_are_killed_from_the_start(world: World) -> None:
    performance = await draft(world)
    await publish(performance, [7, 3])
    killed = await fetch("SELECT idx FROM seat WHERE performance_id = $1 AND status = 3 ORDER BY idx", performance)
    assert [seat["idx"] for seat in killed] == [3, 7]
    assert ("seats.killed", '{"seats": [3, 7]}') in await facts(performance)


async def test_more_than_500_killed_seats_are_several_facts(world: World) -> None:
    performance = await draft(world)
    await publish(performance, list(range(501)))
    sizes = "SELECT jsonb_array_length(payload -> 'seats') FROM journal WHERE topic = 'seats.killed' ORDER BY id"
    assert [row[0] for row in await fetch(sizes)] == [500, 1]


async def test_killing_a_seat_that_does_not_exist_publishes_nothing(world: World) -> None:
    performance = await draft(world)
    with pytest.raises(NotReady, match="1200"):
        await publish(performance, [1200])
    assert await fetch_value("SELECT count(*) FROM seat WHERE performance_id = $1", performance) == 0
    assert await fetch_value("SELECT state FROM performance WHERE id = $1", performance) == "draft"


async def test_publishing_twice_is_refused_and_changes_nothing(world: World) -> None:
    with pytest.raises(WrongState) as refused:
        await publish(world.opening)
    assert (refused.value.status, refused.value.facts) == (409, {"state": "published"})
    assert len(await facts(world.opening)) == 1


async def test_fifty_who_publish_at_once_publish_once(world: World) -> None:
    performance = await draft(world)
    answers = await asyncio.gather(*(publish(performance) for _ in range(50)), return_exceptions=True)
    assert [answer for answer in answers if isinstance(answer, int)] == [1200]
    assert sum(isinstance(answer, WrongState) for answer in answers) == 49


async def test_without_a_price_for_every_level_nothing_is_published(world: World) -> None:
    performance = await draft(world, prices={"A": [0]})
    with pytest.raises(NotReady) as refused:
        await publish(performance)
    assert [missing for missing in refused.value.facts["missing"] if '"D"' in missing] == [
        'a price for "D" as "Standard"'
    ]
    assert len(refused.value.facts["missing"]) == 4
    assert await facts(performance) == []


@pytest.mark.parametrize(
    ("change", "says"), [("currency = 'XXX'", "no payments in XXX"), ("max_seats = 100", "at once")]
)
async def test_an_old_draft_that_cannot_be_charged_is_not_published(world: World, change: str, says: str) -> None:
    performance = await draft(world)
    await execute(f"UPDATE performance SET {change} WHERE id = $1", performance)
    await execute("UPDATE price SET amount = 1000000000 WHERE performance_id = $1", performance)
    with pytest.raises(BadInput, match=says):
        await publish(performance)
    assert await fetch_value("SELECT state FROM performance WHERE id = $1", performance) == "draft"


async def test_every_ticket_type_needs_its_price(world: World) -> None:
    performance = await draft(world, ticket_types=("Adult", "Child"))
    with pytest.raises(NotReady, match='a price for "Premium" as "Child"'):
        await publish(performance)
    nobody = await draft(world, ticket_types=(), prices={})
    with pytest.raises(NotReady, match="a ticket type"):
        await publish(nobody)


async def test_sixty_thousand_seats_are_as_many_rows_as_places_in_the_plan(world: World) -> None:
    plan = grid(60_000)
    async with transaction() as connection:
        plan_id = await save_plan(connection, world.rex, plan)
    performance = await draft(world, plan=plan_id, prices={level.name: [0] for level in plan.levels})
    assert await publish(performance) == 60_000
    apart = (
        "SELECT count(*) FROM (SELECT idx FROM plan_seat WHERE plan = $1"
        " EXCEPT SELECT idx FROM seat WHERE performance_id = $2)"
    )
    assert await fetch_value(apart, plan_id, performance) == 0


async def test_cancelling_ends_the_sale_and_is_told_once(world: World) -> None:
    await cancel(world.opening)
    row = await fetch_row("SELECT state, cancelled_at FROM performance WHERE id = $1", world.opening)
    assert row is not None
    assert (row["state"], row["cancelled_at"] is not None) == ("cancelled", True)
    assert ("performance.cancelled", "{}") in await facts(world.opening)
    with pytest.raises(WrongState, match="it is cancelled"):
        await cancel(world.opening)


async def test_what_does_not_exist_cannot_be_published_cancelled_or_drafted(world: World) -> None:
    for attempt in (publish(999), cancel(999), draft(world, plan=999), draft(world, event=999)):
        with pytest.raises(NotFound):
            await attempt


@pytest.mark.parametrize(
    "wrong",
    [
        {"off_sale_at": NOW},
        {"starts_at": NOW.replace(tzinfo=None)},
        {"doors_at": NOW + timedelta(days=2)},
        {"currency": "Euro"},
        {"hold_minutes": 0},
        {"max_seats": 101},
        {"prices": {"Royal": [1]}},
        {"prices": {"A": [-1]}},
        {"prices": {"A": [1, 2]}},
        {"prices": {"A": [10**30]}},
        {"currency": "E€R"},
        {"currency": "XXX"},
        {"prices": {"A": [49]}},
        {"prices": {"A": [12_500_000]}},
        {"ticket_types": ("Adult",) * 2},
        {"ticket_types": ("",)},
        {"fees": [Fee(" ", "per_ticket", 1)]},
        {"fees": [Fee("f", "per_order", -1)]},
        {"fees": [Fee("f", "percent", 10_001)]},
        {"fees": [Fee("f", "per_ticket", 10**13)]},
        {"tax": Tax("", 60_000, True)},
        {"tax": Tax("VAT", 0, True)},
        {"tax": Tax("VAT", 1_000_001, False)},
    ],
)
async def test_a_draft_that_cannot_be_meant_is_refused_whole(world: World, wrong: dict[str, object]) -> None:
    before = await fetch_value("SELECT count(*) FROM performance")
    with pytest.raises(BadInput):
        await draft(world, **wrong)
    assert await fetch_value("SELECT count(*) FROM performance") == before


async def test_a_table_sold_whole_is_never_larger_than_what_one_person_may_take(world: World) -> None:
    round_ = [msgspec.structs.replace(seat, row="Table 1", at_table="whole") for seat in grid(10).seats]
    async with transaction() as connection:
        plan = await save_plan(connection, world.rex, msgspec.structs.replace(grid(10, "Ten"), seats=tuple(round_)))
    with pytest.raises(BadInput, match="Table 1 has 10 seats and is only sold whole, but one person may take 8"):
        await draft(world, plan=plan, prices={"A": [0]})
    assert await draft(world, plan=plan, prices={"A": [0]}, max_seats=10)


async def test_a_standing_place_knows_its_area_and_a_seat_has_none(world: World) -> None:
    stands = {"section": "Floor", "row": "", "label": "", "left_idx": None, "right_idx": None}
    seats = [msgspec.structs.replace(s, **stands) if 50 <= s.idx < 57 else s for s in grid(60).seats]
    seats[57] = msgspec.structs.replace(seats[57], left_idx=None)
    async with transaction() as connection:
        plan = await save_plan(connection, world.rex, msgspec.structs.replace(grid(60, "Bare"), seats=tuple(seats)))
    await publish(performance := await draft(world, plan=plan, prices={"A": [0]}))
    areas = await fetch("SELECT area, count(*) FROM seat WHERE performance_id = $1 GROUP BY 1 ORDER BY 1", performance)
    assert [tuple(row) for row in areas] == [(50, 7), (None, 53)]


@pytest.mark.parametrize(
    "odd",
    [{"prices": {"A": [12_345]}}, {"fees": [Fee("f", "per_ticket", 5)]}, {"fees": [Fee("f", "per_order", 1_001)]}],
)
async def test_an_amount_that_no_dinar_can_be_charged_in_is_refused_in_words(
    world: World, odd: dict[str, object]
) -> None:
    with pytest.raises(BadInput, match=r"KWD is charged in tens of its smallest unit.*(12345|5|1001) does not"):
        await draft(world, currency="KWD", **odd)
    fine = {"prices": {"A": [12_340]}, "fees": [Fee("f", "percent", 333), Fee("g", "per_order", 1_010)]}
    assert await draft(world, currency="KWD", **fine) > 0


async def test_an_event_belongs_to_the_organizer_who_announced_it(world: World) -> None:
    async with transaction() as connection:
        carl = await save_organizer("carl", "Carl")
        with pytest.raises(AisleError, match="somebody else"):
            await save_event(connection, carl, NewEvent("opening", "Mine now"))
    assert await fetch_value("SELECT title FROM event WHERE slug = 'opening'") == "Opening Night at the Rex"


async def test_prices_and_fees_are_kept_with_the_performance(world: World) -> None:
    rows = await fetch("SELECT amount FROM price WHERE performance_id = $1 ORDER BY level", world.opening)
    assert [[row["amount"]] for row in rows] == list(PRICES.values())
    assert await fetch_value("SELECT count(*) FROM fee WHERE performance_id = $1", world.opening) == 2


@pytest.mark.parametrize("tax", [None, Tax("VAT", 60_000, True), Tax("Sales tax", 88_750, False)])
async def test_a_tax_is_kept_with_the_performance(world: World, tax: Tax | None) -> None:
    assert (await price_table(await draft(world, tax=tax))).tax == tax


@pytest.mark.parametrize(
    "nonsense",
    [
        "tax_rate = 60000",
        "tax_name = '', tax_rate = 1, tax_included = true",
        "tax_name = 'VAT', tax_rate = 0, tax_included = true",
        "tax_name = 'VAT', tax_rate = 1000001, tax_included = true",
    ],
)
async def test_the_database_keeps_a_whole_tax_or_none(world: World, nonsense: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await execute(f"UPDATE performance SET {nonsense} WHERE id = $1", world.opening)
