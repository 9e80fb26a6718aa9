"""The subjects, headings and first sentences of mails about orders. The name is "" for one that is not greeted."""

from app.events.catalog import Performance
from app.language.messages import Message, Money, message


def confirmation_subject(performance: Performance) -> Message:
    """Return the subject of a confirmation."""
    if performance.state == "cancelled":
        return message("Cancelled: {title}", title=performance.title)
    return message("Your tickets for {title}", title=performance.title)


def confirmation_heading(performance: Performance, name: str) -> Message:
    """Return the heading of a confirmation."""
    if performance.state == "cancelled":
        return message("Cancelled, {name}", name=name) if name else message("Cancelled")
    return message("You're going, {name}", name=name) if name else message("You're going")


def refund_subject(performance: Performance, amount: int) -> Message:
    """Return the subject of the mail about a refund. `amount` in minor units."""
    if amount:
        return message("Your refund for {title}", title=performance.title)
    return message("Your tickets for {title} are void", title=performance.title)


def refund_heading(back: Money, name: str) -> Message:
    """Return the heading of the mail about a refund."""
    if back.amount:
        return (
            message("{amount} goes back to you, {name}", amount=back, name=name)
            if name
            else message("{amount} goes back to you", amount=back)
        )
    return message("Your seats are given back, {name}", name=name) if name else message("Your seats are given back")


def late_subject(performance: Performance) -> Message:
    """Return the subject of the mail about a payment that came too late."""
    if performance.state == "cancelled":
        return message("Your payment came when the performance was cancelled: {title}", title=performance.title)
    return message("Your payment came after your seats had gone: {title}", title=performance.title)


def late_opening(performance: Performance, name: str) -> Message:
    """Return the first sentences of the mail about a payment that came too late."""
    if performance.state == "cancelled":
        return (
            message("{name}, this performance was cancelled before your payment arrived. We are sorry.", name=name)
            if name
            else message("Hello, this performance was cancelled before your payment arrived. We are sorry.")
        )
    return (
        message(
            "{name}, your seats were kept for you until your time was over. Then they went back on sale, and when your"
            " payment arrived they could not be given to you any more. We are sorry.",
            name=name,
        )
        if name
        else message(
            "Hello, your seats were kept for you until your time was over. Then they went back on sale, and when your"
            " payment arrived they could not be given to you any more. We are sorry."
        )
    )
