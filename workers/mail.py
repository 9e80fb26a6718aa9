"""Mail: claimed row by row, written from what is true now, sent, tried again; never twice what may have arrived."""

import asyncio

from app.checkout.order_mail import build_order_mail
from app.mail.content import MailContent, MailOutdated
from app.mail.headers import parse_sender
from app.mail.queue import ClaimedMail, claim_mail, mark_refused, schedule_retry
from app.mail.send import log_fields, send_claimed_mail
from app.mail.smtp import SmtpConnection
from app.mail.smtp_server import ehlo_name, parse_server_url
from app.settings import settings
from realtime.logs import log

MAX_CONCURRENT = 4
POLL_SECONDS = 1.0


async def send_mail(stop: asyncio.Event) -> None:
    """Looks every second until `stop`, over four lines: a slow answer on one delays nothing on the others."""
    if not settings().aisle_smtp_url:
        log.info("mail_waits", why="AISLE_SMTP_URL is empty")
        await stop.wait()
        return
    await asyncio.gather(*(_keep_sending(new_connection(), stop) for _ in range(MAX_CONCURRENT)))


def new_connection() -> SmtpConnection:
    """With the server of the settings. Raises SettingsError."""
    return SmtpConnection(parse_server_url(settings().aisle_smtp_url), ehlo_name(settings().aisle_site_url))


async def _keep_sending(line: SmtpConnection, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await send_due(line, stop)
        except Exception as problem:  # the others go on: a mail half sent must not be cut off
            log.warning("loop_failed", loop="send_mail", problem=repr(problem))
        try:
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
        except TimeoutError:
            continue


async def send_due(line: SmtpConnection, stop: asyncio.Event) -> int:
    """Sends what is due, one after the other over one connection, until nothing is. Returns how many it took up."""
    taken, house = 0, parse_sender(settings().aisle_mail_from)
    try:
        while not stop.is_set() and (mail := await claim_mail()):
            taken += 1
            letter = await _written(mail)
            if letter:
                await send_claimed_mail(line, mail, letter, house)
    finally:
        await line.close()
    return taken


async def _written(mail: ClaimedMail) -> MailContent | None:
    """The letter; None when it has nothing to say any more, and for a mistake of ours, which stops no other."""
    try:
        return await build_order_mail(mail)
    except MailOutdated as problem:
        await mark_refused(mail, str(problem))
    except Exception as problem:
        await schedule_retry(mail, f"could not be written: {type(problem).__name__}")
        log.error("mail_not_written", **log_fields(mail), exc_info=problem)
    return None
