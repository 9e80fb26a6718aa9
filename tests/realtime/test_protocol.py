"""The messages of the live map and of the waiting queue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime import protocol
from realtime.map_topic import coalesce_deltas
from realtime.protocol import (
    BadMessage,
    Delta,
    Leave,
    LevelSeats,
    LogHead,
    PlacesCalled,
    QueueStatus,
    Watch,
    decode_client_message,
    decode_delta,
    decode_status,
    empty_delta,
    encode_delta,
    encode_status,
    merge_deltas,
)

statuses = st.dictionaries(st.integers(0, 30), st.integers(0, 3), max_size=8)


def apply(seats: dict[int, int], delta: Delta) -> dict[int, int]:
    now = dict(seats)
    for status, named in enumerate((delta.open, delta.held, delta.sold, delta.killed)):
        now.update(dict.fromkeys(named, status))
    return now


def test_a_delta_is_as_short_as_it_can_be():
    assert encode_delta(Delta(12, 3, 41, 57, held=[9102])) == b'{"r":12,"e":3,"p":41,"v":57,"held":[9102]}'
    assert encode_delta(empty_delta(12, 3, 57)) == b'{"r":12,"e":3,"p":57,"v":57}'


@given(st.lists(statuses, min_size=1, max_size=6))
def test_merged_deltas_do_what_they_did_one_by_one(changes: list[dict[int, int]]):
    deltas = [protocol.make_delta(1, 1, v, v + 1, now) for v, now in enumerate(changes)]
    one_by_one: dict[int, int] = {}
    for delta in deltas:
        one_by_one = apply(one_by_one, delta)
    one = merge_deltas(deltas)
    assert (one.p, one.v) == (0, len(deltas))
    assert apply({}, decode_delta(encode_delta(one))) == one_by_one
    assert one.seats == len(one_by_one)


def test_deltas_with_a_gap_between_them_are_never_merged():
    first, second = Delta(1, 1, 1, 2, held=[1]), Delta(1, 1, 3, 4, held=[2])
    assert coalesce_deltas([first, second]) == [first, second]
    with pytest.raises(ValueError, match="not contiguous"):
        merge_deltas([first, second])


def test_another_epoch_is_never_merged():
    assert len(coalesce_deltas([Delta(1, 1, 1, 2), Delta(1, 2, 2, 3)])) == 2


def test_too_many_seats_become_a_fetch():
    many = [Delta(1, 1, 1, 2, held=list(range(3000))), Delta(1, 1, 2, 3, sold=list(range(3000)))]
    assert coalesce_deltas(many) == [empty_delta(1, 1, 3)]


def test_what_a_browser_may_say():
    assert decode_client_message('{"watch":"pass","v":57,"e":3}') == Watch("pass", 57, 3)
    assert decode_client_message('{"watch":"pass"}') == Watch("pass")
    assert decode_client_message('{"leave":12}') == Leave(12)


WRONG_JSON = ["null", "[]", "{}", "7", '{"watch":7}', '{"leave":"12"}', '{"watch":"a","leave":1}', '{"leave":1,"v":2}']


@pytest.mark.parametrize("said", [*WRONG_JSON, '{"watch":"a","x":1}', "", "{", "[" * 1000, b"\x00\x01"])
def test_anything_else_is_not_understood(said: str | bytes):
    with pytest.raises(BadMessage):
        decode_client_message(said)


def test_what_is_not_so_yet_costs_those_who_wait_no_byte():
    assert encode_status(QueueStatus(5, 1_760_000_000_000, "open")) == b'{"q":5,"at":1760000000000,"stage":"open"}'


def test_whoever_waits_reads_what_was_said():
    counts = {"last_number": 90, "serving": 41, "inside": 12, "drawn_count": 80, "may_return": 3}
    rates = {"rate": 30.5, "slow_rate": 20, "fast_rate": 40}
    texts = {"root": "ab", "seed": "cd", "reason": "payments", "message": "Patience!", "ended_as": "over"}
    lists = {"remaining": {"7": [LevelSeats(0, 12, 4)]}, "recent_calls": [PlacesCalled(41, 6)]}
    said = QueueStatus(5, 7, "open", **counts, **rates, **texts, **lists, log_head=LogHead(2, "ef"))
    assert decode_status(encode_status(said)) == said


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b'{"q":"5","at":1,"stage":"open"}', b'{"q":5,"at":1}', b"\xff"])
def test_what_is_not_said_by_the_house_is_no_news_of_the_line(data: bytes):
    with pytest.raises(BadMessage):
        decode_status(data)


def test_names_of_keys_say_whose_they_are():
    assert [
        protocol.performance_of_key(name(12)) for name in (protocol.map_channel, protocol.map_key, protocol.head_key)
    ] == [12] * 3
    assert [protocol.performance_of_key(name(12)) for name in (protocol.queue_channel, protocol.queue_key)] == [
        None
    ] * 2
    assert [
        protocol.performance_of_key(name) for name in ("doorbell", "seats:{x}", "seats:12", b"\xff", "seats:{1")
    ] == [None] * 5


@pytest.mark.parametrize("values", [[None] * 5, [b"1", b"2", b"3", b"x", None], [b"1", b"z", b"3", b"x", b"5"]])
def test_half_a_head_is_none(values: list[bytes | None]):
    assert protocol.read_head(values) is None
