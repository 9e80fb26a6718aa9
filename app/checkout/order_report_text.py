"""The report of an order as text for a terminal. Instants are in the venue's time zone."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from app.checkout.order_report import (
    DisputeRow,
    LineRow,
    MailRow,
    OrderReport,
    PaymentRow,
    RefundRow,
    TicketRow,
)
from app.checkout.orders.search import FoundOrder
from app.history.text import history_lines, local_time
from app.language.translator import english
from app.settings import settings

REFUND_STATES = {
    "wanted": "wanted, not sent yet",
    "pending": "on its way",
    "succeeded": "given back",
    "failed": "failed, nothing went back",
    "by_hand": "given back in another way",
    "canceled": "canceled, nothing went back",
}
REFUND_REASONS = {
    "asked": "by staff",
    "late": "the money came when the seats had gone",
    "double": "it was paid already",
    "elsewhere": "made at the payment company itself",
}


def order_summary(order: FoundOrder) -> str:
    """Return one line: reference, state, performance, seats, total, name and address."""
    seats = "1 seat" if order.seats == 1 else f"{order.seats} seats"
    performance = f"{order.performance_text} · performance {order.performance_id}"
    total = english.money(order.total, order.currency)
    return f"{order.reference} · {order.state} · {performance} · {seats} · {total} · {order.name} <{order.email}>"


def report_lines(report: OrderReport) -> Iterator[str]:
    """Yield the lines of the report, section by section; empty sections are left out."""
    text = _ReportText(report)
    yield from text.head()
    sections = {
        "Lines": [*map(text.line, report.lines), f"Total {text.cost(report.order.total)}"],
        "Payments": map(text.payment, report.payments),
        "Refunds": map(text.refund, report.refunds),
        "Disputes": map(text.dispute, report.disputes),
        "Tickets": map(text.ticket, report.tickets),
        "Mail": map(text.mail, report.mails),
        "Journal": history_lines(report.history, text.zone, fan="the fan"),
    }
    for title, lines in sections.items():
        if rows := list(lines):
            yield from ("", title, *(f"  {row}" for row in rows))


class _ReportText:
    """Formats the rows of one report."""

    def __init__(self, report: OrderReport) -> None:
        self.report, self.zone = report, ZoneInfo(report.order.time_zone)

    def at(self, instant: datetime | None) -> str:
        return local_time(instant, self.zone) if instant else "never"

    def cost(self, amount: int) -> str:
        return english.money(amount, self.report.order.currency)

    def head(self) -> Iterator[str]:
        order = self.report.order
        yield f"{order.reference} · {order.state} · order {order.id} of performance {order.performance_id}"
        yield f"{order.performance_text}, {self.report.venue}"
        yield f"{order.name} <{order.email}>"
        yield f"{settings().aisle_site_url.rstrip('/')}/orders/{order.performance_id}/{self.report.link}"
        yield " · ".join(f"{name} {self.at(instant)}" for name, instant in self.report.instants.items())
        if self.report.error_text:
            yield f"Trouble: {self.report.error_text}"

    def line(self, line: LineRow) -> str:
        what = f"{line.label}, {line.ticket_type}" if line.ticket_type else line.label
        words = f"{what} × {line.quantity}" if line.quantity > 1 else what
        ends = " (part of the total, not added)" if line.included else ""
        back = f", refund {line.refund}" if line.refund else ""
        return f"{words} {self.cost(line.amount)}{ends}{back}"

    def payment(self, payment: PaymentRow) -> str:
        since = f"since {self.at(payment.settled_at or payment.created_at)}"
        status = f', the bank says "{payment.provider_status}"' if payment.provider_status else ""
        refused = f", refused: {payment.error_text}" if payment.error_text else ""
        intent = payment.intent or "never at the bank"
        return f"{self.cost(payment.amount)} {payment.state} {since}, {intent}{status}{refused}"

    def dispute(self, dispute: DisputeRow) -> str:
        due = f", to be answered by {self.at(dispute.due_by)}" if dispute.due_by else ""
        amount, since = self.cost(dispute.amount), self.at(dispute.changed_at)
        return f"{dispute.id}: {amount}, {dispute.reason}, {dispute.status} since {since}{due}"

    def refund(self, refund: RefundRow) -> str:
        since = self.at(refund.settled_at or refund.created_at)
        voided = f", tickets void since {self.at(refund.voided_at)}" if refund.voided_at and refund.has_seats else ""
        number = f", {refund.provider_id}" if refund.provider_id else ""
        words = refund.how or refund.error_text
        why = f": {words}" if words else ""
        cost = self.cost(refund.amount) if refund.amount else "nothing to pay,"
        what = f"{cost} {REFUND_STATES[refund.state]} ({REFUND_REASONS[refund.reason]})"
        return f"{refund.id}: {what} since {since}{number}{voided}{why}"

    def ticket(self, ticket: TicketRow) -> str:
        why = f": {ticket.void_reason}" if ticket.void_reason else ""
        state = f"void since {self.at(ticket.voided_at)}{why}" if ticket.state == "void" else ticket.state
        by = " by a supervisor" if ticket.overridden else ""
        came = f", admitted{by} {self.at(ticket.admitted_at)} at {ticket.gate}" if ticket.admitted_at else ""
        return f"{ticket.serial} · {english.say(ticket.place)} · {ticket.type_name} · {state}{came}"

    def mail(self, mail: MailRow) -> str:
        return f"{mail.id}: {mail.kind}, {self.mail_state(mail)}"

    def mail_state(self, mail: MailRow) -> str:
        why = f": {mail.error_text}" if mail.error_text else ""
        if mail.sent_at:
            return f"sent {self.at(mail.sent_at)}"
        if mail.refused_at:
            return f"refused {self.at(mail.refused_at)}{why}"
        if mail.handed_at:
            return f"may have arrived {self.at(mail.handed_at)}{why}"
        return f"waiting since {self.at(mail.created_at)}, tries: {mail.tries}{why}"
