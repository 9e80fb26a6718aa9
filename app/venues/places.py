"""How a place is said, everywhere the same. The map in the browser says it alike (assets/js/map/words.js)."""


def row_in_words(row: str) -> str:
    """ "row G"; "Table 12" for a row that brings a word of its own; "" for one without a name ("-" is none)."""
    if not row.strip("-"):
        return ""
    return row if " " in row else f"row {row}"


def place_in_words(section: str, row: str, label: str) -> str:
    """ "Stalls, row G, seat 11", "Tables, Table 12, seat 3", and for a standing place "Floor"."""
    return ", ".join(part for part in (section, row_in_words(row), f"seat {label}" if label else "") if part)


def short_place(row: str, label: str) -> str:
    """ "G 11", "12-11" where rows are numbers, "11" where they have no name, "" for a standing place."""
    if not (label and row.strip("-")):
        return label
    return f"{row}-{label}" if row[-1].isdigit() else f"{row} {label}"
