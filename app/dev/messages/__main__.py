"""`python -m app.dev.messages` extracts the texts from the code and merges them into every catalogue, and into new ones
for the tags that it is given; with `check` it changes nothing, and prints what is missing and what is broken."""

import sys

from app.dev.messages.catalogues import check, merge

if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check())
    merge(*sys.argv[1:])
