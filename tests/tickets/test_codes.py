"""A ticket code is accepted only unaltered and with our signature."""

import hashlib
import hmac

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.tickets.base32 import ALPHABET, decode_base32, encode_base32, normalize
from app.tickets.code_layout import LONGEST, SHORTEST, whole_length
from app.tickets.codes import ForgedCode, TicketCode, UnknownKey, new_serial, read_code, ticket_code
from app.tickets.qr import DARK, qr_rows, qr_svg
from realtime.keys import Purpose, derive_key

KEYS = (derive_key("the house's own secret", Purpose.TICKET),)
CODE = ticket_code(12, "RX10 7K2M", KEYS)

performances = st.integers(0, 2**63 - 1)
serials = st.text(ALPHABET, min_size=8, max_size=8).map(lambda letters: f"{letters[:4]} {letters[4:]}")


@given(performances, serials)
def test_a_code_says_what_was_signed(performance_id: int, serial: str) -> None:
    assert read_code(ticket_code(performance_id, serial, KEYS), KEYS) == TicketCode(performance_id, serial)


@given(st.integers(0, len(CODE) - 1), st.sampled_from(ALPHABET))
def test_a_code_with_another_letter_is_forged(place: int, letter: str) -> None:
    altered = CODE[:place] + letter + CODE[place + 1 :]
    if altered != CODE:
        with pytest.raises(ForgedCode):
            read_code(altered, KEYS)


@given(st.integers(0, len(CODE) - 1))
def test_a_cut_code_is_forged(length: int) -> None:
    with pytest.raises(ForgedCode):
        read_code(CODE[:length], KEYS)


@given(st.text(max_size=2 * LONGEST))
def test_no_text_of_this_world_freezes_the_scanner(text: str) -> None:
    with pytest.raises(ForgedCode):
        read_code(text, KEYS)


@pytest.mark.parametrize("more", ["0", "00", "000000", CODE])
def test_a_code_with_something_after_it_is_forged(more: str) -> None:
    with pytest.raises(ForgedCode):
        read_code(CODE + more, KEYS)


def test_another_house_cannot_sign_for_this_one() -> None:
    with pytest.raises(ForgedCode):
        read_code(ticket_code(12, "RX10 7K2M", (b"another secret",)), KEYS)


def test_a_code_typed_by_hand_is_read_as_meant() -> None:
    typed = CODE.lower().replace("1", "l").replace("0", "o")
    assert read_code(f" {typed[:7]} {typed[7:]}-\n", KEYS) == TicketCode(12, "RX10 7K2M")


@given(st.binary(min_size=1, max_size=40))
def test_letters_keep_every_byte(data: bytes) -> None:
    assert decode_base32(encode_base32(data)) == data


def test_a_serial_is_eight_letters_nobody_misreads() -> None:
    serial = new_serial()
    assert len(serial) == 9
    assert set(normalize(serial)) <= set(ALPHABET)
    assert not set(serial) & set("ILOU")


def test_a_scanner_reads_the_very_code_from_the_picture() -> None:
    rows = qr_rows(CODE)
    picture = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).resize(
        (len(rows) * 4,) * 2, Image.Resampling.NEAREST
    )
    paper = Image.new("L", (len(rows) * 4 + 32,) * 2, 255)
    paper.paste(picture, (16, 16))
    assert [found.text for found in zxingcpp.read_barcodes(paper)] == [CODE]


def test_the_svg_draws_the_same_modules_as_the_picture() -> None:
    svg = qr_svg(CODE)
    drawn = sum(int(run.split("h")[1].split("v")[0]) for run in svg.split("d=")[1].split("M")[1:])
    assert drawn == sum(row.count(DARK) for row in qr_rows(CODE))
    assert "style" not in svg


@pytest.mark.parametrize("performance_id", [1, 2_000_000, 2**35 - 1])
def test_a_code_is_a_qr_code_of_25_by_25_modules(performance_id: int) -> None:
    code = ticket_code(performance_id, "ZZZZ ZZZZ", KEYS)
    assert len(code) <= 37
    assert [len(row) for row in qr_rows(code)] == [25] * 25


def test_a_code_of_version_1_is_still_read_whichever_key_signed_it() -> None:
    old = "046CEGG3SHA222JYZ5SYHF75PHC0"
    assert read_code(old, KEYS) == TicketCode(12, "RX10 7K2M")
    assert read_code(old, (b"a newer key", *KEYS)) == TicketCode(12, "RX10 7K2M")
    with pytest.raises(ForgedCode) as error:
        read_code(old, (b"a newer key",))
    assert not isinstance(error.value, UnknownKey)


def test_the_layout_is_the_one_that_scanners_know() -> None:
    data = decode_base32(CODE)
    assert data[:3] == b"\x02" + hashlib.sha256(KEYS[0]).digest()[:2]
    assert data[3:9] == b"\x0c" + decode_base32("RX107K2M")
    assert data[9:] == hmac.digest(KEYS[0], data[:9], "sha256")[:10]


def test_the_first_key_signs_and_all_are_read() -> None:
    both = (b"a newer key", *KEYS)
    assert ticket_code(12, "RX10 7K2M", both) == ticket_code(12, "RX10 7K2M", both[:1]) != CODE
    assert read_code(CODE, both) == read_code(ticket_code(12, "RX10 7K2M", both), both)


def test_a_key_that_is_not_there_is_told_apart_from_a_wrong_signature() -> None:
    with pytest.raises(UnknownKey):
        read_code(CODE, (b"another key",))
    with pytest.raises(ForgedCode) as error:
        read_code(CODE[:-1] + ("0" if CODE[-1] != "0" else "G"), KEYS)
    assert not isinstance(error.value, UnknownKey)


def test_a_key_that_is_not_there_comes_with_what_the_code_claims() -> None:
    with pytest.raises(UnknownKey) as error:
        read_code(ticket_code(2**63 - 1, "RX10 7K2M", (b"another key",)), KEYS)
    assert error.value.claims == (TicketCode(2**63 - 1, "RX10 7K2M"),)


@given(st.integers(0, 120))
def test_a_code_of_another_length_names_no_key(length: int) -> None:
    unsigned = ticket_code(12, "RX10 7K2M", (b"another key",))
    altered = (unsigned + "0" * 120)[:length]
    with pytest.raises(ForgedCode) as error:
        read_code(altered, KEYS)
    assert isinstance(error.value, UnknownKey) is (altered == unsigned)


@pytest.mark.parametrize("number", [0, 127, 128, 2**35 - 1, 2**63 - 1])
def test_the_beginning_of_a_code_says_how_long_it_is(number: int) -> None:
    code = ticket_code(number, "ZZZZ ZZZZ", KEYS)
    assert whole_length(code) == whole_length(code + "0") == whole_length(code[:20]) == len(code)
    assert len(CODE) <= (whole_length(code[:4]) or 0) <= len(code)


@pytest.mark.parametrize("text", ["", "0", "XXXX", "1" * 40, "0C", "é", encode_base32(b"\1" + b"\xff" * 30)])
def test_no_code_begins_so(text: str) -> None:
    assert whole_length(text) is None


def test_the_shortest_and_the_longest_code() -> None:
    assert whole_length("046CEGG3SHA222JYZ5SYHF75PHC0") == SHORTEST == 28
    assert len(ticket_code(2**63 - 1, "0000 0000", KEYS)) == LONGEST
