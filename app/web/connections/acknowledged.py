"""How much of what was sent the client's machine has acknowledged: the progress of a slow reader.

The buffer of the process alone does not show it: the kernel takes nothing until a third of its own buffer is free."""

import socket
import struct
from asyncio import BaseTransport

TCP_INFO: int | None = getattr(socket, "TCP_INFO", None)
BYTES_ACKED = struct.Struct("=120xQ")
"""`tcpi_bytes_acked` of `struct tcp_info` (linux/tcp.h, since Linux 4.1)."""


def acknowledged_bytes(transport: BaseTransport) -> int | None:
    """Return the bytes that the other side has acknowledged since the connection began; None where that is unknown."""
    connection = transport.get_extra_info("socket")
    if TCP_INFO is None or connection is None or connection.family == socket.AF_UNIX:
        return None
    try:
        info: bytes = connection.getsockopt(socket.IPPROTO_TCP, TCP_INFO, BYTES_ACKED.size)
    except OSError:
        return None
    return int(BYTES_ACKED.unpack(info)[0]) if len(info) == BYTES_ACKED.size else None
