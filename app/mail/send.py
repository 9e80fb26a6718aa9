"""One mail on its way: sent at most once, and at least once unless somebody died in between."""

import asyncio

from app.crash_points import crash_point
from app.mail.content import MailContent
from app.mail.headers import InvalidAddress, Mailbox
from app.mail.mime import compose
from app.mail.queue import ClaimedMail, mark_refused, mark_sending, mark_sent, mark_unknown, schedule_retry
from app.mail.smtp import DeliveryUnknown, MailRejected, SmtpConnection
from db.pool import DATABASE_ERRORS
from realtime.logs import log

RETRY_PAUSES = (0.2, 1.0, 4.0, 15.0)


async def send_claimed_mail(
    connection: SmtpConnection, mail: ClaimedMail, content: MailContent, sender: Mailbox
) -> None:
    """Sends a claimed mail from the house, and writes down what became of it.

    That the body may have gone out is committed before it does: whoever dies after that leaves a row that is never
    sent again by itself; whoever dies before leaves one that the next worker sends."""
    try:
        message = compose(content, mail, sender)
        await connection.send_envelope(message)
        crash_point("mail.before_data")
        if not await mark_sending(mail):
            await connection.close()
            return
        await connection.send_body(message)
    except InvalidAddress as problem:
        await mark_refused(mail, str(problem))
    except MailRejected as no:
        await (mark_refused if no.permanent else schedule_retry)(mail, str(no))
        log.info("mail_not_taken", **log_fields(mail), for_ever=no.permanent, why=str(no))
    except DeliveryUnknown as problem:
        await mark_unknown(mail, str(problem))
        log.warning("mail_unsure", **log_fields(mail), why=str(problem))
    else:
        crash_point("mail.after_data")
        await _remember(mail)
        log.info("mail_sent", **log_fields(mail))


async def _remember(mail: ClaimedMail) -> None:
    """It was taken: a database that restarts just now must not make a doubt of that."""
    for seconds in RETRY_PAUSES:
        try:
            return await mark_sent(mail)
        except DATABASE_ERRORS:
            await asyncio.sleep(seconds)
    await mark_sent(mail)


def log_fields(mail: ClaimedMail) -> dict[str, int | str]:
    """For logs: which mail it is."""
    return {"mail": mail.id, "kind": mail.kind, "performance": mail.performance_id, "order": mail.order_id}
