"""The index in memory, for tests, small nodes and as the plain statement of what an index does.

Writer and reader in one object. It keeps nothing over a restart: position starts at 0 and the
log is followed anew.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from accord.index.keys import IDENTIFIER_BOOST, is_identifier, usable_keys
from accord.model.ports import Candidate, IndexEntry
from accord.model.records import RecordId, SourceId


class MemoryIndex:
    """Postings in dictionaries, ranked by the sum of the shared keys' rarity."""

    def __init__(self) -> None:
        self._entries: dict[RecordId, IndexEntry] = {}
        self._postings: dict[bytes, dict[RecordId, None]] = defaultdict(dict)
        self._pending: dict[RecordId, IndexEntry | None] = {}
        self._position = 0

    def put(self, entries: Iterable[IndexEntry]) -> None:
        for entry in entries:
            self._pending[entry.record_id] = entry

    def remove(self, record_ids: Iterable[RecordId]) -> None:
        for record_id in record_ids:
            self._pending[record_id] = None

    def commit(self, position: int) -> None:
        for record_id, entry in self._pending.items():
            self._take_out(record_id)
            if entry is not None:
                self._take_in(entry)
        self._pending.clear()
        self._position = position

    def position(self) -> int:
        return self._position

    def count(self) -> int:
        return len(self._entries)

    def candidates(
        self, keys: Sequence[str], *, limit: int, without: Sequence[SourceId] = ()
    ) -> list[Candidate]:
        """The records that share most with `keys`, rare keys counting more, best first."""
        scores: dict[RecordId, float] = defaultdict(float)
        for key in usable_keys(keys):
            sharing = self._postings.get(key, {})
            weight = IDENTIFIER_BOOST if is_identifier(key) else 1.0
            for record_id in sharing:
                scores[record_id] += weight * _rarity(len(sharing), len(self._entries))
        best = sorted(scores.items(), key=lambda found: -found[1])
        found = (self._entries[record_id] for record_id, _ in best)
        allowed = [entry for entry in found if entry.source not in without]
        return [Candidate(e.record_id, e.source, e.profile) for e in allowed[: max(limit, 0)]]

    def scrub(self) -> None:
        """Nothing to do: what is removed is not kept anywhere."""

    def close(self) -> None:
        """Uncommitted changes are dropped."""
        self._pending.clear()

    def _take_in(self, entry: IndexEntry) -> None:
        self._entries[entry.record_id] = entry
        for key in usable_keys(entry.keys):
            self._postings[key][entry.record_id] = None

    def _take_out(self, record_id: RecordId) -> None:
        entry = self._entries.pop(record_id, None)
        for key in usable_keys(entry.keys) if entry is not None else ():
            sharing = self._postings[key]
            sharing.pop(record_id, None)
            if not sharing:
                del self._postings[key]


def _rarity(sharing: int, total: int) -> float:
    """Inverse document frequency, as BM25 has it (Robertson and Zaragoza, 2009, section 3.1)."""
    return math.log(1 + (total - sharing + 0.5) / (sharing + 0.5))
