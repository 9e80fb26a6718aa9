"""Mail: claimed row by row, written from what is true now, sent, tried again; never twice what may have arrived."""

import asyncio

from app.checkout.order_mail import letter_of
from app.logs import log
from app.mail.content import Letter, NothingToSay
from app.mail.headers import sender
from app.mail.queue import Claimed, back_off, claim_mail, refuse
from app.mail.send import about, send
from app.mail.smtp import Conversation
from app.mail.smtp_server import greeting, server_at
from app.settings import settings

AT_ONCE = 4
EVERY = 1.0


async def send_mail(stop: asyncio.Event) -> None:
    """Looks every second until `stop`, over four lines: a slow answer on one delays nothing on the others."""
    if not settings().aisle_smtp_url:
        log.info("mail_waits", why="AISLE_SMTP_URL is empty")
        await stop.wait()
        return
    await asyncio.gather(*(_keep_sending(conversation(), stop) for _ in range(AT_ONCE)))


def conversation() -> Conversation:
    """With the server of the settings. Raises SettingsError."""
    return Conversation(server_at(settings().aisle_smtp_url), greeting(settings().aisle_site_url))


async def _keep_sending(line: Conversation, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await send_due(line, stop)
        except Exception as problem:  # the others go on: a mail half sent must not be cut off
            log.warning("loop_failed", loop="send_mail", problem=repr(problem))
        try:
            await asyncio.wait_for(stop.wait(), EVERY)
        except TimeoutError:
            continue


async def send_due(line: Conversation, stop: asyncio.Event) -> int:
    """Sends what is due, one after the other over one connection, until nothing is. Returns how many it took up."""
    taken, house = 0, sender(settings().aisle_mail_from)
    try:
        while not stop.is_set() and (mail := await claim_mail()):
            taken += 1
            letter = await _written(mail)
            if letter:
                await send(line, mail, letter, house)
    finally:
        await line.hang_up()
    return taken


async def _written(mail: Claimed) -> Letter | None:
    """The letter; None when it has nothing to say any more, and for a mistake of ours, which stops no other."""
    try:
        return await letter_of(mail)
    except NothingToSay as problem:
        await refuse(mail, str(problem))
    except Exception as problem:
        await back_off(mail, f"could not be written: {type(problem).__name__}")
        log.error("mail_not_written", **about(mail), exc_info=problem)
    return None
