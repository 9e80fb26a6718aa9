"""The house chooses: a search as it was sent, what it found in words, and the way to the next one."""

from litestar.response import Redirect

from app.events.catalog import Performance, level_offers
from app.seating.best.search import Best, Party, take_best
from app.seating.errors import OtherPlan
from app.seating.forms import Search, seats_page
from app.seating.holds.release import given_back
from app.seating.responses import basket_answer
from app.seating.rule_refusals import NothingFits
from app.seating.says import Button, Says, joined
from app.seating.seat_list.filters import read_asked
from app.seating.seat_list.price_filter import levels_between, read_amount
from app.seating.told import keep
from app.web.error_responses import AppResponse
from app.web.parsing import AnyRequest, is_json
from app.web.render import wants_fragment, wants_json


async def find_best(show: Performance, person: str, search: Search) -> Best:
    """Takes the best places for this search. Raises OtherPlan, BadInput, and what app.seating.best.search.take_best
    raises."""
    if search.plan not in (0, show.plan):
        raise OtherPlan()
    least, most = (read_amount(str(typed), show.currency) for typed in (search.least, search.most))
    levels = await _levels(show, search, least, most)
    party = Party(search.party, levels, search.section, search.wheelchairs, search.companions, least, most)
    instead = await given_back(show, person, search.instead)
    return await take_best(show, person, party, instead=instead, seen=search.seen)


async def _levels(show: Performance, search: Search, least: int | None, most: int | None) -> frozenset[int]:
    """The price levels that were ticked and cost what was asked for; none means any. Raises NothingFits."""
    ticked = frozenset(search.levels)
    if least is None and most is None:
        return ticked
    between = levels_between(await level_offers(show), least, most)
    wanted = between & ticked if ticked else between
    if not wanted:
        raise NothingFits("Nothing here costs that. Nothing was taken; try other prices.", places_free=0, together=0)
    return wanted


async def found_answer(request: AnyRequest, show: Performance, person: str, search: Search, best: Best) -> AppResponse:
    """The basket with the reason and "Show me another"; without script the list, which says the same when it comes."""
    says = says_found(search, best)
    if is_json(request) or wants_fragment(request) or wants_json(request):
        return await basket_answer(request, show.id, person, search.back, says, hold=best.hold)
    await keep(show.id, person, says)
    asked = read_asked(await request.form()).query()
    return Redirect(f"{seats_page(show.id, 'list')}?{asked}&told=1#basket", status_code=303)


def says_found(search: Search, best: Best) -> Says:
    """Why these, and a button that has others instead."""
    fields = [*search.fields, ("instead", joined(best.seats)), ("seen", joined(best.seen))]
    return Says("good", f"{best.words}.", button=Button("Show me another", "holds/best", fields))
