"""The tree against the definition in RFC 6962, and its proofs against tampering."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from sijill.ledger import merkle

LEAVES = st.lists(st.binary(max_size=4).map(merkle.leaf_hash), max_size=40)


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert merkle.root([]) == hashlib.sha256(b"").digest()


def test_three_leaves_by_hand() -> None:
    a, b, c = (merkle.leaf_hash(data) for data in (b"a", b"b", b"c"))
    assert a == hashlib.sha256(b"\x00a").digest()
    left = hashlib.sha256(b"\x01" + a + b).digest()
    assert merkle.root([a, b, c]) == hashlib.sha256(b"\x01" + left + c).digest()


@given(LEAVES)
def test_appending_one_by_one_gives_the_root_by_definition(leaves: list[bytes]) -> None:
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        frontier = merkle.append(frontier, size, leaf)
    assert merkle.root_of_frontier(frontier) == merkle.root(leaves)


@given(LEAVES.filter(bool), st.data())
def test_inclusion_proofs_hold_and_fail_for_another_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(leaves, index)
    root = merkle.root(leaves)
    assert merkle.root_from_inclusion(leaves[index], index, len(leaves), proof) == root
    other = merkle.leaf_hash(b"another leaf")
    assert merkle.root_from_inclusion(other, index, len(leaves), proof) != root


@given(LEAVES, st.data())
def test_consistency_proofs_hold_and_fail_for_a_rewritten_past(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, len(leaves)))
    proof = merkle.consistency_proof(leaves, size)
    old, new = merkle.root(leaves[:size]), merkle.root(leaves)
    assert merkle.is_consistent(size, old, len(leaves), new, proof)
    if size:
        forged = [merkle.leaf_hash(b"forged"), *leaves[1:size]]
        assert not merkle.is_consistent(size, merkle.root(forged), len(leaves), new, proof)
