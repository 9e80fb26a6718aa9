"""Fees and taxes for the tests of prices: examples, and strategies for any."""

from hypothesis import strategies as st

from app.events.pricing import Fee, PricedTicket, Tax

BOOKING = Fee("Booking fee", "per_ticket", 250)
POSTAGE = Fee("Handling", "per_order", 300)
CARD = Fee("Service, 2.5 %", "percent", 250)
VAT = Tax("VAT", 60_000, included=True)
SALES_TAX = Tax("Sales tax", 88_750, included=False)

amounts = st.integers(0, 10**9)
lines = st.lists(st.builds(PricedTicket, st.integers(0, 7), st.integers(0, 3), amounts), max_size=12)
fees = st.lists(
    st.one_of(
        st.builds(Fee, st.just("a"), st.sampled_from(["per_ticket", "per_order"]), amounts, st.booleans()),
        st.builds(Fee, st.just("b"), st.just("percent"), st.integers(0, 20_000), st.booleans()),
    ),
    max_size=5,
)
rates = st.integers(1, 1_000_000)
taxes = st.none() | st.builds(Tax, st.just("t"), rates, st.booleans())
included_taxes = st.builds(Tax, st.just("t"), rates, st.just(True))
steps = st.sampled_from([1, 10])


def in_steps(chosen: list[PricedTicket], charged: list[Fee], step: int) -> tuple[list[PricedTicket], list[Fee]]:
    """Return tickets and fees with amounts in whole steps: each amount times `step`, except percentages."""
    more = [PricedTicket(line.level, line.ticket_type, line.price * step) for line in chosen]
    scale = {"per_ticket": step, "per_order": step, "percent": 1}
    return more, [Fee(fee.name, fee.kind, fee.amount * scale[fee.kind], fee.absorbed) for fee in charged]
