"""What hand scanners and keyboards type into a file descriptor, text by text."""

import asyncio
import codecs
import contextlib
import os
import re
import signal
import termios
import threading
from collections.abc import AsyncIterator, Iterator

from app.tickets.scanned_text import MAX_TEXT

END_OF_TEXT = re.compile(r"[\t\r\n]")
CHUNK_BYTES = 4096
CONTROL_CHARACTERS = 6
"""The index of the list of control characters in what `termios.tcgetattr` returns."""


@contextlib.contextmanager
def tab_ends_line(descriptor: int) -> Iterator[None]:
    """Let a terminal pass on what was typed also when a tab is, and not only at the end of a line."""
    if not os.isatty(descriptor):
        yield
        return
    before, attributes = termios.tcgetattr(descriptor), termios.tcgetattr(descriptor)
    attributes[CONTROL_CHARACTERS][termios.VEOL] = b"\t"
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)


async def read_texts(descriptor: int) -> AsyncIterator[str]:
    """Yield each text that a tab or the end of a line ends, and at the end of the input the last one; no blank ones.

    Of a text that is too long for a code only the beginning is kept. Ctrl-C ends it between two texts, so that a scan
    which has begun is finished."""
    decoder, pending = codecs.getincrementaldecoder("utf-8")("replace"), ""
    chunks = _read_chunks(descriptor)
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, chunks.put_nowait, None)
    try:
        while chunk := await chunks.get():
            *texts, pending = END_OF_TEXT.split(pending + decoder.decode(chunk))
            for text in texts:
                if text.strip():
                    yield text
            pending = pending[: MAX_TEXT + 1]
        if chunk is not None and pending.strip():
            yield pending
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


def _read_chunks(descriptor: int) -> asyncio.Queue[bytes | None]:
    """Return a queue that a thread fills with what it reads; b"" is the end. A thread, because any file must do.

    The thread does not keep the process from ending while it waits for input."""
    chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        chunk = b"first"
        while chunk:
            try:
                chunk = os.read(descriptor, CHUNK_BYTES)
            except OSError:  # the terminal is gone
                chunk = b""
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)

    threading.Thread(target=read, daemon=True).start()
    return chunks
