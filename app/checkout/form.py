"""What a browser or a program sends to order, read strictly."""

import msgspec

from app.web.parsing import AnyRequest, is_json, parse_number, read_json


class OrderForm(msgspec.Struct, frozen=True):
    """As typed, not judged yet. `hold`: the hold the form was drawn for. `total`: the sum it showed, in minor units."""

    name: str = ""
    email: str = ""
    hold: int | None = None
    total: int | None = None


async def read_order_form(request: AnyRequest) -> OrderForm:
    """The order form, or its JSON. Raises BadInput when it is neither."""
    if is_json(request):
        return await read_json(request, OrderForm, "an order")
    sent = await request.form()
    fields = ("name", "email", "hold", "total")
    name, email, hold, total = (value if isinstance(value := sent.get(field), str) else "" for field in fields)
    number = parse_number(hold, "A hold") if hold else None
    return OrderForm(name, email, number, parse_number(total, "A total") if total else None)
