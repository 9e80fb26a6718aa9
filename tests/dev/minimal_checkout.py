"""Runs a development server without Aisle; the given folder is its checkout."""

import os
import sys
from pathlib import Path

from app.dev.dev_server import DevServer, run_until_stopped

if __name__ == "__main__":
    checkout = Path(sys.argv[1])
    sys.exit(run_until_stopped(DevServer(checkout, checkout / "var", dict(os.environ), aisle=[])))
