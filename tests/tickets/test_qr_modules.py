"""The modules that are added up from patterns are those that segno draws."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tickets.qr_modules import ALPHABET, qr_code, qr_rows


def drawn_by_segno(text: str) -> list[str]:
    """Return the rows of modules as segno draws them."""
    return ["".join(map(str, row)) for row in qr_code(text).matrix]


@settings(max_examples=60)
@given(st.sampled_from([31, 34, 37]).flatmap(lambda length: st.text(ALPHABET, min_size=length, max_size=length)))
def test_the_rows_of_any_text_are_those_of_segno(text: str) -> None:
    assert qr_rows(text) == drawn_by_segno(text)


def test_every_letter_has_its_modules_at_each_place() -> None:
    texts = [place * "0" + letter + (2 - place) * "0" for place in range(3) for letter in ALPHABET[1:]]
    assert [qr_rows(text) for text in texts] == [drawn_by_segno(text) for text in texts]


def test_a_letter_of_another_mode_is_refused() -> None:
    with pytest.raises(KeyError):
        qr_rows("abc")
