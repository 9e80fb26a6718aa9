"""The built-in plans, by the names they have in commands and in the demonstration."""

from collections.abc import Callable, Mapping

from app.venues.builtin.arena import arena
from app.venues.builtin.rex import rex
from app.venues.builtin.stadium import stadium
from app.venues.plan import Plan

BUILTIN_PLANS: Mapping[str, Callable[[], Plan]] = {"rex": rex, "arena": arena, "stadium": stadium}
"""A theatre for 1,200 fans, an arena for 12,000 with standing areas and tables, a stadium for 59,000."""
