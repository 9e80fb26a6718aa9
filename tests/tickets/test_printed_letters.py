"""Names in any script are printed, never as boxes, and the PDF stays archivable."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from app.tickets import pdf
from app.tickets.fonts import fallbacks, printable
from app.tickets.fonts.printable import make_printable
from app.tickets.pdf import _typeset, _Typesetter
from tests.tickets.printing import CODE, archivable, printed, words_of

NAMES = {
    "Japanese": "山田太郎",
    "Korean": "김민수",
    "Chinese": "王小明",
    "Thai": "สมชาย ใจดี",
    "Tamil": "அன்பு",
    "Ethiopic": "አበበ",
    "Arabic": "محمد علي",
    "Hebrew": "דוד כהן",
    "Devanagari": "अनिता",
    "emoji": "Zoë 🎭 O’Brien 👩‍💻👍🏽🇩🇪1️⃣",
    "Cyrillic": "Иван Щербаков",
    "Greek": "Ελένη Παππά",
    "Georgian": "ნინო",
    "Khmer": "សុខា",
    "composed and decomposed": "Zoe\u0308 Nguyễn 葛\U000e0100西 \u200fx\u0323",
}


def missing_letters(page: str, name: str) -> set[str]:
    """Return the letters of the name that cannot be read on the page; a reader orders those of some scripts anew."""
    return {letter for letter in name if letter.isalnum()} - set(page)


def test_every_script_is_printed_and_stays_archivable() -> None:
    with capture_logs() as logs:
        paper = _typeset(printed([*NAMES.values()]))
    missing = {
        script: missing_letters(page, name) for page, (script, name) in zip(words_of(paper), NAMES.items(), strict=True)
    }
    assert {script: letters for script, letters in missing.items() if letters - {"\u0308"}} == {}
    assert (archivable(paper), logs) == (True, [])


def test_what_no_font_has_is_written_in_latin_letters_and_logged_without_the_name() -> None:
    with capture_logs() as logs:
        paper = _typeset(printed(["Ana \ue000𓀀 ꦲꦏ\x01\ufeff", "O\u0323\u0330\u0344", "\u0344"]))
    pages = words_of(paper)
    assert ("Ana ?A1 hk" in pages[0], "For Ọ" in pages[1], archivable(paper)) == (True, True, True)
    (entry,) = logs
    assert (entry["event"], entry["order"]) == ("letters_transliterated", "RX10-7K2M")
    assert {"U+E000", "U+13000", "U+0330"} <= set(entry["letters"])


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4), st.text(max_size=30))
def test_no_text_costs_the_archivable_copy(names: list[str], title: str) -> None:
    assert archivable(_typeset(printed(names, title=title)))


def test_latin_letters_need_no_other_font() -> None:
    order = printed(["Zoë Ðinh O’Brien – Zażółć Nguyễn"]).order
    assert make_printable(order) == printable.Printable(order, (), ())


@pytest.mark.parametrize(
    ("text", "language", "drawn_as"),
    [("直", "ja", "JP"), ("直", "ko", "KR"), ("直", "zh", "SC"), ("直", "en", "SC"), ("直とは", "en", "JP")],
)
def test_chinese_characters_look_as_in_the_language(text: str, language: str, drawn_as: str) -> None:
    fonts = make_printable(printed(["Ana"], title=text, language=language).order).fonts
    assert {font.original for font in fonts} == {f"Noto Sans {drawn_as}"}


@pytest.fixture
def no_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Hide the npm packages with the fonts of other scripts."""
    monkeypatch.setattr(fallbacks, "PACKAGES", tmp_path)
    for cache in (fallbacks._installed, printable.find_font):
        cache.cache_clear()
    yield
    for cache in (fallbacks._installed, printable.find_font):
        cache.cache_clear()


def test_without_the_packages_it_is_said_once_and_names_are_in_latin_letters(no_packages: None) -> None:
    with capture_logs() as logs:
        pages = [words_of(_typeset(printed([name])))[0] for name in ("김민수", "Иван", "김민수")]
    assert ["GimMinSu" in pages[0], "Иван" in pages[1], "GimMinSu" in pages[2]] == [True, True, True]
    assert [entry["event"] for entry in logs].count("fonts_missing") == 1


def test_what_was_printed_before_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = printed(["山田太郎", "Иван"])
    after_others = _typeset(wanted)
    for kept in (160, 4):
        monkeypatch.setattr(pdf, "_typesetter", _Typesetter())
        monkeypatch.setattr(pdf, "KEPT_FONTS", kept)
        _typeset(printed(["አበበ"]))
        assert _typeset(wanted) == after_others
    assert len(pdf._typesetter._fonts) < 12


def left_edge(paper: bytes, words: str) -> float:
    """Return where the words begin, in points from the left edge of the paper."""
    text = pdfium.PdfDocument(paper)[0].get_textpage()
    index, count = text.search(words).get_next()
    return min(text.get_charbox(place)[0] for place in range(index, index + count))


def test_a_page_from_right_to_left_is_mirrored_but_folds_alike() -> None:
    pages = [_typeset(printed(["Ana"], direction=way, venue="1 (Rex)")) for way in ("ltr", "rtl")]
    when, serial = ([left_edge(paper, words) for paper in pages] for words in ("When", "ABC-123"))
    assert (when[0] < 100, when[1] > 200) == (True, True)
    assert (serial[0] > 300, serial[1] < 300) == (True, True)
    assert [left_edge(paper, "(Rex)") > left_edge(paper, "1 (Rex)") for paper in pages] == [True, True]
    read = [zxingcpp.read_barcodes(pdfium.PdfDocument(paper)[0].render(scale=2).to_pil())[0] for paper in pages]
    assert [code.text for code in read] == [CODE, CODE]
    assert read[0].position.top_left.x == read[1].position.top_left.x
