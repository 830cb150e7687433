"""The log and the views in memory: for tests, for trying things out, and as the plain reading
of what the SQLite ones do. Nothing survives the process.
"""

from collections.abc import Callable, Iterator, Sequence

from accord.model.errors import Corrupt, Missing, Untrusted
from accord.model.events import (
    Draft,
    EditionImported,
    Event,
    PrincipalAdded,
    PrincipalRevoked,
    RecordErased,
    RecordSubmitted,
    RecordWithdrawn,
    SourceSet,
)
from accord.model.ledger import EventRow, InboxPlace, LeafRow, NodeRow
from accord.model.ports import EntryState, RecordState
from accord.model.principals import Principal
from accord.model.records import RecordId, RecordStatus, Source, SourceId
from accord.store.encoding import decode_event, encode_event, principal_of, read_facts
from accord.store.rules import CONTROL_FACTS, RECORD_FACTS
from accord.trust.hashing import CHAIN_START, chain_hash
from accord.trust.merkle import Frontier, extend, leaf_hash
from accord.trust.payloads import open_payload


class MemoryLog:
    """The log, its payloads and keys, the ledger and the inbox, as lists and dicts."""

    def __init__(self, *, now_us: Callable[[], int]) -> None:
        self._now_us = now_us
        self._events: list[EventRow] = []
        self._sealed: dict[int, bytes] = {}
        self._keys: dict[int, bytes] = {}
        self._leaves: list[LeafRow] = []
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._checkpoints: list[str] = []
        self._inbox: dict[tuple[str, bytes, int], tuple[bytes, bytes]] = {}
        self.frontier = Frontier()
        self.chain = CHAIN_START

    def head(self) -> int:
        return len(self._events)

    def head_chain(self) -> bytes:
        return self.chain

    def read(self, *, after: int, limit: int) -> list[Event]:
        return [decode_event(row.body) for row in self._events[after : after + limit]]

    def payload(self, position: int) -> bytes:
        found = self.payloads([position])
        if position not in found:
            raise Missing("payload_not_there", position=position)
        return found[position]

    def payloads(self, positions: Sequence[int]) -> dict[int, bytes]:
        opened = {}
        for position in positions:
            if position in self._keys:
                bound = decode_event(self._events[position - 1].body).payload
                opened[position] = open_payload(
                    key=self._keys[position],
                    sealed=self._sealed[position],
                    commitment=bound.commitment if bound else b"",
                )
        return opened

    def commit(self, drafts: Sequence[Draft]) -> list[int]:
        time_us = self._now_us()
        first = self.head() + 1
        for position, draft in enumerate(drafts, start=first):
            body = encode_event(draft, position=position, time_us=time_us)
            self.chain = chain_hash(self.chain, body)
            self._events.append(EventRow(position, body, self.chain))
            if draft.payload is not None:
                self._keys[position] = draft.payload.key
                self._sealed[position] = draft.payload.sealed
            if draft.facts.on_ledger:
                self._add_leaf(position, leaf_hash(body))
        return list(range(first, first + len(drafts)))

    def receive(
        self, place: InboxPlace, *, commitment: bytes, receipt: bytes, drafts: Sequence[Draft]
    ) -> bytes:
        row = (place.sender, place.thread, place.sequence)
        if row in self._inbox:
            stored_commitment, stored_receipt = self._inbox[row]
            if stored_commitment != commitment:
                raise Untrusted("message_equivocates", sequence=place.sequence)
            return stored_receipt
        self.commit(drafts)
        self._inbox[row] = (commitment, receipt)
        return receipt

    def add_checkpoint(self, note: str) -> None:
        self._checkpoints.append(note)

    def newest_checkpoint(self) -> str | None:
        return self._checkpoints[-1] if self._checkpoints else None

    def destroy_keys(self, positions: Sequence[int]) -> None:
        for position in positions:
            self._keys.pop(position, None)
            self._sealed.pop(position, None)

    def ledger_size(self) -> int:
        return len(self._leaves)

    def node(self, level: int, index: int) -> bytes:
        if level == 0 and index < len(self._leaves):
            return self._leaves[index].hash
        if (level, index) not in self._nodes:
            raise Corrupt("ledger_node_missing", level=level, index=index)
        return self._nodes[level, index]

    def event_rows(self) -> Iterator[EventRow]:
        yield from self._events

    def leaf_rows(self) -> Iterator[LeafRow]:
        yield from self._leaves

    def node_rows(self) -> Iterator[NodeRow]:
        for (level, index), node in sorted(self._nodes.items()):
            yield NodeRow(level, index, node)

    def checkpoint_rows(self) -> Iterator[tuple[int, str]]:
        yield from enumerate(self._checkpoints, start=1)

    def payload_rows(self) -> Iterator[tuple[int, bytes]]:
        yield from sorted(self._sealed.items())

    def key_rows(self) -> Iterator[tuple[int, bytes]]:
        yield from sorted(self._keys.items())

    def damage(self) -> list[str]:
        return []

    def _add_leaf(self, position: int, leaf: bytes) -> None:
        self._leaves.append(LeafRow(len(self._leaves), position, leaf))
        self.frontier, nodes = extend(self.frontier, [leaf])
        for level, index, node in nodes:
            if level > 0:
                self._nodes[level, index] = node


class MemoryViews:
    """The views as dicts; follows like any other."""

    name = "views"

    def __init__(self) -> None:
        self._position = 0
        self._control = 0
        self._records_version = 0
        self._records: dict[RecordId, RecordState] = {}
        self._versions: dict[RecordId, list[int]] = {}
        self._entries: dict[tuple[SourceId, bytes], tuple[bytes, RecordId]] = {}
        self._editions: dict[SourceId, str] = {}
        self._sources: dict[SourceId, Source] = {}
        self._principals: dict[str, tuple[bytes, Principal]] = {}

    def position(self) -> int:
        return self._position

    def follow(self, events: Sequence[Event]) -> None:
        for event in events:
            if event.position > self._position:
                self._apply(event)
                self._position = event.position

    def control_version(self) -> int:
        return self._control

    def records_version(self) -> int:
        return self._records_version

    def record(self, record_id: RecordId) -> RecordState | None:
        return self._records.get(record_id)

    def records(self, record_ids: Sequence[RecordId]) -> dict[RecordId, RecordState]:
        return {one: self._records[one] for one in record_ids if one in self._records}

    def payload_positions(self, record_id: RecordId) -> list[int]:
        return sorted(self._versions.get(record_id, ()))

    def entries(self, source: SourceId) -> Iterator[EntryState]:
        for (entry_source, entry_key), (content_key, record_id) in self._entries.items():
            if entry_source == source:
                state = self._records[record_id]
                yield EntryState(entry_key, content_key, record_id, state.version, state.status)

    def entry_states(
        self, source: SourceId, entry_keys: Sequence[bytes]
    ) -> dict[bytes, EntryState]:
        wanted = set(entry_keys)
        return {one.entry_key: one for one in self.entries(source) if one.entry_key in wanted}

    def known_entries(self, keys: Sequence[tuple[SourceId, bytes]]) -> set[tuple[SourceId, bytes]]:
        return {key for key in keys if key in self._entries}

    def count(self, source: SourceId, status: RecordStatus) -> int:
        return sum(
            state.source == source and state.status is status for state in self._records.values()
        )

    def edition(self, source: SourceId) -> str:
        return self._editions.get(source, "")

    def sources(self) -> list[Source]:
        return [self._sources[one] for one in sorted(self._sources)]

    def principal(self, principal_id: str) -> Principal | None:
        found = self._principals.get(principal_id)
        return found[1] if found else None

    def principal_by_key(self, key_hash: bytes) -> Principal | None:
        for stored, principal in self._principals.values():
            if stored == key_hash:
                return principal
        return None

    def principals(self) -> list[Principal]:
        return [self._principals[one][1] for one in sorted(self._principals)]

    def _apply(self, event: Event) -> None:
        facts = read_facts(event)
        if isinstance(facts, CONTROL_FACTS):
            self._control = event.position
        elif isinstance(facts, RECORD_FACTS):
            self._records_version = event.position
        match facts:
            case RecordSubmitted():
                self._submitted(event.position, facts)
            case RecordWithdrawn():
                self._set(facts.record_id, version=facts.version, status=RecordStatus.WITHDRAWN)
            case RecordErased():
                self._erased(facts)
            case EditionImported():
                self._editions[facts.source] = facts.edition
            case SourceSet():
                self._sources[facts.source.id] = facts.source
            case PrincipalAdded():
                self._principals[facts.id] = (facts.key_hash, principal_of(facts))
            case PrincipalRevoked():
                self._principals.pop(facts.id, None)
            case _:
                pass  # answers and refusals change no view

    def _submitted(self, position: int, facts: RecordSubmitted) -> None:
        self._records[facts.record_id] = RecordState(
            facts.record_id, facts.version, facts.source, RecordStatus.CURRENT, position
        )
        self._versions.setdefault(facts.record_id, []).append(position)
        if facts.entry_key:
            self._entries[facts.source, facts.entry_key] = (facts.content_key, facts.record_id)

    def _erased(self, facts: RecordErased) -> None:
        before = self._records.get(facts.record_id)
        if before is not None:
            self._set(facts.record_id, version=before.version, status=RecordStatus.ERASED)
        self._versions.pop(facts.record_id, None)
        for key, (_, record_id) in self._entries.items():
            if record_id == facts.record_id:
                self._entries[key] = (b"", record_id)

    def _set(self, record_id: RecordId, *, version: int, status: RecordStatus) -> None:
        before = self._records[record_id]
        self._records[record_id] = RecordState(
            record_id, version, before.source, status, before.position
        )
