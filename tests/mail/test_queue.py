"""The queue of mail: with many workers, each mail is claimed and sent once."""

import asyncio
import contextlib
from collections import Counter

import pytest
from msgspec import structs

from app.mail.outbox import write_mail
from app.mail.queue import (
    backoff_seconds,
    claim_mail,
    mark_refused,
    mark_sending,
    mark_sent,
    mark_unknown,
    schedule_retry,
)
from app.mail.smtp import SmtpConnection
from app.mail.smtp_server import parse_server_url
from db import pool
from db.transaction import transaction
from tests.checkout.scenarios import order_free_seats
from tests.mail.fake_smtp import FakeSmtp, run_fake_smtp
from tests.mail.mail_scenarios import claim_due_mail, mail_state, make_due, write_due_mail, write_more_mail
from tests.world import World
from workers.mail import send_due


async def test_fifty_workers_claim_each_mail_once(world: World) -> None:
    receipt = await order_free_seats(world)
    await write_due_mail(receipt)
    await write_more_mail(receipt, 19)
    got = [mail for mail in await asyncio.gather(*(claim_mail() for _ in range(50))) if mail]
    assert len(got) == len({mail.id for mail in got}) == 20


async def test_fifty_workers_send_each_mail_once(world: World) -> None:
    receipt = await order_free_seats(world)
    await write_more_mail(receipt, 30)
    async with run_fake_smtp(FakeSmtp()) as box:
        lines = [SmtpConnection(parse_server_url(box.url)) for _ in range(50)]
        taken = await asyncio.gather(*(send_due(line, asyncio.Event()) for line in lines))
    rows = await pool.fetch("SELECT sent_at FROM mail")
    assert set(Counter(mail["Message-ID"] for mail in box.mails).values()) == {1}
    assert len(box.bodies) == sum(taken) == len([row for row in rows if row["sent_at"]]) == len(rows)


async def test_a_claim_lasts_two_minutes_and_then_another_may(world: World) -> None:
    await write_due_mail(await order_free_seats(world))
    mail = await claim_due_mail()
    assert 100 < (await mail_state(mail)).pause.total_seconds() <= 120
    assert await claim_mail() is None
    await make_due()
    assert (await claim_due_mail()).tries == mail.tries + 1


@pytest.mark.parametrize(
    "verb", [mark_sent, lambda m: schedule_retry(m, "no"), lambda m: mark_refused(m, "no"), mark_sending]
)
async def test_who_lost_the_claim_changes_nothing(world: World, verb: object) -> None:
    await write_due_mail(await order_free_seats(world))
    slow = await claim_due_mail()
    await make_due()
    quick = await claim_due_mail()
    await mark_sending(quick)
    before = await mail_state(quick)
    await verb(slow)  # type: ignore[operator]
    assert structs.replace(await mail_state(quick), pause=before.pause) == before


async def test_what_may_have_arrived_is_never_due(world: World) -> None:
    await write_due_mail(await order_free_seats(world))
    mail = await claim_due_mail()
    assert await mark_sending(mail) is True
    assert await mark_sending(mail) is False
    await mark_unknown(mail, "cut off")
    await make_due()
    assert await claim_mail() is None


async def test_a_mail_is_written_with_its_fact_or_not_at_all(world: World) -> None:
    receipt = await order_free_seats(world)
    await pool.execute("DELETE FROM mail")
    with contextlib.suppress(ZeroDivisionError):
        async with transaction() as connection:
            await write_mail(connection, receipt.performance_id, receipt.id, "late")
            raise ZeroDivisionError
    assert await claim_mail() is None


@pytest.mark.parametrize(("tries", "seconds"), [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (5000, 3600)])
def test_the_rest_doubles_to_an_hour(tries: int, seconds: int) -> None:
    rests = {backoff_seconds(tries) for _ in range(50)}
    assert len(rests) > 1
    assert all(0.8 * seconds <= one <= 1.2 * seconds for one in rests)
