"""`python -m app.dev` opens the development house; `python -m app.dev clean` forgets what it remembered."""

import sys

from app.dev import clean, dev_server

if __name__ == "__main__":
    sys.exit(clean.main() if sys.argv[1:] == ["clean"] else dev_server.main())
