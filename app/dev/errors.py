"""What goes wrong on a developer's machine, said in one line."""


class DevError(Exception):
    """One clear sentence for the person at the terminal; never shown with a traceback."""
