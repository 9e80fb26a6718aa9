"""The worker that sends mail: normally, after it was killed at critical moments, and where nothing may be sent."""

import asyncio
from collections.abc import Iterator

import pytest

from app.checkout import order_mail
from app.dev.postgres import Postgres
from app.settings import settings
from db import pool
from tests.chaos.processes import STARTS, running
from tests.checkout.scenarios import make_pending, order_free_seats
from tests.eventually import eventually
from tests.mail.fake_smtp import FakeSmtp, run_fake_smtp
from tests.mail.mail_scenarios import make_due, write_due_mail, write_more_mail
from tests.world import World
from workers.mail import new_connection, send_due, send_mail

ONE = "SELECT * FROM mail"


@pytest.fixture(autouse=True)
def own_settings() -> Iterator[None]:
    """Clear the cached settings after each test."""
    yield
    settings.cache_clear()


def point_at(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("AISLE_SMTP_URL", url)
    settings.cache_clear()


async def is_sent() -> bool:
    return await pool.fetch_value("SELECT count(*) FROM mail WHERE sent_at IS NOT NULL") == 1


async def test_an_order_is_confirmed_by_mail_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = await order_free_seats(world)
    async with run_fake_smtp(FakeSmtp()) as box:
        point_at(monkeypatch, box.url)
        stop = asyncio.Event()
        working = asyncio.create_task(send_mail(stop))
        await eventually(is_sent)
        stop.set()
        await working
    (mail,) = box.mails
    assert (mail["To"].addresses[0].addr_spec, mail["From"].addresses[0].addr_spec) == (
        "ana@example.org",
        "tickets@localhost",
    )
    assert receipt.reference in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]


async def test_one_connection_carries_several_mails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = await order_free_seats(world)
    await write_more_mail(receipt, 4)
    async with run_fake_smtp(FakeSmtp()) as box:
        point_at(monkeypatch, box.url)
        assert await send_due(new_connection(), asyncio.Event()) == len(box.bodies) >= 4
    assert box.connections == 1


async def test_a_worker_told_to_stop_waits_for_the_answer_to_the_body(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_due_mail(await order_free_seats(world))
    async with run_fake_smtp(FakeSmtp()) as box:
        point_at(monkeypatch, box.url)
        box.may_answer.clear()
        stop = asyncio.Event()
        working = asyncio.create_task(send_mail(stop))
        await eventually(box.body_received.is_set)
        stop.set()
        box.may_answer.set()
        await working
    assert await is_sent()


async def test_a_database_that_restarts_meanwhile_leaves_no_doubt(
    world: World, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_due_mail(await order_free_seats(world))
    async with run_fake_smtp(FakeSmtp()) as box:
        point_at(monkeypatch, box.url)
        box.may_answer.clear()
        working = asyncio.create_task(send_due(new_connection(), asyncio.Event()))
        await eventually(box.body_received.is_set)
        postgres.halt()
        box.may_answer.set()
        await asyncio.wait([working], timeout=0.1)  # the mail is sent, but that cannot be stored
        postgres.start()
        await working
    assert await is_sent()


async def test_without_a_mail_server_mail_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await write_due_mail(await order_free_seats(world))
    point_at(monkeypatch, "")
    stop = asyncio.Event()
    working = asyncio.create_task(send_mail(stop))
    done, _ = await asyncio.wait([working], timeout=0.05)
    stop.set()
    await working
    assert (done, await pool.fetch_value("SELECT tries FROM mail")) == (set(), 0)


async def test_a_mail_with_nothing_to_say_is_put_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = await order_free_seats(world)
    await write_due_mail(receipt)
    await make_pending(receipt)
    async with run_fake_smtp(FakeSmtp()) as box:
        point_at(monkeypatch, box.url)
        await send_due(new_connection(), asyncio.Event())
    row = await pool.fetch_row(ONE)
    assert row is not None
    assert (box.bodies, row["refused_at"] is not None, "pending" in row["trouble"]) == ([], True, True)


async def test_a_mistake_of_ours_holds_up_nobody_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = await order_free_seats(world)
    await write_due_mail(receipt)
    await pool.execute("UPDATE mail SET kind = 'late', try_at = now() - interval '1 minute'")
    await write_more_mail(receipt)
    monkeypatch.setitem(order_mail.WRITERS, "late", None)  # type: ignore[arg-type]
    async with run_fake_smtp(FakeSmtp()) as box:
        point_at(monkeypatch, box.url)
        assert await send_due(new_connection(), asyncio.Event()) == 2
    late = await pool.fetch_row(f"{ONE} WHERE kind = 'late'")
    assert late is not None
    assert (len(box.bodies), late["trouble"], late["refused_at"]) == (1, "could not be written: TypeError", None)


async def test_an_address_in_another_script_goes_where_it_is_understood(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_due_mail(await order_free_seats(world))
    await pool.execute("""UPDATE "order" SET email = 'анна@example.org', name = 'Анна Фёдорова'""")
    async with run_fake_smtp(FakeSmtp(), utf8=True) as box:
        point_at(monkeypatch, box.url)
        await send_due(new_connection(), asyncio.Event())
    assert box.envelopes[0].rcpt_tos == ["анна@example.org"]
    assert "SMTPUTF8" in box.envelopes[0].mail_options
    assert box.text().startswith("You're going, Анна")


async def test_and_is_refused_in_words_where_it_is_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await write_due_mail(await order_free_seats(world))
    await pool.execute("""UPDATE "order" SET email = 'анна@example.org'""")
    async with run_fake_smtp(FakeSmtp()) as box:
        point_at(monkeypatch, box.url)
        await send_due(new_connection(), asyncio.Event())
    row = await pool.fetch_row(ONE)
    assert row is not None
    assert (box.bodies, row["refused_at"] is not None, "SMTPUTF8" in row["trouble"]) == ([], True, True)


@pytest.mark.slow
async def test_killed_before_the_body_the_next_worker_sends_it(
    world: World, server_environment: dict[str, str]
) -> None:
    await write_due_mail(await order_free_seats(world))
    async with run_fake_smtp(FakeSmtp()) as box:
        await _killed_at("mail.before_data", server_environment, box)
        assert (box.bodies, await pool.fetch_value("SELECT handed_at FROM mail")) == ([], None)
        await make_due()  # as two minutes later
        await _worked(server_environment, box)
    assert len(box.bodies) == 1


@pytest.mark.slow
async def test_killed_after_the_body_it_is_never_sent_again(world: World, server_environment: dict[str, str]) -> None:
    await write_due_mail(await order_free_seats(world))
    async with run_fake_smtp(FakeSmtp()) as box:
        await _killed_at("mail.after_data", server_environment, box)
        row = await pool.fetch_row(ONE)
        assert row is not None
        assert (len(box.bodies), row["handed_at"] is not None, row["sent_at"]) == (1, True, None)
        await make_due()
        await posted_another()
        await _worked(server_environment, box)  # sends the other mail, not this one
    assert len({mail["Message-ID"] for mail in box.mails}) == len(box.bodies) == 2


@pytest.mark.slow
async def test_a_worker_killed_while_the_server_thinks_does_not_send_twice(
    world: World, server_environment: dict[str, str]
) -> None:
    await write_due_mail(await order_free_seats(world))
    async with run_fake_smtp(FakeSmtp()) as box:
        box.may_answer.clear()
        with running("tests.workers.mail_process", server_environment, AISLE_SMTP_URL=box.url):
            await eventually(box.body_received.is_set, STARTS)
        box.may_answer.set()
        await make_due()
        await posted_another()
        await _worked(server_environment, box)
    assert len({mail["Message-ID"] for mail in box.mails}) == len(box.bodies) == 2


async def posted_another() -> None:
    """Add a second mail of the same order, due now."""
    await pool.execute(
        "INSERT INTO mail (performance_id, order_id, kind) SELECT performance_id, order_id, kind FROM mail LIMIT 1"
    )


async def _killed_at(place: str, environment: dict[str, str], box: FakeSmtp) -> None:
    with running("tests.workers.mail_process", environment, AISLE_SMTP_URL=box.url, AISLE_CRASH_AT=place) as dying:
        await eventually(lambda: dying.ended == -9, STARTS)


async def _worked(environment: dict[str, str], box: FakeSmtp) -> None:
    """Run another worker until it has sent the mails that are due."""
    with running("tests.workers.mail_process", environment, AISLE_SMTP_URL=box.url):
        await eventually(is_sent, STARTS)
