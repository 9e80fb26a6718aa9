"""Takes an item off the list of what needs a person, because a person has seen it."""

from app.checkout.errors import CannotSettle
from app.checkout.settlement.needs_attention import KINDS, get_attention_items
from app.errors import NotFound
from app.language.messages import message
from app.text_input import clean_reason
from db.journal import AttentionAcknowledged, record
from db.transaction import transaction
from realtime.logs import log

# two at once: the one that has seen more counts
SAVE = """
    INSERT INTO acknowledgement AS a (handle, seen_until, why, actor) VALUES ($1, $2, $3, $4)
    ON CONFLICT (handle) DO UPDATE SET seen_until = $2, at = now(), why = $3, actor = $4 WHERE a.seen_until < $2
"""


async def acknowledge(handle: str, why: str, *, actor: str) -> str:
    """Take the item off the list until something newer happens to it, such as another event about its refund. Returns a
    sentence for staff.

    Raises BadInput without a reason, NotFound for what is not on the list, or CannotSettle for money that is owed and
    what is not settled yet."""
    words = clean_reason(why, message("Say why."))
    item = next((item for item in await get_attention_items() if item.handle == handle), None)
    if item is None:
        raise NotFound(message("{handle} is not on the list: aisle payments stuck shows it.", handle=handle))
    if must_end := KINDS[item.kind].must_end:
        raise CannotSettle(must_end)
    async with transaction() as connection:
        await connection.execute(SAVE, handle, item.newest, words, actor)
        fact = AttentionAcknowledged(handle, item.order_id)
        await record(connection, item.performance_id or None, fact, actor=actor)
    log.info("acknowledged", handle=handle, kind=item.kind, actor=actor)
    return f"{handle} is off the list until something newer happens to it."
