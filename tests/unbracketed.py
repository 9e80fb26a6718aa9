"""Finds texts that are in no catalogue: outside the brackets of the pseudo-language."""

import re

DATE = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2,3} \d{4}")
WORD = re.compile(r"[^\W\d_]{2,}")


def unbracketed(text: str, *names: str) -> list[str]:
    """List the words outside the brackets, without dates, and without these names of the organizer and the fan."""
    outside, depth = "", 0
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        outside += letter if depth == 0 and letter != "⟧" else ""
    for name in sorted(names, key=len, reverse=True):
        outside = outside.replace(name, " ")
    return WORD.findall(DATE.sub(" ", outside))
