"""What a browser or a program sends to order, read strictly."""

import msgspec

from app.web.parsing import AnyRequest, is_json, read_json, whole_number


class Form(msgspec.Struct, frozen=True):
    """As typed, not judged yet. `hold`: the hold the form was drawn for. `total`: the sum it showed, in minor units."""

    name: str = ""
    email: str = ""
    hold: int | None = None
    total: int | None = None


async def read_form(request: AnyRequest) -> Form:
    """The order form, or its JSON. Raises BadInput when it is neither."""
    if is_json(request):
        return await read_json(request, Form, "an order")
    sent = await request.form()
    fields = ("name", "email", "hold", "total")
    name, email, hold, total = (value if isinstance(value := sent.get(field), str) else "" for field in fields)
    number = whole_number(hold, "A hold") if hold else None
    return Form(name, email, number, whole_number(total, "A total") if total else None)
