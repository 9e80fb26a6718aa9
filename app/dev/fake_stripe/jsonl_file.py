"""A file of JSON lines, appended to: the last line of an id counts, an incomplete last line is ignored."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec


class JsonlFile:
    """Stores objects across restarts; with an empty path it does nothing."""

    def __init__(self, path: str) -> None:
        self.path = Path(path) if path else None
        self._file: IO[bytes] | None = None

    def read_lines(self) -> Iterator[dict[str, Any]]:
        """Yield every line, oldest first; an incomplete last line is skipped."""
        if self.path is None or not self.path.exists():
            return
        with self.path.open("rb") as file:
            for line in file:
                try:
                    yield msgspec.json.decode(line, type=dict[str, Any])
                except msgspec.DecodeError:  # the write was interrupted
                    continue

    def write(self, thing: Any) -> None:
        """Append one line; it is passed to the kernel before this returns."""
        if self.path is None:
            return
        if self._file is None:
            self._file = self._opened(self.path)
        self._file.write(msgspec.json.encode(thing) + b"\n")
        self._file.flush()

    def delete(self) -> None:
        """Empty the file."""
        self.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self, path: Path) -> IO[bytes]:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
        if file.tell():
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                file.write(b"\n")  # ends an incomplete last line
        return file
