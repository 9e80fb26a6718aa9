"""The number of connections follows the number of files that a process may open."""

import resource

import pytest

from app.web.connections.limits import max_connections, raise_descriptor_limit

INFINITY = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("soft", "hard", "raised", "connections"),
    [
        (1024, 524_288, 10_200, 10_000),
        (1024, 4096, 4096, 3896),
        (1024, INFINITY, 10_200, 10_000),
        (65_536, 65_536, 65_536, 10_000),
        (256, 256, 256, 100),
        (INFINITY, INFINITY, INFINITY, 10_000),
    ],
)
def test_a_process_opens_as_many_as_it_may_and_needs(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, raised: int, connections: int
) -> None:
    limit = [(soft, hard)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limit[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, pair: limit.append(pair))
    raise_descriptor_limit()
    assert limit[-1] == (raised, hard)
    assert max_connections() == connections
