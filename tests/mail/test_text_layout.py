"""Text mails: lines and columns by the width of letters."""

import pytest

from app.mail.text_layout import align, mark_lines, text_width, wrap

ENGLISH = "Your tickets are ready. Show one code for each person at the door; each opens it once."
JAPANESE = "チケットの準備ができました。入口でお一人につき一つのコードをお見せください。コードは一回だけ使えます。"


@pytest.mark.parametrize(
    ("text", "width"),
    [("Ana", 3), ("山田", 4), ("ﾔﾏﾀﾞ", 4), ("e\u0301", 1), ("كَتَبَ", 3), ("\u2068Ana\u2069", 3), ("🎭", 2)],
)
def test_widths(text: str, width: int) -> None:
    assert text_width(text) == width


def test_a_paragraph_breaks_at_spaces_and_loses_nothing() -> None:
    lines = wrap(ENGLISH).split("\n")
    assert lines == ["Your tickets are ready. Show one code for each person at the door; each", "opens it once."]


def test_japanese_breaks_between_letters_and_never_before_a_full_stop() -> None:
    lines = wrap(JAPANESE, width=28).split("\n")
    assert "".join(lines) == JAPANESE
    assert max(map(text_width, lines)) <= 30
    assert [line for line in lines if line[0] in "、。ょっー"] == []


def test_an_address_is_never_broken() -> None:
    address = "https://tickets.example.org/orders/2/" + "x" * 60
    assert address in wrap(f"Look here: {address} now").split("\n")


def test_amounts_end_in_one_column_whatever_the_script() -> None:
    rows = [align("Stalls, row G, seat 11, Adult", "€84.00"), align("１階席 G列 11番、大人", "€84.00")]
    assert {text_width(row) for row in rows} == {67}
    assert [row[-7:] for row in rows] == [" €84.00"] * 2


def test_a_long_label_takes_several_lines_and_its_amount_stands_on_the_last() -> None:
    *first, last = align("Balcony of the Grand Old House, " * 3, "¥12,000").split("\n")
    assert first
    assert text_width(last) == 67
    assert not any("¥" in line for line in first)


def test_lines_begin_from_right_to_left_except_addresses_and_empty_ones() -> None:
    text = "Ana\n\nhttps://tickets.example.org/orders/2\n84.00\n"
    assert mark_lines(text) == "\u200fAna\n\nhttps://tickets.example.org/orders/2\n\u200f84.00\n"


def test_a_name_over_two_lines_is_isolated_in_both() -> None:
    assert wrap("Now: \u2068The Grand Old House\u2069.", width=14).split("\n") == [
        "Now: \u2068The Grand\u2069",
        "\u2068Old House\u2069.",
    ]


def test_a_line_ends_before_a_name_that_is_isolated() -> None:
    assert wrap("Now: \u2068House\u2069", width=8).split("\n") == ["Now:", "\u2068House\u2069"]
