"""Fixtures for the tests of a built-in plan; each test file defines its own `plan`."""

from collections import defaultdict

import pytest

from app.venues.plan import Plan
from tests.venues.outlines import Sections


@pytest.fixture(scope="module")
def sections(plan: Plan) -> Sections:
    """Return the seats of each section, in order."""
    found: Sections = defaultdict(list)
    for seat in plan.seats:
        found[seat.section].append(seat)
    return found
