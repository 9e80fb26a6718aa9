"""`aisle seats`: every command about seats."""

from app.history.commands import history
from app.seating.seat_commands import seats

__all__ = ["seats"]

seats.add_command(history)
