"""What goes wrong on a developer's machine, said in one line."""


class Trouble(Exception):
    """One clear sentence for the person at the terminal; never shown with a traceback."""
