"""A house without Aisle in it: the folder given is its checkout."""

import os
import sys
from pathlib import Path

from app.dev.dev_server import House, keep

if __name__ == "__main__":
    checkout = Path(sys.argv[1])
    sys.exit(keep(House(checkout, checkout / "var", dict(os.environ), aisle=[])))
