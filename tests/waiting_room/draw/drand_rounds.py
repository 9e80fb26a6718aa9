"""Recorded rounds of the beacon's network quicknet, and a replacement for its addresses."""

import pytest

from app.waiting_room.draw import drand

ROUND_1000 = (
    b'{"round":1000,"randomness":"fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd","signature":'
    b'"b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"}'
)
ROUND_123 = (
    b'{"round":123,"randomness":"fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc","signature":'
    b'"b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"}'
)
FAR_ROUND = 10**9
"""A round of the next century."""


def answer_with(monkeypatch: pytest.MonkeyPatch, *answers: bytes | Exception) -> list[str]:
    """Answer each request with the next of these answers, again from the first after the last.

    Returns the list to which each requested address is appended."""
    addresses: list[str] = []

    async def fetch_body(address: str) -> bytes:
        answer = answers[len(addresses) % len(answers)]
        addresses.append(address)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(drand, "fetch_body", fetch_body)
    return addresses
