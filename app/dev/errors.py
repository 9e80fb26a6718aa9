"""Defines the errors on a developer's machine."""


class DevError(Exception):
    """One clear sentence for the person at the terminal; never shown with a traceback."""
