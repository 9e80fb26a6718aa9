"""`python -m app.dev.messages` extracts the texts from the code and merges them into every catalogue, and into new ones
for the tags that it is given; with `check` it changes nothing, and prints what is missing and what is broken; with
`lint` only what is broken."""

import sys

from app.dev.messages.catalogues import check, merge, unknown_tags

if __name__ == "__main__":
    if sys.argv[1:] in (["check"], ["lint"]):
        sys.exit(check(names_missing=sys.argv[1] == "check"))
    if unknown := unknown_tags(sys.argv[1:]):
        sys.exit(
            f"Nothing was changed: {', '.join(unknown)} is no language to translate into. Write it like de, pt-BR."
        )
    merge(*sys.argv[1:])
