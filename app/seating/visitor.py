"""The visitor of a performance, read once per request."""

import msgspec

from app.events.catalog import Performance, get_public_performance
from app.language.languages import SOURCE, Language, language
from app.language.negotiation import request_language
from app.waiting_room.access import RoomAdmission, get_admission, require_admission, require_admission_or_hold
from app.web.parsing import AnyRequest


class Visitor(msgspec.Struct, frozen=True):
    """A person at a performance, their admission by its waiting room, and the language of their pages.

    The performance is in that language."""

    performance: Performance
    person: str
    admission: RoomAdmission = RoomAdmission()
    language: Language = msgspec.field(default_factory=lambda: language(SOURCE))


async def admit_visitor(request: AnyRequest, performance_id: int, person: str) -> Visitor:
    """Return the visitor, if they are admitted. Raises UnknownPerformance, MustWait or PassExpired."""
    performance = await _get_performance(request, performance_id)
    admission = await require_admission(request, performance_id, person)
    return Visitor(performance, person, admission, request_language(request))


async def admit_holder(request: AnyRequest, performance_id: int, person: str) -> Visitor:
    """Return the visitor, if they are admitted or hold seats already. Raises the errors of `admit_visitor`."""
    performance = await _get_performance(request, performance_id)
    admission = await require_admission_or_hold(request, performance_id, person)
    return Visitor(performance, person, admission, request_language(request))


async def get_visitor(request: AnyRequest, performance_id: int, person: str) -> Visitor:
    """Return the visitor, admitted or not. Raises UnknownPerformance."""
    performance = await _get_performance(request, performance_id)
    admission = await get_admission(request, performance_id, person)
    return Visitor(performance, person, admission, request_language(request))


async def _get_performance(request: AnyRequest, performance_id: int) -> Performance:
    performance = await get_public_performance(performance_id)
    return performance.in_language(request_language(request, otherwise=performance.language).tag)
