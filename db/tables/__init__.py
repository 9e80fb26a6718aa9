"""The tables as columns and enums, without rules. The constraints are in db/migrations/sql."""

from db.tables.events import Event, Fee, Performance, Price, PriceLevel, TicketType
from db.tables.money import Acknowledgement, Dispute, Inbox, Mail, Payment, Refund
from db.tables.places import Organizer, PlanSeat, SeatingPlan, Venue
from db.tables.sales import Allocation, Hold, Order, OrderLine, Scan, Seat, Ticket
from db.tables.waiting import Admission, Draw, LetThrough, Place, QueueLog, WaitingRoom

__all__ = [
    "Acknowledgement",
    "Admission",
    "Allocation",
    "Dispute",
    "Draw",
    "Event",
    "Fee",
    "Hold",
    "Inbox",
    "LetThrough",
    "Mail",
    "Order",
    "OrderLine",
    "Organizer",
    "Payment",
    "Performance",
    "Place",
    "PlanSeat",
    "Price",
    "PriceLevel",
    "QueueLog",
    "Refund",
    "Scan",
    "Seat",
    "SeatingPlan",
    "Ticket",
    "TicketType",
    "Venue",
    "WaitingRoom",
]
