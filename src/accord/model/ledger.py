"""The ledger's values: checkpoints and proofs (RFC 6962, section 2.1)."""

import msgspec


class Checkpoint(msgspec.Struct, frozen=True):
    """What the node signs about itself: the ledger's size and root, and the log's head.

    Written as a C2SP signed note (tlog-checkpoint), so that outside tools can read it.
    """

    origin: str
    size: int
    """Number of leaves."""
    root: bytes
    """Merkle tree hash over the first `size` leaves."""
    position: int
    """Position of the newest event that it covers."""
    chain: bytes
    """Hash chain over all events up to `position`."""
    time_us: int


class InclusionProof(msgspec.Struct, frozen=True):
    index: int
    size: int
    path: tuple[bytes, ...]


class ConsistencyProof(msgspec.Struct, frozen=True):
    first: int
    second: int
    path: tuple[bytes, ...]


class Finding(msgspec.Struct, frozen=True):
    """Something that does not prove itself, and where it is."""

    place: str
    code: str


class EventRow(msgspec.Struct, frozen=True):
    """An event as it lies: stored bytes and the hash chain after it."""

    position: int
    body: bytes
    chain: bytes


class LeafRow(msgspec.Struct, frozen=True):
    """A ledger leaf: RFC 6962 leaf hash over the stored bytes of the event at `position`."""

    index: int
    position: int
    hash: bytes


class NodeRow(msgspec.Struct, frozen=True):
    """A complete subtree above the leaves."""

    level: int
    index: int
    hash: bytes


class InboxPlace(msgspec.Struct, frozen=True):
    """Where a message stands in its line: one of a kind for ever (PROTOCOL 2)."""

    sender: str
    thread: bytes
    sequence: int
