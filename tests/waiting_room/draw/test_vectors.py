"""The published test vectors are what this code and the public script compute."""

import json
from typing import Any

import pytest

from app.waiting_room.draw import verify
from app.waiting_room.draw.commitment import commitment, derive_seed
from app.waiting_room.draw.merkle import inclusion_proof, leaf_hash, merkle_root
from app.waiting_room.draw.permutation import place_in_order
from tests.waiting_room.draw.inclusion_proof import root_by_path
from tests.waiting_room.draw.vectors import SIZES, make_vectors, published_vectors, visitor_leaf

DRAWS = published_vectors()


def b(word: str) -> bytes:
    """Decode hex."""
    return bytes.fromhex(word)


def test_the_file_is_what_the_house_works_out() -> None:
    assert json.loads(json.dumps(list(make_vectors()))) == DRAWS
    assert {draw["n"] for draw in DRAWS} == set(SIZES)
    assert {draw["outside"] for draw in DRAWS} == {"none", "beacon", "witness"}


@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: f"room {draw['room']} n {draw['n']}")
def test_a_vector_holds_here_and_in_the_verifier(draw: dict[str, Any]) -> None:
    hashes = [leaf_hash(number, visitor_leaf(number)) for number in range(1, draw["n"] + 1)]
    assert commitment(b(draw["key"]), draw["room"]).hex() == draw["seal"]
    assert merkle_root(hashes).hex() == verify.tree_root(iter(hashes)).hex() == draw["root"]
    assert derive_seed(b(draw["key"]), b(draw["root"]), draw["n"], b(draw["value"])).hex() == draw["seed"]
    for place in (place_in_order, verify.place_of):
        assert [place(b(draw["seed"]), draw["n"], number) for number in range(1, draw["n"] + 1)] == draw["places"]
    for leaf in draw["leaves"]:
        path = [b(beside) for beside in leaf["path"]]
        assert inclusion_proof(hashes, leaf["number"] - 1) == path
        assert root_by_path(b(leaf["hash"]), leaf["number"] - 1, draw["n"], path) == b(draw["root"])
