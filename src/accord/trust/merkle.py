"""Merkle tree hashes and proofs of RFC 6962, section 2.1 (RFC 9162, section 2.1).

Pure: the tree lies with whoever calls. What is stored are the hashes of complete subtrees:
`node(level, index)` is the root over the leaves from `index << level` up to, not including,
`(index + 1) << level`; level 0 are the leaf hashes. From those any root or proof is found in
O(log n) reads. Must never hash anything without its leaf or node prefix.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from hashlib import sha256

import msgspec

from accord.model.errors import Invalid, Untrusted

HASH_BYTES = 32
_LEAF, _NODE = b"\x00", b"\x01"

EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""`node(level, index)`: the stored hash of a complete subtree."""

CompletedNode = tuple[int, int, bytes]
"""Level, index, hash."""


class Frontier(msgspec.Struct, frozen=True, array_like=True):
    """What is needed to go on appending: the roots of the complete subtrees that make up the
    tree, from left to right, one for each bit that is set in `size`.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()


def leaf_hash(data: bytes) -> bytes:
    return sha256(_LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()


def extend(
    frontier: Frontier, leaf_hashes: Iterable[bytes]
) -> tuple[Frontier, list[CompletedNode]]:
    """Append leaves; the new frontier, and every node that became complete, leaves included,
    in the order in which they did. Those are what to store.
    """
    size, stack = frontier.size, list(frontier.hashes)
    completed: list[CompletedNode] = []
    for leaf in leaf_hashes:
        level, index, current = 0, size, leaf
        completed.append((level, index, current))
        while index & 1:
            level, index, current = level + 1, index >> 1, node_hash(stack.pop(), current)
            completed.append((level, index, current))
        stack.append(current)
        size += 1
    return Frontier(size, tuple(stack)), completed


def load_frontier(size: int, node: Node) -> Frontier:
    """The frontier of the first `size` leaves, from stored nodes."""
    hashes, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            hashes.append(node(level, start >> level))
            start += 1 << level
    return Frontier(size, tuple(hashes))


def root(frontier: Frontier) -> bytes:
    """The Merkle tree hash, 32 bytes."""
    if not frontier.hashes:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(frontier.hashes))


def inclusion_path(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """PATH(index, D[size]) of RFC 6962, section 2.1.1, nearest sibling first.

    Raises Invalid when there is no such leaf in a tree of that size.
    """
    if not 0 <= index < size:
        raise Invalid("merkle_no_such_leaf", index=index, size=size)
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _left_part(end - start)
        if index < middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    return tuple(reversed(path))


def consistency_path(first: int, second: int, node: Node) -> tuple[bytes, ...]:
    """PROOF(first, D[second]) of RFC 6962, section 2.1.2. Empty when the sizes are equal.

    Raises Invalid unless 0 < first <= second: an empty tree is a prefix of every other, which
    needs no proof.
    """
    if not 0 < first <= second:
        raise Invalid("merkle_no_such_sizes", first=first, second=second)
    path, start, end = [], 0, second
    while first != end:
        middle = start + _left_part(end - start)
        if first <= middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    # Where the old tree is a whole left part of the new one, the verifier has its root already.
    if start:
        path.append(_range_root(start, end, node))
    return tuple(reversed(path))


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, path: Sequence[bytes], tree_root: bytes
) -> None:
    """Returns when the leaf hash `leaf` is number `index` of the tree of `size` leaves with
    `tree_root` (RFC 9162, section 2.1.3.2). Raises Untrusted otherwise.
    """
    proven = 0 <= index < size and _are_hashes((leaf, *path))
    at, last, current = index, size - 1, leaf
    for sibling in path if proven else ():
        if not last:
            proven = False
            break
        if at & 1 or at == last:
            current = node_hash(sibling, current)
            at, last = _drop_even(at, last)
        else:
            current = node_hash(current, sibling)
        at, last = at >> 1, last >> 1
    if not proven or last or current != tree_root:
        raise Untrusted("merkle_not_included", index=index, size=size)


def verify_consistency(
    *, first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Returns when the tree of `first` leaves is the beginning of the tree of `second` leaves
    (RFC 9162, section 2.1.4.2). Raises Untrusted otherwise, also from an empty tree: that
    would prove nothing.
    """
    if first == second > 0:
        proven = not path and first_root == second_root
    else:
        proven = 0 < first < second and _replay(first, second, path, first_root, second_root)
    if not proven:
        raise Untrusted("merkle_not_consistent", first=first, second=second)


def _replay(
    first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Rebuild both roots from one path, as in steps 2 to 7 of RFC 9162, section 2.1.4.2."""
    if not path or not _are_hashes(path):
        return False
    at, last = first - 1, second - 1
    ones = (at ^ first).bit_length() - 1
    at, last = at >> ones, last >> ones
    # A first tree that is complete is its own only part, so the proof leaves it out.
    start, *siblings = (first_root, *path) if first & (first - 1) == 0 else path
    old = new = start
    for sibling in siblings:
        if not last:
            return False
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            at, last = _drop_even(at, last)
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return not last and old == first_root and new == second_root


def _drop_even(at: int, last: int) -> tuple[int, int]:
    """Climb past the levels on which the rightmost node has no sibling of its own."""
    levels = (at & -at).bit_length() - 1
    return at >> levels, last >> levels


def _range_root(start: int, end: int, node: Node) -> bytes:
    """Root over the leaves `start` to `end`, where `start` is where RFC 6962 splits."""
    parts = load_frontier(end - start, lambda level, at: node(level, at + (start >> level)))
    return root(parts)


def _left_part(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def _are_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
