"""Many workers, each mail once."""

import asyncio
import contextlib
from collections import Counter

import pytest

from app.mail.outbox import write_mail
from app.mail.queue import back_off, claim_mail, hand_over, mark_sent, mark_unsure, refuse, rest
from app.mail.smtp import Conversation
from app.mail.smtp_server import server_at
from db import pool
from db.transaction import transaction
from tests.checkout.ordering import ordered
from tests.mail.fake_smtp import Postbox, open_postbox
from tests.mail.mail_scenarios import claimed, make_due, posted, row_of
from tests.world import World
from workers.mail import send_due


async def test_fifty_workers_claim_each_mail_once(world: World) -> None:
    receipt = await ordered(world)
    await posted(receipt)
    await pool.execute(
        "INSERT INTO mail (performance_id, order_id, kind) SELECT $1, $2, 'confirmation' FROM generate_series(2, 20)",
        receipt.performance_id, receipt.id,
    )  # fmt: skip
    got = [mail for mail in await asyncio.gather(*(claim_mail() for _ in range(50))) if mail]
    assert len(got) == len({mail.id for mail in got}) == 20


async def test_fifty_workers_send_each_mail_once(world: World) -> None:
    receipt = await ordered(world)
    await pool.execute(
        "INSERT INTO mail (performance_id, order_id, kind) SELECT $1, $2, 'confirmation' FROM generate_series(1, 30)",
        receipt.performance_id, receipt.id,
    )  # fmt: skip
    async with open_postbox(Postbox()) as box:
        lines = [Conversation(server_at(box.url)) for _ in range(50)]
        taken = await asyncio.gather(*(send_due(line, asyncio.Event()) for line in lines))
    rows = await pool.fetch("SELECT sent_at FROM mail")
    assert set(Counter(mail["Message-ID"] for mail in box.mails).values()) == {1}
    assert len(box.taken) == sum(taken) == len([row for row in rows if row["sent_at"]]) == len(rows)


async def test_a_claim_lasts_two_minutes_and_then_another_may(world: World) -> None:
    await posted(await ordered(world))
    mail = await claimed()
    assert 100 < (await row_of(mail))["rests"].total_seconds() <= 120
    assert await claim_mail() is None
    await make_due()
    assert (await claimed()).tries == mail.tries + 1


@pytest.mark.parametrize("verb", [mark_sent, lambda m: back_off(m, "no"), lambda m: refuse(m, "no"), hand_over])
async def test_who_lost_the_claim_changes_nothing(world: World, verb: object) -> None:
    await posted(await ordered(world))
    slow = await claimed()
    await make_due()
    quick = await claimed()
    await hand_over(quick)
    before = await row_of(quick)
    await verb(slow)  # type: ignore[operator]
    assert {**await row_of(quick), "rests": 0} == {**before, "rests": 0}


async def test_what_may_have_arrived_is_never_due(world: World) -> None:
    await posted(await ordered(world))
    mail = await claimed()
    assert await hand_over(mail) is True
    assert await hand_over(mail) is False
    await mark_unsure(mail, "cut off")
    await make_due()
    assert await claim_mail() is None


async def test_a_mail_is_written_with_its_fact_or_not_at_all(world: World) -> None:
    receipt = await ordered(world)
    await pool.execute("DELETE FROM mail")
    with contextlib.suppress(ZeroDivisionError):
        async with transaction() as connection:
            await write_mail(connection, receipt.performance_id, receipt.id, "late")
            raise ZeroDivisionError
    assert await claim_mail() is None


@pytest.mark.parametrize(("tries", "seconds"), [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (5000, 3600)])
def test_the_rest_doubles_to_an_hour(tries: int, seconds: int) -> None:
    rests = {rest(tries) for _ in range(50)}
    assert len(rests) > 1
    assert all(0.8 * seconds <= one <= 1.2 * seconds for one in rests)
