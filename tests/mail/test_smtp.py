"""SMTP step by step: at each step the server may refuse, or not answer."""

import pytest

from tests.chaos.processes import free_port
from tests.mail.fake_smtp import CUT_CONNECTION, FakeSmtp, run_fake_smtp
from tests.mail.mail_scenarios import CONTENT, MailState, claim_due_mail, make_due, send_due_mail, try_to_send

FATE = ("handed_at", "sent_at", "refused_at")
pytestmark = pytest.mark.usefixtures("due_mail")


def fate(row: MailState) -> str:
    """Name the dates that are set."""
    return " ".join(name for name in FATE if getattr(row, name))


async def test_what_is_taken_is_sent_and_never_due_again() -> None:
    async with run_fake_smtp(FakeSmtp()) as box:
        row = await send_due_mail(box)
    assert (fate(row), row.trouble) == ("handed_at sent_at", "")
    assert (box.envelopes[0].mail_from, box.envelopes[0].rcpt_tos) == ("tickets@example.org", ["ana@example.org"])
    assert box.text().splitlines() == CONTENT.text.splitlines()  # also its line with one dot


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA", "BODY"])
async def test_not_now_is_tried_again_later(step: str) -> None:
    async with run_fake_smtp(FakeSmtp(**{step: "451 4.7.1 try later, <ana@example.org>"})) as box:
        row = await send_due_mail(box)
        assert fate(row) == ""
        assert 20 < row.pause.total_seconds() < 40
        box.answers.clear()
        await make_due()
        assert fate(await send_due_mail(box)) == "handed_at sent_at"
    assert len(box.bodies) == 1


async def test_the_trouble_is_one_line_without_the_address() -> None:
    async with run_fake_smtp(FakeSmtp(RCPT="450-4.2.0 <ana@example.org>\r\n450 greylisted")) as box:
        row = await send_due_mail(box)
    assert row.trouble == "450 4.2.0 <a***@example.org> greylisted"


@pytest.mark.parametrize("step", ["RCPT", "DATA", "BODY"])
async def test_a_recipient_who_is_refused_for_ever_is_not_tried_again(step: str) -> None:
    async with run_fake_smtp(FakeSmtp(**{step: "550 5.1.1 nobody of that name"})) as box:
        row = await send_due_mail(box)
    assert (fate(row), row.trouble) == ("refused_at", "550 5.1.1 nobody of that name")


@pytest.mark.parametrize("step", ["EHLO", "MAIL"])
async def test_a_house_that_is_refused_tries_again(step: str) -> None:
    async with run_fake_smtp(FakeSmtp(**{step: "550 who are you"})) as box:
        row = await send_due_mail(box)
    assert (fate(row), "who are you" in row.trouble) == ("", True)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
async def test_a_connection_cut_before_the_body_is_tried_again(step: str) -> None:
    async with run_fake_smtp(FakeSmtp(**{step: CUT_CONNECTION})) as box:
        row = await send_due_mail(box)
    assert (fate(row), row.trouble != "") == ("", True)


async def test_a_connection_cut_after_the_body_is_never_tried_again() -> None:
    async with run_fake_smtp(FakeSmtp(BODY=CUT_CONNECTION)) as box:
        row = await send_due_mail(box)
    assert (fate(row), row.trouble != "") == ("handed_at", True)
    await make_due()
    with pytest.raises(AssertionError):
        await claim_due_mail()


async def test_an_answer_that_means_nothing_after_the_body_is_no_yes() -> None:
    async with run_fake_smtp(FakeSmtp(BODY="354 what else")) as box:
        assert fate(await send_due_mail(box)) == "handed_at"


async def test_nobody_there_is_tried_again() -> None:
    row = await send_due_mail(f"smtp://127.0.0.1:{free_port()}")
    assert (fate(row), "onnect" in row.trouble) == ("", True)


async def test_who_was_slower_than_the_claim_sends_nothing() -> None:
    slow = await claim_due_mail()
    await make_due()
    quick = await claim_due_mail()
    async with run_fake_smtp(FakeSmtp()) as box:
        assert fate(await try_to_send(slow, box)) == ""
        assert box.bodies == []
        assert fate(await try_to_send(quick, box)) == "handed_at sent_at"
    assert len(box.bodies) == 1
