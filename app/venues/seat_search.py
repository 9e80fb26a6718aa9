"""Compares names of seats as people type them."""

import re


def simplify_name(words: str) -> str:
    """Remove case, commas, single dashes, and the words "row" and "seat"."""
    parts = re.split(r"[\s,]+", words.casefold().strip())
    return " ".join(part for part in parts if part.strip("-") and part not in ("row", "seat"))
