"""Tickets to print at home: A4, one on each page, to be folded twice. Typeset by Typst, which only this file uses.

An archivable, accessible PDF (PDF/A-2a, PDF/UA-1). The code on it is the ticket's code that never changes."""

import asyncio
import functools
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typst

from app.events.catalog import Performance
from app.tickets.fonts.typeface import font_folder
from app.tickets.pdf_cache import PdfCache
from app.tickets.printed_order import PdfInput, pdf_input
from app.tickets.tickets import TicketView
from app.web.cache import SingleFlight

SOURCE = Path(__file__).with_name("pdf.typ")
EVERY_FONT = '#set text(font: ("Archivo", "Archivi", "Archivu"))\naąạ'.encode()
"""A letter of each font file: a font that was used once stays in memory, so its file may be deleted."""


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
    inputs = {"order": wanted.order.decode()}
    with _compiling:
        typeset = functools.partial(_compiler().compile, format="pdf", sys_inputs=inputs, timestamp=wanted.made_at)
        try:
            pdf = typeset(pdf_standards=["a-2a", "ua-1"])
        except typst.TypstError:
            # A letter that no font has is printed as a box, which the standards refuse: then without them.
            pdf = typeset()
    assert isinstance(pdf, bytes)
    return pdf


@functools.cache
def _compiler() -> typst.Compiler:
    with font_folder() as folder:
        fonts = typst.Fonts(font_paths=[str(folder)])
        typst.compile(EVERY_FONT, font_paths=fonts)
    return typst.Compiler(SOURCE, font_paths=fonts)
