"""Validates drafts of performances. Every error is a BadInput with one sentence."""

from collections.abc import Iterator, Sequence

from app.errors import BadInput
from app.events.charge_validation import ChargeTerms, check_charges, ticket_label
from app.events.currencies import smallest_charge
from app.events.draft_input import NewEvent, NewPerformance
from app.events.pricing import HUNDREDTHS_OF_A_PERCENT, MILLIONTHS, Fee, Tax
from app.language.messages import Items, Message, message

MAX_AMOUNT = 10**12  # minor units: a higher price is a typing error
MAX_SEATS_PER_ADDRESS = 1_000_000
MAX_KINDS = 50  # of tickets and of fees
MAX_TITLE = 200
MAX_SUMMARY = 1_000


def validate_texts(event: NewEvent) -> None:
    """Check the length of an event's own texts, in characters. Raises BadInput."""
    if not event.title.strip() or len(event.title) > MAX_TITLE or len(event.summary) > MAX_SUMMARY:
        raise BadInput(
            message(
                "An event has a title of at most {title} characters and a summary of at most {summary}.",
                title=MAX_TITLE,
                summary=MAX_SUMMARY,
            )
        )


def validate_dates(new: NewPerformance) -> None:
    """Check the order of the dates, and how long and how many seats one person may hold. Raises BadInput."""
    instants = [new.starts_at, new.on_sale_at, new.off_sale_at, *([new.doors_at] if new.doors_at else [])]
    if any(instant.tzinfo is None for instant in instants):
        raise BadInput(message("A time needs its time zone."))
    if new.on_sale_at >= new.off_sale_at:
        raise BadInput(message("The sale must open before it closes."))
    if new.doors_at and new.doors_at > new.starts_at:
        raise BadInput(message("The doors must open before the performance starts."))
    if not 1 <= new.hold_minutes <= 60 or not 1 <= new.max_seats <= 100:
        raise BadInput(message("A hold lasts 1 to 60 minutes, and one person may take 1 to 100 seats."))
    validate_seats_per_address(new.seats_per_address, new.max_seats)


def validate_seats_per_address(seats: int | None, max_seats: int) -> None:
    """Check that one person can take as many seats as `max_seats` says: an address may hold at least as many, or any
    number (0). None is the number of the setting. Raises BadInput."""
    if seats and not max_seats <= seats <= MAX_SEATS_PER_ADDRESS:
        raise BadInput(
            message(
                "One address may hold {least} to {most} seats, or any number with 0.",
                least=max_seats,
                most=MAX_SEATS_PER_ADDRESS,
            )
        )


def validate_money(new: NewPerformance, levels: set[str]) -> None:
    """Check that currency, ticket types, prices (of these levels), fees and tax can be charged exactly, and that the
    payment provider takes the smallest and the largest order. Raises BadInput."""
    if not (len(new.currency) == 3 and new.currency.isascii() and new.currency.isalpha() and new.currency.isupper()):
        raise BadInput(message("A currency is three capital letters, such as EUR."))
    _check_types(new.ticket_types)
    _check_prices(new, levels)
    _check_fees(new.fees)
    _check_tax(new.tax)
    step = smallest_charge(new.currency)
    if odd := next((amount for amount in _amounts(new) if amount % step), None):
        raise BadInput(
            message(
                "{currency} is charged in tens of its smallest unit: every amount must end in 0, and {odd} does not.",
                currency=new.currency,
                odd=str(odd),
            )
        )
    check_charges(ChargeTerms(new.currency, new.max_seats, _tickets(new), new.fees, new.tax))


def _tickets(new: NewPerformance) -> list[tuple[Message, int]]:
    return [
        (ticket_label(level, ticket_type), price)
        for level, amounts in new.prices.items()
        for ticket_type, price in zip(new.ticket_types, amounts, strict=False)
    ]


def _check_types(names: Sequence[str]) -> None:
    if len(set(names)) < len(names) or len(names) > MAX_KINDS or not all(name.strip() for name in names):
        raise BadInput(
            message("Every ticket type needs a name of its own, and there are at most {most}.", most=MAX_KINDS)
        )


def _check_prices(new: NewPerformance, levels: set[str]) -> None:
    if unknown := sorted(set(new.prices) - levels):
        raise BadInput(
            message(
                "The plan has no price level {unknown}; it has {levels}.",
                unknown=Items(tuple(unknown), "comma"),
                levels=Items(tuple(sorted(levels)), "comma"),
            )
        )
    for name, amounts in new.prices.items():
        if len(amounts) > len(new.ticket_types) or any(not 0 <= amount <= MAX_AMOUNT for amount in amounts):
            raise BadInput(
                message(
                    "The prices of {name} do not fit: one per ticket type, none below 0 or beyond all measure.",
                    name=name,
                )
            )


def _check_fees(fees: Sequence[Fee]) -> None:
    if len(fees) > MAX_KINDS or not all(fee.name.strip() for fee in fees):
        raise BadInput(message("Every fee needs a name, and there are at most {most}.", most=MAX_KINDS))
    for fee in fees:
        if not 0 <= fee.amount <= (HUNDREDTHS_OF_A_PERCENT if fee.kind == "percent" else MAX_AMOUNT):
            raise BadInput(
                message(
                    "The fee {name} does not fit: not below 0, not over 100 % or beyond all measure.", name=fee.name
                )
            )


def _check_tax(tax: Tax | None) -> None:
    if tax and not (tax.name.strip() and 1 <= tax.rate <= MILLIONTHS):
        raise BadInput(message("A tax needs a name and a rate above 0 % and up to 100 %."))


def _amounts(new: NewPerformance) -> Iterator[int]:
    """Yield every amount that is charged without a calculation."""
    for amounts in new.prices.values():
        yield from amounts
    yield from (fee.amount for fee in new.fees if fee.kind != "percent")
