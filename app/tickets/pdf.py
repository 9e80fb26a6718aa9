"""Tickets to print at home: A4, one on each page, to be folded twice. Typeset by Typst, which only this file uses.

An archivable, accessible PDF (PDF/A-2a, PDF/UA-1). The code on it is the ticket's code that never changes."""

import asyncio
import functools
import json
import threading
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typst

from app.events.catalog import Performance
from app.tickets.fonts.font_files import KEPT_FONTS, Font, font_folder
from app.tickets.fonts.printable import make_printable
from app.tickets.fonts.typeface import FONT_OF_TYPST, typeface
from app.tickets.pdf_cache import PdfCache
from app.tickets.printed_order import PdfInput, pdf_input
from app.tickets.tickets import TicketView
from app.web.cache import SingleFlight
from realtime.logs import log

SOURCE = Path(__file__).with_name("pdf.typ")
LOGGED_LETTERS = 20


def tickets_pdf(performance: Performance, reference: str, tickets: Sequence[TicketView], language: str = "en") -> bytes:
    """Render the valid tickets as a PDF, one on each page, in the language of this tag. The same tickets give the same
    bytes.

    Takes tens of milliseconds, mostly outside the interpreter lock: call it in a thread. Thread-safe. Raises ValueError
    when no ticket is valid."""
    return _typeset(pdf_input(performance, reference, tickets, language))


async def render_tickets_pdf(
    performance: Performance, reference: str, tickets: Sequence[TicketView], language: str = "en"
) -> bytes:
    """Return what `tickets_pdf` returns, from the cache if these tickets were printed before in this language.

    It renders in a thread, so that the event loop is not blocked, and in one thread only, so that many orders at once
    take no threads of others. Raises ValueError when no ticket is valid."""
    wanted = pdf_input(performance, reference, tickets, language)
    return _cache.get(wanted.digest) or await _shared_typesetting(wanted)


# a compiler serves one caller at a time; it works outside the interpreter lock, so only its callers wait
_compiling = threading.Lock()
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tickets-pdf")
_cache = PdfCache()


async def _typeset_in_thread(wanted: PdfInput) -> bytes:
    pdf = await asyncio.get_running_loop().run_in_executor(_thread, _typeset, wanted)
    _cache.keep(wanted.digest, pdf)
    return pdf


_shared_typesetting = SingleFlight(_typeset_in_thread)
"""Renders a PDF once for all who ask for it meanwhile."""


def _typeset(wanted: PdfInput) -> bytes:
    printable = make_printable(wanted.order)
    families = [font.family for font in (*typeface(), *printable.fonts, FONT_OF_TYPST)]
    inputs = {"order": printable.order.decode(), "families": json.dumps(families)}
    with _compiling:
        compiler = _typesetter.compiler_with(printable.fonts)
        typeset = functools.partial(compiler.compile, format="pdf", sys_inputs=inputs, timestamp=wanted.made_at)
        try:
            pdf = typeset(pdf_standards=["a-2a", "ua-1"])
        except typst.TypstError as error:
            # such as a letter that is printed as a box, because a font has it but cannot draw it here
            log.warning("pdf_not_archivable", order=_reference(wanted), why=error.message)
            pdf = typeset()
    if printable.replaced:
        letters = sorted({f"U+{ord(part):04X}" for letter in printable.replaced for part in letter})
        log.warning("letters_transliterated", order=_reference(wanted), letters=letters[:LOGGED_LETTERS])
    assert isinstance(pdf, bytes)
    return pdf


def _reference(wanted: PdfInput) -> str:
    return str(json.loads(wanted.order)["reference"])


class _Typesetter:
    """A compiler with our typeface and the other fonts that orders needed so far."""

    def __init__(self) -> None:
        self._fonts: frozenset[Font] = frozenset()
        self._compiler: typst.Compiler | None = None

    def compiler_with(self, fonts: Sequence[Font]) -> typst.Compiler:
        """Return the compiler, made anew if it does not have all of these fonts."""
        if self._compiler is None or not self._fonts.issuperset(fonts):
            wanted = self._fonts.union(typeface(), fonts)
            self._fonts = wanted if len(wanted) <= KEPT_FONTS else frozenset((*typeface(), *fonts))
            self._compiler = _compiler(self._fonts)
        return self._compiler


_typesetter = _Typesetter()


def _compiler(fonts: Collection[Font]) -> typst.Compiler:
    with font_folder(fonts) as folder:
        found = typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
        typst.compile(_every_font(fonts), font_paths=found)
    return typst.Compiler(SOURCE, font_paths=found)


def _every_font(fonts: Collection[Font]) -> bytes:
    """Return a document with a letter of each font: one that was used once stays in memory, without its file."""
    letters = [(font.family, chr(max(font.letters))) for font in fonts]
    return "\n".join(f'#text(font: "{family}", "{letter}")' for family, letter in letters).encode()
