"""What a browser or a program sends to order, read strictly."""

import msgspec

from app.web.reading import AnyRequest, is_json, read_json, whole_number


class Form(msgspec.Struct, frozen=True):
    """As typed, not judged yet. `hold`: the hold the form was drawn for."""

    name: str = ""
    email: str = ""
    hold: int | None = None


async def read_form(request: AnyRequest) -> Form:
    """The order form, or its JSON. Raises BadInput when it is neither."""
    if is_json(request):
        return await read_json(request, Form, "an order")
    sent = await request.form()
    name, email, hold = (
        value if isinstance(value := sent.get(field), str) else "" for field in ("name", "email", "hold")
    )
    return Form(name, email, whole_number(hold, "A hold") if hold else None)
