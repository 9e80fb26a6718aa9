"""An order's file as a terminal shows it. Instants by the venue's clock, money as the house writes it."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from app.checkout.order_report import JournalRow, LineRow, MailRow, OrderReport, PaymentRow, RefundRow, TicketRow
from app.checkout.orders.search import FoundOrder
from app.events.pricing import money
from app.settings import settings

REFUND_STATES = {
    "wanted": "wanted, not sent yet", "pending": "on its way", "succeeded": "given back",
    "failed": "failed, nothing went back",
}  # fmt: skip
REFUND_REASONS = {
    "asked": "by staff",
    "late": "the money came when the seats had gone",
    "double": "it was paid already",
}


def order_summary(order: FoundOrder) -> str:
    """Reference, state, evening, seats, total, who."""
    seats = "1 seat" if order.seats == 1 else f"{order.seats} seats"
    return " · ".join(
        (order.reference, order.state, order.performance_text, f"performance {order.performance_id}", seats,
         money(order.total, order.currency), f"{order.name} <{order.email}>")
    )  # fmt: skip


def report_lines(report: OrderReport) -> Iterator[str]:
    """Everything, section by section; what there is none of has no section."""
    told = _Words(report)
    yield from told.head()
    sections = {
        "Lines": [*map(told.line, report.lines), f"Total {told.cost(report.order.total)}"],
        "Payments": map(told.payment, report.payments),
        "Refunds": map(told.refund, report.refunds),
        "Tickets": map(told.ticket, report.tickets),
        "Mail": map(told.mail, report.mails),
        "Journal": map(told.fact, report.facts),
    }
    for title, lines in sections.items():
        if rows := list(lines):
            yield from ("", title, *(f"  {row}" for row in rows))


class _Words:
    """The words of one file."""

    def __init__(self, file: OrderReport) -> None:
        self.file, self.zone = file, ZoneInfo(file.order.time_zone)

    def at(self, instant: datetime | None) -> str:
        local = instant.astimezone(self.zone) if instant else None
        return f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S}" if local else "never"

    def cost(self, amount: int) -> str:
        return money(amount, self.file.order.currency)

    def head(self) -> Iterator[str]:
        found = self.file.order
        yield f"{found.reference} · {found.state} · order {found.id} of performance {found.performance_id}"
        yield f"{found.performance_text}, {self.file.venue}"
        yield f"{found.name} <{found.email}>"
        yield f"{settings().aisle_site_url.rstrip('/')}/orders/{found.performance_id}/{self.file.link}"
        yield " · ".join(f"{name} {self.at(instant)}" for name, instant in self.file.instants.items())
        if self.file.error_text:
            yield f"Trouble: {self.file.error_text}"

    def line(self, line: LineRow) -> str:
        what = f"{line.label}, {line.ticket_type}" if line.ticket_type else line.label
        words = f"{what} × {line.quantity}" if line.quantity > 1 else what
        ends = " (part of the total, not added)" if line.included else ""
        back = f", refund {line.refund}" if line.refund else ""
        return f"{words} {self.cost(line.amount)}{ends}{back}"

    def payment(self, paid: PaymentRow) -> str:
        since = f"since {self.at(paid.settled_at or paid.created_at)}"
        bank = f', the bank says "{paid.provider_status}"' if paid.provider_status else ""
        return f"{self.cost(paid.amount)} {paid.state} {since}, {paid.intent or 'never at the bank'}{bank}"

    def refund(self, back: RefundRow) -> str:
        since = self.at(back.settled_at or back.created_at)
        voided = f", tickets void since {self.at(back.voided_at)}" if back.voided_at and back.reason == "asked" else ""
        number = f", {back.provider_id}" if back.provider_id else ""
        why = f": {back.error_text}" if back.error_text else ""
        cost = self.cost(back.amount) if back.amount else "nothing to pay,"
        what = f"{cost} {REFUND_STATES[back.state]} ({REFUND_REASONS[back.reason]})"
        return f"{back.id}: {what} since {since}{number}{voided}{why}"

    def ticket(self, ticket: TicketRow) -> str:
        state = f"void since {self.at(ticket.voided_at)}" if ticket.state == "void" else ticket.state
        came = f", admitted {self.at(ticket.admitted_at)} at {ticket.gate}" if ticket.admitted_at else ""
        return f"{ticket.serial} · {ticket.place} · {ticket.type_name} · {state}{came}"

    def mail(self, mail: MailRow) -> str:
        return f"{mail.id}: {mail.kind}, {self.fate(mail)}"

    def fate(self, mail: MailRow) -> str:
        why = f": {mail.error_text}" if mail.error_text else ""
        if mail.sent_at:
            return f"sent {self.at(mail.sent_at)}"
        if mail.refused_at:
            return f"refused {self.at(mail.refused_at)}{why}"
        if mail.handed_at:
            return f"may have arrived {self.at(mail.handed_at)}{why}"
        return f"waiting since {self.at(mail.created_at)}, tries: {mail.tries}{why}"

    def fact(self, told: JournalRow) -> str:
        actor = "the fan" if told.actor.startswith("person:") else told.actor
        return f"{self.at(told.at)} {told.topic} {told.payload} by {actor}"
