"""Parses forms of Stripe's clients: `metadata[order]=1`, `allowed_payment_method_types[0]=card`, `expand[]=x`."""

from typing import Any
from urllib.parse import parse_qsl

MAX_DEPTH = 6


def read_form(text: str) -> dict[str, Any]:
    """Parse into nested dicts and lists of strings. Empty values stay ""; keys nested too deep are not split."""
    form: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if "[" not in name:
            form[name] = value
            continue
        steps = name.replace("]", "").split("[")
        _put(form, steps if len(steps) <= MAX_DEPTH else [name], value)
    return {name: _with_lists(value) for name, value in form.items()}


def _put(form: dict[str, Any], steps: list[str], value: str) -> None:
    for step in steps[:-1]:
        inner = form.get(step)
        if not isinstance(inner, dict):
            inner = form[step] = {}
        form = inner
    form[steps[-1] or str(len(form))] = value


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
