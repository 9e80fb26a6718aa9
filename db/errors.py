"""The text of database errors."""


def first_line(problem: Exception) -> str:
    """Return the first line of an error's text, without Postgres's details and hints; its type when it has no text."""
    return (str(problem) or type(problem).__name__).splitlines()[0]
