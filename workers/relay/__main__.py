"""Runs the relay: `python -m workers.relay`."""

import sys

from workers.relay.relay import main

if __name__ == "__main__":
    sys.exit(main())
