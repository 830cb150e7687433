"""The follower that keeps the index: each record's newest version under its block keys.

Runs in the index child. A record whose payload is erased is simply not there; withdrawn and
erased ones are taken out, and after an erasure the index files are rewritten.
"""

from collections.abc import Sequence

import msgspec

from accord.matching.keys import block_keys
from accord.matching.profile import make_profile
from accord.model.events import Event, RecordErased, RecordSubmitted, RecordWithdrawn
from accord.model.ports import IndexEntry, IndexWriter, LogReader
from accord.model.records import Record, RecordId
from accord.store.encoding import read_facts
from accord.store.rules import RECORD_TYPES

SAVE_EVERY = 50_000
"""Events that may have to be read again after a restart when none of them changed a record."""

_decode_record = msgspec.msgpack.Decoder(Record).decode


class FollowIndex:
    """See `accord.model.ports.Follower`."""

    name = "index"

    def __init__(self, log: LogReader, index: IndexWriter) -> None:
        self._log = log
        self._index = index
        self._position = index.position()

    def position(self) -> int:
        """How far the log is read. What the index has saved may be behind: checks are events
        too, and a commit for each of them would only cost.
        """
        return self._position

    def follow(self, events: Sequence[Event]) -> None:
        """Put the newest state of each record that these events touch, as one commit."""
        if not events:
            return
        changes: dict[RecordId, int | None] = {}
        scrub = False
        for event in events:
            if event.type not in RECORD_TYPES:
                continue  # nothing that is searched for; most events are checks
            match read_facts(event):
                case RecordSubmitted(record_id=record_id):
                    changes[record_id] = event.position
                case RecordWithdrawn(record_id=record_id):
                    changes[record_id] = None
                case RecordErased(record_id=record_id):
                    changes[record_id] = None
                    scrub = True
        self._position = events[-1].position
        if changes:
            self._take_in(changes)
        if changes or self._position - self._index.position() >= SAVE_EVERY:
            self._index.commit(self._position)
        if scrub:
            self._index.scrub()

    def _take_in(self, changes: dict[RecordId, int | None]) -> None:
        positions = [position for position in changes.values() if position is not None]
        payloads = self._log.payloads(positions)
        self._index.remove(
            record_id for record_id, position in changes.items() if position not in payloads
        )
        self._index.put(
            index_entry(_decode_record(payloads[position]))
            for position in changes.values()
            if position in payloads
        )


def index_entry(record: Record) -> IndexEntry:
    """What the index knows of a record: terms to find and to score it by, and ids."""
    return IndexEntry(
        record_id=record.id,
        source=record.source,
        keys=block_keys(record.subject),
        profile=make_profile(record.subject),
    )
