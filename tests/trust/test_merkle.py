"""Merkle hashes and proofs against the published vectors and the RFC's own definition."""

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.model.errors import Invalid, Untrusted
from accord.trust.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    consistency_path,
    extend,
    inclusion_path,
    leaf_hash,
    load_frontier,
    root,
    verify_consistency,
    verify_inclusion,
)

LEAVES = st.integers(min_value=0, max_value=70).map(
    lambda count: [number.to_bytes(2, "big") for number in range(count)]
)


def naive_root(data: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = naive_split(len(data))
    return sha256(b"\x01" + naive_root(data[:k]) + naive_root(data[k:])).digest()


def naive_path(m: int, data: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(data) == 1:
        return []
    k = naive_split(len(data))
    if m < k:
        return [*naive_path(m, data[:k]), naive_root(data[k:])]
    return [*naive_path(m - k, data[k:]), naive_root(data[:k])]


def naive_proof(m: int, data: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if m == len(data):
        return [] if whole else [naive_root(data)]
    k = naive_split(len(data))
    if m <= k:
        return [*naive_proof(m, data[:k], whole=whole), naive_root(data[k:])]
    return [*naive_proof(m - k, data[k:], whole=False), naive_root(data[:k])]


def naive_split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def grow(data: list[bytes]) -> tuple[Frontier, Node]:
    frontier, completed = extend(Frontier(), map(leaf_hash, data))
    stored = {(level, index): value for level, index, value in completed}
    return frontier, lambda level, index: stored[level, index]


def decode(values: list[str] | None) -> list[bytes]:
    return [base64.b64decode(value) for value in values or ()]


def vectors(data: Path, kind: str) -> list[tuple[str, dict[str, Any]]]:
    folder = data / "vectors" / "rfc6962_merkle" / kind
    found = [(str(file.relative_to(folder)), file) for file in sorted(folder.rglob("*.json"))]
    assert found
    return [(name, json.loads(file.read_text())) for name, file in found]


def is_inclusion(vector: dict[str, Any], *, start: int, size: int) -> bool:
    leaf, tree_root = decode([vector["leafHash"], vector["root"]])
    path = decode(vector["proof"])
    try:
        verify_inclusion(
            leaf=leaf, index=vector["leafIdx"] - start, size=size, path=path, tree_root=tree_root
        )
    except Untrusted:
        return False
    return True


def is_consistency(vector: dict[str, Any], *, first: int, second: int) -> bool:
    first_root, second_root = decode([vector["root1"], vector["root2"]])
    path = decode(vector["proof"])
    try:
        verify_consistency(
            first=first, second=second, path=path, first_root=first_root, second_root=second_root
        )
    except Untrusted:
        return False
    return True


@pytest.mark.data
def test_every_published_inclusion_vector(data: Path) -> None:
    for name, vector in vectors(data, "inclusion"):
        proven = is_inclusion(vector, start=0, size=vector["treeSize"])
        assert proven is not vector["wantErr"], name


@pytest.mark.data
def test_every_published_consistency_vector(data: Path) -> None:
    for name, vector in vectors(data, "consistency"):
        proven = is_consistency(vector, first=vector["size1"], second=vector["size2"])
        assert proven is not vector["wantErr"], name


@pytest.mark.data
def test_published_subtree_inclusion_vectors_of_valid_subtrees(data: Path) -> None:
    """A subtree that starts where the tree splits is a tree of its own."""
    tried = 0
    for name, vector in vectors(data, "subtreeinclusion"):
        start, size = vector["start"], vector["end"] - vector["start"]
        if size <= 0 or start % (1 << (size - 1).bit_length()):
            continue
        assert is_inclusion(vector, start=start, size=size) is not vector["wantErr"], name
        tried += 1
    assert tried > 100


@pytest.mark.data
def test_published_subtree_consistency_vectors_from_the_first_leaf(data: Path) -> None:
    tried = 0
    for name, vector in vectors(data, "subtreeconsistency"):
        if vector["start"] or not vector["end"]:
            continue
        proven = is_consistency(vector, first=vector["end"], second=vector["size"])
        assert proven is not vector["wantErr"], name
        tried += 1
    assert tried > 50


def test_the_empty_tree() -> None:
    assert root(Frontier()) == EMPTY_ROOT == naive_root([])


@given(LEAVES, st.data())
def test_frontier_is_the_same_in_any_portions(leaves: list[bytes], portions: st.DataObject) -> None:
    cut = portions.draw(st.integers(0, len(leaves)))
    whole, node = grow(leaves)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    first, before = extend(Frontier(), hashes[:cut])
    second, after = extend(first, hashes[cut:])
    assert second == whole == load_frontier(len(leaves), node)
    assert first == load_frontier(cut, node)
    assert before + after == extend(Frontier(), hashes)[1]
    assert root(whole) == naive_root(leaves)
    assert root(first) == naive_root(leaves[:cut])


@given(LEAVES.filter(bool), st.data())
def test_inclusion_is_the_definitions_and_verifies(
    leaves: list[bytes], draw: st.DataObject
) -> None:
    size = draw.draw(st.integers(1, len(leaves)))
    index = draw.draw(st.integers(0, size - 1))
    _, node = grow(leaves)
    path = inclusion_path(index, size, node)
    assert list(path) == naive_path(index, leaves[:size])
    leaf, tree_root = leaf_hash(leaves[index]), naive_root(leaves[:size])
    verify_inclusion(leaf=leaf, index=index, size=size, path=path, tree_root=tree_root)


@given(LEAVES.filter(bool), st.data())
def test_consistency_is_the_definitions_and_verifies(
    leaves: list[bytes], draw: st.DataObject
) -> None:
    second = draw.draw(st.integers(1, len(leaves)))
    first = draw.draw(st.integers(1, second))
    _, node = grow(leaves)
    path = consistency_path(first, second, node)
    assert list(path) == naive_proof(first, leaves[:second])
    verify_consistency(
        first=first,
        second=second,
        path=path,
        first_root=naive_root(leaves[:first]),
        second_root=naive_root(leaves[:second]),
    )


@given(LEAVES.filter(lambda leaves: len(leaves) > 1), st.data())
def test_a_changed_leaf_is_not_consistent(leaves: list[bytes], draw: st.DataObject) -> None:
    first = draw.draw(st.integers(1, len(leaves) - 1))
    changed = draw.draw(st.integers(0, first - 1))
    rewritten = [*leaves[:changed], b"rewritten", *leaves[changed + 1 :]]
    _, node = grow(rewritten)
    with pytest.raises(Untrusted):
        verify_consistency(
            first=first,
            second=len(leaves),
            path=consistency_path(first, len(leaves), node),
            first_root=naive_root(leaves[:first]),
            second_root=naive_root(rewritten),
        )


@given(LEAVES.filter(bool), st.data())
def test_a_flipped_bit_anywhere_is_not_included(leaves: list[bytes], draw: st.DataObject) -> None:
    index = draw.draw(st.integers(0, len(leaves) - 1))
    _, node = grow(leaves)
    parts = [leaf_hash(leaves[index]), naive_root(leaves)]
    parts += inclusion_path(index, len(leaves), node)
    at = draw.draw(st.integers(0, len(parts) - 1))
    byte, bit = draw.draw(st.integers(0, 31)), draw.draw(st.integers(0, 7))
    flipped = bytearray(parts[at])
    flipped[byte] ^= 1 << bit
    parts[at] = bytes(flipped)
    leaf, tree_root, *path = parts
    with pytest.raises(Untrusted):
        verify_inclusion(leaf=leaf, index=index, size=len(leaves), path=path, tree_root=tree_root)


@given(st.integers(-2, 9), st.integers(-2, 9), st.lists(st.binary(max_size=33), max_size=5))
def test_nonsense_is_untrusted_only(first: int, second: int, path: list[bytes]) -> None:
    with pytest.raises(Untrusted):
        verify_inclusion(leaf=b"", index=first, size=second, path=path, tree_root=b"x")
    with pytest.raises(Untrusted):
        verify_consistency(first=first, second=second, path=path, first_root=b"x", second_root=b"y")


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_path_to_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(Invalid):
        inclusion_path(index, size, grow([b"a", b"b", b"c"])[1])


@pytest.mark.parametrize(("first", "second"), [(0, 3), (-1, 2), (3, 2)])
def test_no_path_between_sizes_that_cannot_be(first: int, second: int) -> None:
    with pytest.raises(Invalid):
        consistency_path(first, second, grow([b"a", b"b", b"c"])[1])
