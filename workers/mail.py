"""Sends mail: claims row by row, builds the content from the current rows, and retries. A mail that may have arrived is
never sent again."""

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
    """Send due mail every second until `stop`, over four connections: a slow server delays only one of them."""
    if not settings().aisle_smtp_url:
        log.info("mail_waits", why="AISLE_SMTP_URL is empty")
        await stop.wait()
        return
    await asyncio.gather(*(_keep_sending(new_connection(), stop) for _ in range(MAX_CONCURRENT)))


def new_connection() -> SmtpConnection:
    """Make a connection to the server of the settings. Raises SettingsError."""
    return SmtpConnection(parse_server_url(settings().aisle_smtp_url), ehlo_name(settings().aisle_site_url))


async def _keep_sending(connection: SmtpConnection, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await send_due(connection, stop)
        except Exception as error:  # the other connections go on: a mail that is being sent must not be interrupted
            log.warning("loop_failed", loop="send_mail", problem=repr(error))
        try:
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
        except TimeoutError:
            continue


async def send_due(connection: SmtpConnection, stop: asyncio.Event) -> int:
    """Send all due mail, one after the other over one connection. Returns how many it claimed."""
    count, sender = 0, parse_sender(settings().aisle_mail_from)
    try:
        while not stop.is_set() and (mail := await claim_mail()):
            count += 1
            if content := await _build_content(mail):
                await send_claimed_mail(connection, mail, content, sender)
    finally:
        await connection.close()
    return count


async def _build_content(mail: ClaimedMail) -> MailContent | None:
    """Build the content; None when it would no longer be true, and after an unexpected error, which must not stop
    other mails."""
    try:
        return await build_order_mail(mail)
    except MailOutdated as error:
        await mark_refused(mail, str(error))
    except Exception as error:
        await schedule_retry(mail, f"could not be written: {type(error).__name__}")
        log.error("mail_not_written", **log_fields(mail), exc_info=error)
    return None
