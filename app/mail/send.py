"""One mail on its way: sent at most once, and at least once unless somebody died in between."""

import asyncio

from app.crash_points import crash_point
from app.logs import log
from app.mail.content import Letter
from app.mail.headers import Mailbox, NotAnAddress
from app.mail.mime import compose
from app.mail.queue import Claimed, back_off, hand_over, mark_sent, mark_unsure, refuse
from app.mail.smtp import Conversation, NotTaken, Unsure
from db.pool import DATABASE_ERRORS

RESTS = (0.2, 1.0, 4.0, 15.0)


async def send(conversation: Conversation, mail: Claimed, letter: Letter, house: Mailbox) -> None:
    """Sends a claimed mail from the house, and writes down what became of it.

    That the body may have gone out is committed before it does: whoever dies after that leaves a row that is never
    sent again by itself; whoever dies before leaves one that the next worker sends."""
    try:
        message = compose(letter, mail, house)
        await conversation.offer(message)
        crash_point("mail.before_data")
        if not await hand_over(mail):
            await conversation.hang_up()
            return
        await conversation.deliver(message)
    except NotAnAddress as problem:
        await refuse(mail, str(problem))
    except NotTaken as no:
        await (refuse if no.for_ever else back_off)(mail, str(no))
        log.info("mail_not_taken", **about(mail), for_ever=no.for_ever, why=str(no))
    except Unsure as problem:
        await mark_unsure(mail, str(problem))
        log.warning("mail_unsure", **about(mail), why=str(problem))
    else:
        crash_point("mail.after_data")
        await _remember(mail)
        log.info("mail_sent", **about(mail))


async def _remember(mail: Claimed) -> None:
    """It was taken: a database that restarts just now must not make a doubt of that."""
    for seconds in RESTS:
        try:
            return await mark_sent(mail)
        except DATABASE_ERRORS:
            await asyncio.sleep(seconds)
    await mark_sent(mail)


def about(mail: Claimed) -> dict[str, int | str]:
    """For logs: which mail it is."""
    return {"mail": mail.id, "kind": mail.kind, "performance": mail.performance_id, "order": mail.order_id}
