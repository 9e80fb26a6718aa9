"""The conversation with a mail server, step by step: at each of them somebody may say no, or nothing."""

import pytest
import pytest_asyncio

from tests.chaos.processes import free_port
from tests.checkout.ordering import ordered
from tests.mail.fake_smtp import CUT, Postbox, open_postbox
from tests.mail.mail_scenarios import LETTER, claimed, make_due, posted, sent_to, tried
from tests.world import World

FATE = ("handed_at", "sent_at", "refused_at")


@pytest_asyncio.fixture(autouse=True)
async def due(world: World) -> None:
    """Ana's confirmation is due."""
    await posted(await ordered(world))


def fate(row: dict[str, object]) -> str:
    """Which of the dates are there."""
    return " ".join(name for name in FATE if row[name])


async def test_what_is_taken_is_sent_and_never_due_again() -> None:
    async with open_postbox(Postbox()) as box:
        row = await sent_to(box)
    assert (fate(row), row["trouble"]) == ("handed_at sent_at", "")
    assert (box.envelopes[0].mail_from, box.envelopes[0].rcpt_tos) == ("tickets@example.org", ["ana@example.org"])
    assert box.text().splitlines() == LETTER.text.splitlines()  # also its line with one dot


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA", "BODY"])
async def test_not_now_is_tried_again_later(step: str) -> None:
    async with open_postbox(Postbox(**{step: "451 4.7.1 try later, <ana@example.org>"})) as box:
        row = await sent_to(box)
        assert fate(row) == ""
        assert 20 < row["rests"].total_seconds() < 40
        box.answers.clear()
        await make_due()
        assert fate(await sent_to(box)) == "handed_at sent_at"
    assert len(box.taken) == 1


async def test_the_trouble_is_one_line_without_the_address() -> None:
    async with open_postbox(Postbox(RCPT="450-4.2.0 <ana@example.org>\r\n450 greylisted")) as box:
        row = await sent_to(box)
    assert row["trouble"] == "450 4.2.0 <a***@example.org> greylisted"


@pytest.mark.parametrize("step", ["RCPT", "DATA", "BODY"])
async def test_a_recipient_who_is_refused_for_ever_is_not_tried_again(step: str) -> None:
    async with open_postbox(Postbox(**{step: "550 5.1.1 nobody of that name"})) as box:
        row = await sent_to(box)
    assert (fate(row), row["trouble"]) == ("refused_at", "550 5.1.1 nobody of that name")


@pytest.mark.parametrize("step", ["EHLO", "MAIL"])
async def test_a_house_that_is_refused_tries_again(step: str) -> None:
    async with open_postbox(Postbox(**{step: "550 who are you"})) as box:
        row = await sent_to(box)
    assert (fate(row), "who are you" in row["trouble"]) == ("", True)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
async def test_a_connection_cut_before_the_body_is_tried_again(step: str) -> None:
    async with open_postbox(Postbox(**{step: CUT})) as box:
        row = await sent_to(box)
    assert (fate(row), row["trouble"] != "") == ("", True)


async def test_a_connection_cut_after_the_body_is_never_tried_again() -> None:
    async with open_postbox(Postbox(BODY=CUT)) as box:
        row = await sent_to(box)
    assert (fate(row), row["trouble"] != "") == ("handed_at", True)
    await make_due()
    with pytest.raises(AssertionError):
        await claimed()


async def test_an_answer_that_means_nothing_after_the_body_is_no_yes() -> None:
    async with open_postbox(Postbox(BODY="354 what else")) as box:
        assert fate(await sent_to(box)) == "handed_at"


async def test_nobody_there_is_tried_again() -> None:
    row = await sent_to(f"smtp://127.0.0.1:{free_port()}")
    assert (fate(row), "onnect" in row["trouble"]) == ("", True)


async def test_who_was_slower_than_the_claim_sends_nothing() -> None:
    slow = await claimed()
    await make_due()
    quick = await claimed()
    async with open_postbox(Postbox()) as box:
        assert fate(await tried(slow, box)) == ""
        assert box.taken == []
        assert fate(await tried(quick, box)) == "handed_at sent_at"
    assert len(box.taken) == 1
