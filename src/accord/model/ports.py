"""Ports: what the floors above need, said once. `node/` picks the implementations.

Each port has one contract suite in `tests/contracts/` that every implementation passes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from accord.model.events import Draft, Event
from accord.model.principals import Principal
from accord.model.records import RecordId, RecordStatus, Source, SourceId


class Time(Protocol):
    """The source of time (a `clock` is a deadline)."""

    def now(self) -> datetime:
        """UTC, aware."""
        ...


class Appender(Protocol):
    """The one way in. Durable when it returns: log, ledger and keys are on disk."""

    async def append(self, drafts: Sequence[Draft]) -> list[int]:
        """Append all of `drafts` or none; their positions, in order.

        Raises Unavailable when the queue is full or the node is stopping, Corrupt when the
        store does not prove itself, Conflict when a draft was overtaken (`RecordSubmitted`
        or `RecordWithdrawn` that is not the next version of its record).
        """
        ...


class LogReader(Protocol):
    """The append-only truth and what of its payloads is not erased."""

    def head(self) -> int:
        """Position of the newest event, 0 when empty."""
        ...

    def read(self, *, after: int, limit: int) -> list[Event]:
        """Events with positions after `after`, in order."""
        ...

    def payload(self, position: int) -> bytes:
        """The plaintext under an event. Raises Missing when erased or none, Corrupt when it
        does not match its commitment.
        """
        ...

    def payloads(self, positions: Sequence[int]) -> dict[int, bytes]:
        """Many at once; erased ones are left out."""
        ...


class Log(LogReader, Protocol):
    """The log for its writer: payload keys and the ledger are in the same commit."""

    def commit(self, drafts: Sequence[Draft]) -> list[int]:
        """One durable transaction; positions in order."""
        ...

    def destroy_keys(self, positions: Sequence[int]) -> None:
        """Destroy payload keys for good and the ciphertext with them; again is harmless."""
        ...


class RecordState(msgspec.Struct, frozen=True, array_like=True):
    """Where a record stands: the view's row."""

    record_id: RecordId
    version: int
    source: SourceId
    status: RecordStatus
    position: int
    """Position of its newest version, where its payload lies."""


class EntryState(msgspec.Struct, frozen=True, array_like=True):
    """What an import needs to know of an entry: never more than ids and keyed hashes."""

    entry_key: bytes
    content_key: bytes
    record_id: RecordId
    version: int
    status: RecordStatus


class Views(Protocol):
    """Typed reads of what the log says now. Follows the log; may be a moment behind."""

    def position(self) -> int: ...

    def control_version(self) -> int:
        """Position of the newest event that changed a source or a principal: what a cached
        permit depends on.
        """
        ...

    def records_version(self) -> int:
        """Position of the newest event that changed a record: what an index must have read."""
        ...

    def record(self, record_id: RecordId) -> RecordState | None: ...

    def records(self, record_ids: Sequence[RecordId]) -> dict[RecordId, RecordState]: ...

    def payload_positions(self, record_id: RecordId) -> list[int]:
        """Positions of all versions of a record."""
        ...

    def entries(self, source: SourceId) -> Iterator[EntryState]: ...

    def entry_states(
        self, source: SourceId, entry_keys: Sequence[bytes]
    ) -> dict[bytes, EntryState]:
        """Those of the entries that are known, by their key."""
        ...

    def count(self, source: SourceId, status: RecordStatus) -> int: ...

    def edition(self, source: SourceId) -> str:
        """The newest edition of a source that was imported whole; empty when none."""
        ...

    def sources(self) -> list[Source]: ...

    def principal(self, principal_id: str) -> Principal | None: ...

    def principal_by_key(self, key_hash: bytes) -> Principal | None: ...

    def principals(self) -> list[Principal]: ...


class Follower(Protocol):
    """A reader of the log with a saved position."""

    name: str

    def position(self) -> int: ...

    def follow(self, events: Sequence[Event]) -> None:
        """Take in these events and save the new position, as one. The same events twice do
        no harm.
        """
        ...


class IndexEntry(msgspec.Struct, frozen=True, array_like=True):
    """One record as the index knows it: keys to be found by, and the profile to be scored by."""

    record_id: RecordId
    source: SourceId
    keys: tuple[str, ...]
    profile: bytes


class Candidate(msgspec.Struct, frozen=True, array_like=True):
    """A record that shares keys with the question; not a match until it is scored."""

    record_id: RecordId
    source: SourceId
    profile: bytes


class IndexReader(Protocol):
    """Candidates by block key."""

    def candidates(
        self, keys: Sequence[str], *, limit: int, without: Sequence[SourceId] = ()
    ) -> list[Candidate]:
        """The records that share most with `keys`, rare keys counting more, best first.
        Sources in `without` are left out.
        """
        ...

    def position(self) -> int:
        """Log position up to which the index is complete, as this reader sees it now."""
        ...

    def count(self) -> int: ...


class IndexWriter(Protocol):
    """Takes changes in order; nothing is seen before `commit`."""

    def put(self, entries: Iterable[IndexEntry]) -> None:
        """Add, or replace the entry with the same record id."""
        ...

    def remove(self, record_ids: Iterable[RecordId]) -> None: ...

    def commit(self, position: int) -> None:
        """Make visible and durable, and remember that the log is followed up to `position`."""
        ...

    def position(self) -> int: ...

    def scrub(self) -> None:
        """After erasures: rewrite what still holds removed entries, so that no byte of theirs
        is left in any file.
        """
        ...

    def close(self) -> None: ...
