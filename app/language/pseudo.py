"""A pseudo-language for tests: each English text longer, accented and in brackets. What is not in a catalogue shows
without brackets, and what does not fit is cut off."""

import re

from babel.messages.catalog import Catalog

PARTS = re.compile(r"(\{[^{}]*\}|<[^<>]*>|&\w+;)")
"""Names of facts, elements and entities: they stay as they are."""
ACCENTED = str.maketrans("aceinouyACEINOUYsz", "åçéîñöüýÅÇÉÎÑÖÜÝšž")
PADDING = "········"
"""A word of the padding, which may break as words do."""


def pseudo_text(text: str) -> str:
    """Return a text as "⟦Åççéñtéd ···⟧", about 40 % longer; line breaks around it stay."""
    parts = PARTS.split(text)
    accented = "".join(part if PARTS.fullmatch(part) else part.translate(ACCENTED) for part in parts)
    length = sum(len(part) for part in parts if not PARTS.fullmatch(part))
    padding = " ".join(PADDING[:rest] for rest in range(length * 2 // 5, 0, -len(PADDING)))
    return f"⟦{accented}{padding}⟧"


def pseudo_catalogue(template: Catalog) -> Catalog:
    """Return a catalogue in which every text of the template is translated into the pseudo-language."""
    catalogue = Catalog(locale="en")
    for entry in template:
        if not entry.id:
            continue
        forms = entry.id if isinstance(entry.id, tuple | list) else (entry.id,)
        pseudo = tuple(pseudo_text(form) for form in forms)
        string = pseudo if len(forms) > 1 else pseudo[0]
        catalogue.add(entry.id, string, locations=entry.locations, flags=entry.flags, context=entry.context)
    return catalogue
