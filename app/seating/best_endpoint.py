"""Best available over HTTP: the request, the hold, and the response with the reason."""

from litestar.response import Redirect

from app.events.catalog import Performance, level_offers
from app.language.messages import message
from app.seating.best.search import BestSeats, Party, take_best
from app.seating.errors import NothingFits, PlanChanged
from app.seating.forms import BestSeatsRequest, seats_page
from app.seating.holds.release import expand_release
from app.seating.notices import Notice, NoticeButton, join_numbers, set_flash
from app.seating.responses import basket_response
from app.seating.seat_list.filters import parse_list_filter
from app.seating.seat_list.price_filter import levels_in_price_range, parse_amount, parse_plain_amount
from app.seating.visitor import Visitor
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest, is_json
from app.web.render import wants_fragment, wants_json


async def hold_best(visitor: Visitor, search: BestSeatsRequest, *, typed: bool) -> BestSeats:
    """Hold the best places for this search. `typed`: its prices are written as in the visitor's language; else as
    programs write them. Raises PlanChanged, BadInput, NothingFits and what `take_best` raises."""
    performance, person, locale = visitor.performance, visitor.person, visitor.language.locale
    currency = performance.currency
    if search.plan not in (0, performance.plan):
        raise PlanChanged()
    min_price, max_price = (
        parse_amount(str(text), currency, locale) if typed else parse_plain_amount(str(text), currency)
        for text in (search.min_price, search.max_price)
    )
    levels = await _levels(performance, search, min_price, max_price)
    party = Party(search.party, levels, search.section, search.wheelchairs, search.companions, min_price, max_price)
    replacing = await expand_release(performance, person, search.replacing)
    return await take_best(performance, person, party, replacing=replacing, already_shown=search.already_shown)


async def _levels(
    performance: Performance, search: BestSeatsRequest, min_price: int | None, max_price: int | None
) -> frozenset[int]:
    """Return the chosen price levels within the price range; empty for any level. Raises NothingFits where none is."""
    ticked = frozenset(search.levels)
    if min_price is None and max_price is None:
        return ticked
    between = levels_in_price_range(await level_offers(performance), min_price, max_price)
    wanted = between & ticked if ticked else between
    if not wanted:
        raise NothingFits(
            message("Nothing here costs that. Nothing was taken; try other prices."), places_free=0, together=0
        )
    return wanted


async def best_response(
    request: AnyRequest, visitor: Visitor, search: BestSeatsRequest, best: BestSeats
) -> AppResponse:
    """Return the basket with the reason and "Show me another"; without JavaScript a redirect to the list, which shows
    the same notice."""
    notice = best_notice(search, best)
    if is_json(request) or wants_fragment(request) or wants_json(request):
        return await basket_response(request, visitor, search.back, notice, hold=best.hold)
    await set_flash(visitor.performance.id, visitor.person, notice)
    list_filter = parse_list_filter(await request.form()).query()
    return Redirect(f"{seats_page(visitor.performance.id, 'list')}?{list_filter}&told=1#basket", status_code=303)


def best_notice(search: BestSeatsRequest, best: BestSeats) -> Notice:
    """Build the notice with the reason for these seats, and a button that takes others instead."""
    fields = [*search.fields, ("instead", join_numbers(best.seats)), ("seen", join_numbers(best.already_shown))]
    return Notice("good", best.reason, button=NoticeButton(message("Show me another"), "holds/best", fields))
