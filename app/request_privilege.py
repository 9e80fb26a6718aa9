"""The privilege of a request under load shedding: of staff, or of a fan inside a waiting room. Makes no query."""

from typing import Any

from litestar import Request

from app.waiting_room.admission.tokens import find_valid_pass
from app.web.limits.staff_pass import is_staff
from app.web.load.load_shedding import Privilege
from app.web.parsing import AnyRequest

STAFF = Privilege("staff")


def find_privilege(scope: Any) -> Privilege | None:
    """Return the privilege that a valid cookie gives the request of this ASGI scope; None without one."""
    scope.setdefault("state", {})
    request: AnyRequest = Request(scope)
    if is_staff(request):
        return STAFF
    if found := find_valid_pass(request):
        shown, person = found
        return Privilege("inside", shown.room, person)
    return None
