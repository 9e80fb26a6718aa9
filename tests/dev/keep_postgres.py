"""Keeps a Postgres in the folder given, as the user given if any, until it is killed. Prints its process id and URL."""

import os
import signal
import sys
from pathlib import Path

from app.dev.postgres import running_postgres

if __name__ == "__main__":
    if sys.argv[2:]:
        os.setgroups([])
        os.setgid(int(sys.argv[2]))
        os.setuid(int(sys.argv[2]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with running_postgres(Path(sys.argv[1])) as postgres:
        print("kept", postgres.pid, postgres.url)
        signal.pause()
