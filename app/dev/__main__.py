"""`python -m app.dev` runs the development server; `python -m app.dev clean` removes its data."""

import sys

from app.dev import clean, dev_server

if __name__ == "__main__":
    sys.exit(clean.main() if sys.argv[1:] == ["clean"] else dev_server.main())
