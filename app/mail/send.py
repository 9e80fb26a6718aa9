"""Sends one claimed mail: at most once, and exactly once unless a process or connection dies in between."""

import asyncio

from app.crash_points import crash_point
from app.mail.content import MailContent
from app.mail.headers import InvalidAddress, Mailbox
from app.mail.mime import compose_message
from app.mail.queue import ClaimedMail, mark_refused, mark_sending, mark_sent, mark_unknown, schedule_retry
from app.mail.smtp import DeliveryUnknown, MailRejected, SmtpConnection
from db.pool import DATABASE_ERRORS
from realtime.logs import log

RETRY_PAUSES = (0.2, 1.0, 4.0, 15.0)


async def send_claimed_mail(
    connection: SmtpConnection, mail: ClaimedMail, content: MailContent, sender: Mailbox
) -> None:
    """Send a claimed mail, and store the result in its row.

    That the body may have been sent is committed before it is: a worker that dies after that leaves a row that is never
    sent again by itself; one that dies before leaves a row that the next worker sends."""
    try:
        message = compose_message(content, mail, sender)
        await connection.send_envelope(message)
        crash_point("mail.before_data")
        if not await mark_sending(mail):
            await connection.close()
            return
        await connection.send_body(message)
    except InvalidAddress as error:
        await mark_refused(mail, str(error))
    except MailRejected as error:
        await (mark_refused if error.permanent else schedule_retry)(mail, str(error))
        log.info("mail_not_taken", **log_fields(mail), for_ever=error.permanent, why=str(error))
    except DeliveryUnknown as error:
        await mark_unknown(mail, str(error))
        log.warning("mail_unsure", **log_fields(mail), why=str(error))
    else:
        crash_point("mail.after_data")
        await _store_as_sent(mail)
        log.info("mail_sent", **log_fields(mail))


async def _store_as_sent(mail: ClaimedMail) -> None:
    """Mark as sent, with retries: a database that restarts just now must not lose that the mail was accepted."""
    for seconds in RETRY_PAUSES:
        try:
            return await mark_sent(mail)
        except DATABASE_ERRORS:
            await asyncio.sleep(seconds)
    await mark_sent(mail)


def log_fields(mail: ClaimedMail) -> dict[str, int | str]:
    """Return the fields that identify the mail in logs."""
    return {"mail": mail.id, "kind": mail.kind, "performance": mail.performance_id, "order": mail.order_id}
