"""The limits of a connection to the web process. They hold in front of every path, also where no other limit does."""

import resource

import msgspec

SPARE_DESCRIPTORS = 200
"""File descriptors that connections leave to the database, Redis, downloads and logs."""


MAX_CONNECTIONS = 10_000


def raise_descriptor_limit() -> None:
    """Let this process and those that it starts open as many files as they may (`ulimit -Hn`) and need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + SPARE_DESCRIPTORS
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def max_connections() -> int:
    """Return how many connections one process may have open: as many as it may open files, but the spare ones."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(100, min(MAX_CONNECTIONS, soft - SPARE_DESCRIPTORS))


class ConnectionLimits(msgspec.Struct, frozen=True):
    """The limits of one process. Sizes are bytes, times are seconds, measured by a sweep once a second."""

    head_bytes: int = 16 * 1024
    """The line and the headers of a request. As many may follow what was read last of a body without being body: sizes
    of chunks, and trailers, which are dropped."""
    url_bytes: int = 8 * 1024
    """The address in the request's line."""
    headers: int = 100
    """Headers of a request."""
    pipelined: int = 8
    """Requests that wait for the answer to an earlier one of their connection. The connection ends after them."""
    idle_seconds: float = 5.0
    """Without a request: before the first byte, and between an answer and the next request."""
    head_seconds: float = 10.0
    """From the first byte of a request to the end of its headers."""
    body_seconds: float = 12.0
    """From the headers to the end of the body, on every path. Bodies that are buffered have less (body_reader.py)."""
    send_seconds: float = 10.0
    """What a client may owe: for this long it may read slower than `send_rate`."""
    send_rate: int = 8 * 1024
    """Bytes a second that a client must acknowledge while bytes for it wait."""
    high_water: int = 128 * 1024
    """Unsent bytes of a connection over which the application waits, and no further request begins."""
    low_water: int = 64 * 1024
    """Unsent bytes at which it goes on."""
    piece: int = 64 * 1024
    """The most that is written at once. High water and a piece: about 192 kB are unsent at most."""
    unsent_bytes: int = 64 * 1024 * 1024
    """Unsent bytes of all connections; beyond it the slowest readers are cut off first."""
    connections: int = msgspec.field(default_factory=max_connections)
    """Open connections; any further one is closed at once."""
