"""What hand scanners type is read in every layout that we know; what is not a code has a cause, and nothing wrong is
read."""

import contextlib
import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.door.read_scan import UnreadableText, read_scanned_code
from app.tickets.base32 import ALPHABET, normalize
from app.tickets.code_layout import LONGEST, SHORTEST
from app.tickets.codes import ForgedCode, TicketCode, UnknownKey, ticket_code
from app.tickets.scanned_text import MAX_PREFIX, possible_codes
from app.tickets.unreadable_text import (
    CUT_SHORT,
    MISREAD,
    NOTHING_READ,
    OTHER_LAYOUT,
    TOO_LONG,
    WEB_ADDRESS,
    unreadable_cause,
)
from tests.door.keyboards import FRENCH, KEYBOARDS, keyboard

TICKETS = [
    TicketCode(performance, serial)
    for performance in (1, 127, 128, 99_999, 2**40)
    for serial in ("QAZW YM67", "0123 4567", "89MN ZYWQ")
]
CODES = {ticket: ticket_code(ticket.performance_id, ticket.serial) for ticket in TICKETS}
CODE = CODES[TICKETS[0]]
PADDED = "1"  # a last letter whose padding bits are not zero
FRENCH_CODE = keyboard(FRENCH)(CODE)
PREFIXES = "", "]Q1", "]C0", "]d2", "P0", "s"
SUFFIXES = "", "\t", "\r", "\n", "\r\n", "  ", "\x03"


@pytest.mark.parametrize("name", KEYBOARDS)
def test_every_keyboard_prefix_and_suffix_is_read(name: str) -> None:
    for (ticket, code), prefix, suffix in itertools.product(CODES.items(), PREFIXES, SUFFIXES):
        for sent in (prefix + code, prefix + code.lower(), prefix.lower() + code):
            assert read_scanned_code(KEYBOARDS[name](sent) + suffix) == ticket, (sent, suffix)


@pytest.mark.parametrize("name", KEYBOARDS)
def test_a_code_that_was_scanned_several_times_is_read_once(name: str) -> None:
    for (ticket, code), prefix, suffix in itertools.product(CODES.items(), PREFIXES, SUFFIXES):
        typed = KEYBOARDS[name](prefix + code) + suffix
        assert read_scanned_code(typed * 2) == read_scanned_code(typed * 3) == read_scanned_code(typed * 7) == ticket
        assert read_scanned_code(typed + typed.strip()) == ticket
        assert read_scanned_code(typed + (KEYBOARDS[name](code) + suffix) * 2) == ticket


@pytest.mark.parametrize("prefix", ["ç", "đ", "[", "P0", "s", "0", "08", "]Q1]Q1", "ёQ1", "é&", CODE[:MAX_PREFIX]])
def test_a_code_is_read_with_any_short_prefix(prefix: str) -> None:
    for name, (ticket, code) in itertools.product(KEYBOARDS, CODES.items()):
        assert read_scanned_code(prefix + KEYBOARDS[name](code)) == ticket, name
        assert read_scanned_code((prefix + KEYBOARDS[name](code) + "\r") * 3) == ticket, name


def test_a_long_prefix_or_another_code_before_it_is_not_passed_over() -> None:
    for before in ("X" * (MAX_PREFIX + 1), CODES[TICKETS[1]], CODE + CODES[TICKETS[1]]):
        assert is_refused(before + CODE)
        assert is_refused(CODE + before)
        assert is_refused(f"X{CODE}Y{CODE}")


def test_letters_in_two_parts_are_one_code() -> None:
    accents_apart = FRENCH_CODE.replace("é", "e\N{COMBINING ACUTE ACCENT}").replace("à", "a\N{COMBINING GRAVE ACCENT}")
    assert accents_apart != FRENCH_CODE
    assert read_scanned_code(accents_apart) == TICKETS[0]


def test_a_text_means_a_bounded_number_of_codes_and_itself_first() -> None:
    assert possible_codes(CODE)[0] == CODE
    assert possible_codes("XXX") == []
    assert possible_codes("0" * 5000) == []
    begins_everywhere = "08" * 4000
    assert len(possible_codes(begins_everywhere[: SHORTEST + 5])) <= 3 * (MAX_PREFIX + 1)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", NOTHING_READ),
        (" \r\n\t", NOTHING_READ),
        ("]Q1", NOTHING_READ),
        ("\x00\ud800", NOTHING_READ),
        ("https://tickets.example.org/performances/7", WEB_ADDRESS),
        ("]Q1HTTP://TICKETS.EXAMPLE.ORG\r\n", WEB_ADDRESS),
        ("www.example.org", WEB_ADDRESS),
        ("https://example.org/?q=" + "a" * 4000, WEB_ADDRESS),
        *((keyboard("https://example.org/7"), WEB_ADDRESS) for keyboard in KEYBOARDS.values()),
        (KEYBOARDS["French"]("www.example.org"), WEB_ADDRESS),
        (CODE.translate(str.maketrans(ALPHABET[10:], "абцдефгхийклмнопрстуфъ")), OTHER_LAYOUT),
        ("٠١٢٣٤٥٦٧٨٩" * 3, OTHER_LAYOUT),
        (CODE[:-1] + "@", OTHER_LAYOUT),
        ("BEGIN:" + CODE[:-1], CUT_SHORT),
        ("ç" + CODE[:-1], CUT_SHORT),
        ("🎟" * 50, OTHER_LAYOUT),
        ("BEGIN:VCARD", OTHER_LAYOUT),
        (CODE + CODES[TICKETS[1]], TOO_LONG),
        (f"]Q1{CODE}\r\n]Q1{CODES[TICKETS[1]]}\r\n", TOO_LONG),
        (keyboard(FRENCH)(CODE + CODES[TICKETS[1]]), TOO_LONG),
        ("x" * 5000, TOO_LONG),
        ("X" * (LONGEST + 1), TOO_LONG),
        (CODE[:-1], CUT_SHORT),
        (CODE[4:] + "\n", CUT_SHORT),
        (FRENCH_CODE[:12], CUT_SHORT),
        (KEYBOARDS["German"](f"]Q1{CODE[:20]}"), CUT_SHORT),
        ("4006381333931", CUT_SHORT),
        ("x", CUT_SHORT),
        ("XX", CUT_SHORT),
        *((code[:-1], CUT_SHORT) for code in CODES.values()),
        (ticket_code(2**63 - 1, "0000 0000")[:10], CUT_SHORT),
        (ticket_code(2**63 - 1, "0000 0000")[:-1], CUT_SHORT),
        (FRENCH_CODE[:-1], CUT_SHORT),
        (CODE[:20] + CODE[21:], CUT_SHORT),
        (CODES[TICKETS[-1]][:20] + CODES[TICKETS[-1]][21:], CUT_SHORT),
        (CODE + "0", MISREAD),
        (CODE[:20] + "7" + CODE[20:], MISREAD),
        (CODE[:-1] + "U", MISREAD),
        (f"]Q1{CODE[:-1]}{PADDED}", MISREAD),
        (keyboard(FRENCH)(CODE[:-1] + PADDED), MISREAD),
        ("X" * LONGEST, MISREAD),
    ],
)
def test_the_cause_is_named(text: str, cause: str) -> None:
    with pytest.raises(UnreadableText) as raised:
        read_scanned_code(text)
    assert str(raised.value) == cause


ALTERED = CODE[:24] + ("0" if CODE[24] != "0" else "1") + CODE[25:]


@pytest.mark.parametrize("text", ["0" * SHORTEST, "0" * LONGEST, ALTERED, f"]Q1{ALTERED}\r", f"ç{ALTERED * 2}"])
def test_a_text_that_looks_like_a_code_is_forged(text: str) -> None:
    with pytest.raises(ForgedCode):
        read_scanned_code(text)
    assert unreadable_cause(text) is None


@pytest.mark.parametrize("name", KEYBOARDS)
def test_a_key_that_is_not_there_is_recognised_in_every_layout(name: str) -> None:
    for ticket, key in itertools.product(TICKETS, (b"one", b"two", b"three", b"four", b"five")):
        typed = KEYBOARDS[name](ticket_code(ticket.performance_id, ticket.serial, (key,)))
        with pytest.raises(UnknownKey) as error:
            read_scanned_code(typed)
        assert ticket in error.value.claims


def test_the_limits_hold_every_code() -> None:
    lengths = [len(ticket_code(performance, "0000 0000")) for performance in (0, 127, 2**31, 2**63 - 1)]
    assert min(lengths) >= SHORTEST
    assert max(lengths) <= LONGEST


def is_refused(text: str) -> bool:
    """Tell whether no ticket is read."""
    with contextlib.suppress(UnreadableText, ForgedCode):
        read_scanned_code(text)
        return False
    return True


TYPED = st.sampled_from(sorted({*"".join(kb(ALPHABET + ALPHABET.lower() + "]") for kb in KEYBOARDS.values())} | {" "}))


@given(st.text(TYPED, max_size=2 * LONGEST) | st.text(max_size=2 * LONGEST))
@example(ticket_code(1, "QAZW YM67", (b"another key",)))
def test_no_other_text_is_read(text: str) -> None:
    assert is_refused(text)


@given(st.sampled_from(sorted(KEYBOARDS)), st.sampled_from(TICKETS), st.integers(0, SHORTEST - 1), TYPED, st.booleans())
def test_an_altered_code_is_refused(name: str, ticket: TicketCode, place: int, letter: str, more: bool) -> None:
    """Unless the other letter means the same: a small one, or that of another layout."""
    typed = KEYBOARDS[name](CODES[ticket])
    altered = typed[:place] + letter + typed[place + (not more) :]
    means_the_same = CODES[ticket] in possible_codes(altered)
    assert is_refused(altered) is not means_the_same


@given(st.sampled_from(TICKETS), st.integers(0, SHORTEST - 1), st.sampled_from(ALPHABET))
def test_another_letter_of_the_alphabet_is_refused(ticket: TicketCode, place: int, letter: str) -> None:
    altered = CODES[ticket][:place] + letter + CODES[ticket][place + 1 :]
    assert is_refused(altered) is (normalize(altered) != CODES[ticket])
