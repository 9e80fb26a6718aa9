"""What the house remembers, as columns and enums; no rules. The constraints are in db/migrations/sql."""

from db.tables.events import Event, Fee, Performance, Price, PriceLevel, TicketType
from db.tables.money import Inbox, Mail, Payment, Refund
from db.tables.places import Organizer, PlanSeat, SeatingPlan, Venue
from db.tables.sales import Allocation, Hold, Order, OrderLine, Scan, Seat, Ticket

__all__ = [
    "Allocation", "Event", "Fee", "Hold", "Inbox", "Mail", "Order", "OrderLine", "Organizer", "Payment", "Performance",
    "PlanSeat", "Price", "PriceLevel", "Refund", "Scan", "Seat", "SeatingPlan", "Ticket", "TicketType", "Venue",
]  # fmt: skip
