"""Does everything prove itself? Walks the whole log and ledger and names what does not.

Needs only rows and the node's public key; decides nothing by trust in a stored hash: every chain
link, leaf, tree node and checkpoint is computed again from the stored event bytes. Must never
print a payload: it only tries whether each one opens.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import msgspec

from accord.model.errors import AccordError, Corrupt
from accord.model.events import EVENT_TYPES, RecordErased
from accord.model.ledger import Checkpoint, EventRow, Finding, LeafRow, NodeRow
from accord.store.encoding import decode_event, read_facts
from accord.trust.checkpoint import open_checkpoint
from accord.trust.hashing import CHAIN_START, chain_hash
from accord.trust.merkle import EMPTY_ROOT, Frontier, extend, leaf_hash, load_frontier, root
from accord.trust.payloads import open_payload

T = TypeVar("T")

MAX_FINDINGS = 100
"""Enough to see what happened; a rewritten log would give one for each row."""


class AuditRows(Protocol):
    """The rows of a log as they lie."""

    def event_rows(self) -> Iterator[EventRow]: ...
    def leaf_rows(self) -> Iterator[LeafRow]: ...
    def node_rows(self) -> Iterator[NodeRow]: ...
    def checkpoint_rows(self) -> Iterator[tuple[int, str]]: ...
    def payload_rows(self) -> Iterator[tuple[int, bytes]]: ...
    def key_rows(self) -> Iterator[tuple[int, bytes]]: ...
    def damage(self) -> list[str]: ...


class Verification(msgspec.Struct, frozen=True):
    """What was walked and what was found wrong; no findings means that everything held."""

    events: int
    leaves: int
    checkpoints: int
    payloads: int
    erased: int
    root: bytes
    findings: tuple[Finding, ...]


class _Walk:
    """What the log itself says, gathered in one pass over its events."""

    def __init__(self, *, progress: Callable[[int], None]) -> None:
        self.findings: list[Finding] = []
        self.progress = progress
        self.head = 0
        self.chains: dict[int, bytes] = {0: CHAIN_START}
        self.leaves: list[tuple[int, bytes]] = []
        self.commitments: dict[int, bytes] = {}
        self.erased: set[int] = set()
        self.nodes: dict[tuple[int, int], bytes] = {}

    def note(self, place: str, code: str) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(place, code))

    def node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]


def verify(
    rows: AuditRows,
    *,
    public_keys: dict[str, bytes],
    outside: Sequence[tuple[str, str]] = (),
    progress: Callable[[int], None] = lambda _events: None,
) -> Verification:
    """Walk everything. `outside` are checkpoints from elsewhere as (name, note): witnesses'
    copies or one that an auditor kept; a ledger that was cut or rewritten after it shows.

    Raises nothing for what is wrong inside the log: that is what the findings are for.
    """
    walk = _Walk(progress=progress)
    for damage in rows.damage():
        walk.note(damage, "store_damaged")
    notes = _guarded(walk, "checkpoints", rows.checkpoint_rows)
    _walk_events(walk, _guarded(walk, "events", rows.event_rows))
    _walk_leaves(walk, _guarded(walk, "leaves", rows.leaf_rows))
    _walk_nodes(walk, _guarded(walk, "nodes", rows.node_rows))
    checkpoints = _walk_checkpoints(walk, list(notes), outside, public_keys)
    payloads = _walk_payloads(walk, rows)
    tree_root = root(_frontier(walk, len(walk.leaves))) if walk.leaves else EMPTY_ROOT
    return Verification(
        events=walk.head,
        leaves=len(walk.leaves),
        checkpoints=checkpoints,
        payloads=payloads,
        erased=len(walk.erased),
        root=tree_root,
        findings=tuple(walk.findings),
    )


def _guarded(walk: _Walk, place: str, read: Callable[[], Iterator[T]]) -> Iterator[T]:
    """Rows, until the file itself cannot be read any further."""
    try:
        yield from read()
    except Corrupt as error:
        walk.note(place, error.code)


def _walk_events(walk: _Walk, rows: Iterator[EventRow]) -> None:
    chain = CHAIN_START
    for row in rows:
        place = f"event {row.position}"
        if row.position != walk.head + 1:
            walk.note(f"event {walk.head + 1}", "event_missing")
        walk.head = row.position
        chain = chain_hash(chain, row.body)
        if row.chain != chain:
            walk.note(place, "event_chain_broken")
            chain = row.chain  # go on from here, so that one flipped byte is one finding
        walk.chains[row.position] = chain
        _read_event(walk, row, place)
        if row.position % 10_000 == 0:
            walk.progress(row.position)


def _read_event(walk: _Walk, row: EventRow, place: str) -> None:
    try:
        event = decode_event(row.body)
        facts = read_facts(event)
    except Corrupt as error:
        walk.note(place, error.code)
        return
    if event.position != row.position:
        walk.note(place, "event_out_of_place")
    if EVENT_TYPES[event.type].on_ledger:
        walk.leaves.append((row.position, leaf_hash(row.body)))
    if event.payload is not None:
        walk.commitments[row.position] = event.payload.commitment
    if isinstance(facts, RecordErased):
        walk.erased.update(facts.payloads)


def _walk_leaves(walk: _Walk, rows: Iterator[LeafRow]) -> None:
    expected = iter(enumerate(walk.leaves))
    for row in rows:
        index, (position, leaf) = next(expected, (-1, (0, b"")))
        if index < 0:
            walk.note(f"leaf {row.index}", "leaf_without_event")
        elif (row.index, row.position) != (index, position):
            walk.note(f"leaf {index}", "leaf_out_of_place")
        elif row.hash != leaf:
            walk.note(f"leaf {index} (event {position})", "leaf_hash_differs")
    for index, (position, _) in expected:
        walk.note(f"leaf {index} (event {position})", "leaf_missing")


def _walk_nodes(walk: _Walk, rows: Iterator[NodeRow]) -> None:
    _, nodes = extend(Frontier(), [leaf for _, leaf in walk.leaves])
    walk.nodes = {(level, index): node for level, index, node in nodes}
    missing = {place for place in walk.nodes if place[0] > 0}
    for row in rows:
        place = (row.level, row.index)
        if place not in missing:
            walk.note(f"node {row.level}/{row.index}", "node_out_of_place")
        elif walk.nodes[place] != row.hash:
            walk.note(f"node {row.level}/{row.index}", "node_hash_differs")
        missing.discard(place)
    for level, index in sorted(missing):
        walk.note(f"node {level}/{index}", "node_missing")


def _walk_checkpoints(
    walk: _Walk,
    stored: Sequence[tuple[int, str]],
    outside: Sequence[tuple[str, str]],
    public_keys: dict[str, bytes],
) -> int:
    for place, (number, _) in enumerate(stored, start=1):
        if number != place:
            walk.note(f"checkpoint {place}", "checkpoint_missing")
            break
    notes = [(f"checkpoint {number}", note) for number, note in stored]
    for name, note in [*notes, *outside]:
        try:
            checkpoint = open_checkpoint(note, public_keys)
        except AccordError as error:
            walk.note(name, error.code)
            continue
        _hold_against(walk, name, checkpoint)
    return len(notes) + len(outside)


def _hold_against(walk: _Walk, name: str, checkpoint: Checkpoint) -> None:
    """The log must still begin as the checkpoint says that it did."""
    if checkpoint.position > walk.head:
        place = f"{name}: it covers event {checkpoint.position}, the log ends at {walk.head}"
        walk.note(place, "log_cut_off")
    elif walk.chains.get(checkpoint.position) != checkpoint.chain:
        walk.note(f"{name}: up to event {checkpoint.position}", "log_rewritten")
    if checkpoint.size > len(walk.leaves):
        place = f"{name}: it covers {checkpoint.size} leaves, there are {len(walk.leaves)}"
        walk.note(place, "ledger_cut_off")
    elif root(_frontier(walk, checkpoint.size)) != checkpoint.root:
        walk.note(f"{name}: up to leaf {checkpoint.size}", "ledger_rewritten")


def _frontier(walk: _Walk, size: int) -> Frontier:
    return load_frontier(size, walk.node)


def _walk_payloads(walk: _Walk, rows: AuditRows) -> int:
    keys = dict(_guarded(walk, "keys", rows.key_rows))
    seen: set[int] = set()
    for position, sealed in _guarded(walk, "payloads", rows.payload_rows):
        seen.add(position)
        _try_payload(walk, position, sealed, keys)
    for position in sorted(set(walk.commitments) - seen - walk.erased):
        walk.note(f"payload {position}", "payload_missing")
    for position in sorted(one for one in set(keys) - seen if one <= walk.head):
        walk.note(f"key {position}", "key_without_payload")
    return len(seen)


def _try_payload(walk: _Walk, position: int, sealed: bytes, keys: dict[int, bytes]) -> None:
    place = f"payload {position}"
    if position in walk.erased:
        walk.note(place, "erasure_incomplete")
    elif position not in walk.commitments:
        walk.note(place, "payload_without_event")
    elif position not in keys:
        walk.note(f"key {position}", "key_missing")
    else:
        try:
            open_payload(key=keys[position], sealed=sealed, commitment=walk.commitments[position])
        except Corrupt as error:
            walk.note(place, error.code)
