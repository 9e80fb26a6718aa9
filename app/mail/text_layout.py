"""The layout of text mails: paragraphs in lines and amounts in a column, by the width that letters have on a screen."""

import re
import unicodedata
from collections.abc import Iterator

from app.language.money import RIGHT_TO_LEFT_MARK
from app.language.translator import END, ISOLATE

LINE_WIDTH = 72
LABEL_WIDTH = 54
AMOUNT_WIDTH = 12
ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"
NOT_FIRST = "、。，．・：；？！ー々〉》」』】〕）］｝ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
NOT_LAST = "〈《「『【〔（［｛"
"""Characters of Japanese and Chinese that never begin or end a line."""


def text_width(text: str) -> int:
    """Return how many columns a text takes: East Asian wide letters two, marks and invisible signs none."""
    return sum(_letter_width(letter) for letter in text)


def wrap(text: str, width: int = LINE_WIDTH) -> str:
    """Break a paragraph into lines: at spaces, and between letters of scripts without spaces."""
    return "\n".join(_lines(text, width))


def align(label: str, amount: str) -> str:
    """Write a label, in several lines if it is long, and its amount at the end of the last one."""
    lines = list(_lines(label, LABEL_WIDTH)) or [""]
    gap = " " * (LABEL_WIDTH - text_width(lines[-1]) + 1 + AMOUNT_WIDTH - text_width(amount))
    lines[-1] += (gap or " ") + amount
    return "\n".join(lines)


def mark_lines(text: str) -> str:
    """Begin each line from right to left, except an address, which is read from left to right: mail programs take a
    line's direction from its first letter."""
    return re.sub(r"(?m)^(?=[^\n])(?!https?://)", RIGHT_TO_LEFT_MARK, text)


def _lines(text: str, width: int) -> Iterator[str]:
    """Yield the lines. An isolate ends with its line: a name over two lines is isolated in both."""
    opened = 0
    for broken in _broken(text, width):
        line = ISOLATE * opened + broken
        opened = line.count(ISOLATE) - line.count(END)
        yield line + END * opened


def _broken(text: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for word in _words(text):
        length = text_width(word)
        if line and used + text_width(word.rstrip()) > width:
            yield line.rstrip()
            line, used = "", 0
        line, used = line + word, used + length
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Yield the parts between which a line may end; a space belongs to the part before it."""
    part = ""
    for letter in text:
        if part and _may_break(part[-1], letter):
            yield part
            part = ""
        part += letter
    yield part


def _may_break(before: str, after: str) -> bool:
    if after in NOT_FIRST or before in NOT_LAST + ZERO_WIDTH_JOINER + ISOLATE:
        return False
    if after != ISOLATE and _letter_width(after) == 0:
        return False
    return (
        (before == " " and after != " ") or _letter_width(after) == 2 or (_letter_width(before) == 2 and after != " ")
    )


def _letter_width(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
