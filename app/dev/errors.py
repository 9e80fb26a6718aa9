"""The error of the development tools."""


class DevError(Exception):
    """One clear sentence for the person at the terminal; never shown with a traceback."""
