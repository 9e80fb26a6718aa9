"""`python -m app.dev.mail` catches mail in development: AISLE_MAIL_HOST, AISLE_MAIL_PORT, AISLE_MAIL_FOLDER."""

import asyncio
import os
import sys
from pathlib import Path

from app.dev.mail.catcher import run_mail_catcher
from app.settings import settings
from realtime.environment import SettingsError


def main() -> int:
    """Run the mail catcher. Returns 1 after one clear line when it must not or cannot catch mail."""
    host, port = os.environ.get("AISLE_MAIL_HOST") or "127.0.0.1", os.environ.get("AISLE_MAIL_PORT") or "8025"
    try:
        config = settings()
        if config.production:
            raise SettingsError("The mail of a production house is not caught: set AISLE_SMTP_URL.")
        if not config.aisle_mail_folder:
            raise SettingsError("AISLE_MAIL_FOLDER must say where caught mail is kept.")
        if not port.isdigit():
            raise SettingsError(f"AISLE_MAIL_PORT must be a number, not {port!r}.")
        asyncio.run(run_mail_catcher(host, int(port), Path(config.aisle_mail_folder)))
    except (SettingsError, OSError) as error:
        print(f"aisle: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
