"""The index on disk: tantivy finds entries by block key, a side file says what they are.

One writer (in a process of its own, see `node/`), any number of readers in other processes.
It must never decide what is a match.
"""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from accord.index.bodies import BodyMap
from accord.index.documents import (
    KEY,
    SOURCE,
    delete_document,
    document,
    is_clean,
    key_query,
    last_opstamp,
    meta_file,
    numbers_at,
    numbers_beside_deleted,
    open_or_make,
    open_writer,
    remove_strays,
    term_query,
    terms_folder,
)
from accord.index.entries import EntryFile, PositionLookup
from accord.index.generations import (
    CURRENT,
    current_generation,
    fresh_generation,
    publish,
    sync_folder,
)
from accord.index.keys import is_identifier, usable_keys
from accord.model.errors import Conflict, Unavailable
from accord.model.ports import Candidate, IndexEntry
from accord.model.records import RecordId, SourceId

DEFAULT_HEAP_BYTES = 128_000_000
"""Memory of the indexing thread. More makes fewer segments; tantivy wants 15 MB at least."""

POSTINGS_BUDGET = 50_000
"""Most postings that the keys of one question may have together, about 0.2 ms of one core:
the rarest keys are taken until it is spent, so that common names cost no more than rare ones."""

FEWEST_KEYS, MOST_KEYS = 2, 40
"""So many keys are read however common they are; and no more than so many, since each costs a
look-up in every segment. (With 74 keys asked of 1 million persons the rarest 40 find as many of
the right records among 100 as all do, 0.988, in two thirds of the time.)"""

_ATTEMPTS = 8


class TantivyWriter:
    """The only writer of a generation: tantivy's lock holds that, a second is Unavailable."""

    def __init__(
        self,
        directory: Path,
        *,
        heap_bytes: int = DEFAULT_HEAP_BYTES,
        generation: Path | None = None,
    ) -> None:
        """Open the current generation, or make the first one; or write `generation`, which a
        rebuild fills before it is published.
        """
        self._place = generation or _current_or_first(directory)
        self._heap_bytes = heap_bytes
        self._entries = EntryFile(self._place)
        self._index = open_or_make(self._place)
        self._writer = open_writer(self._index, heap_bytes)
        remove_strays(self._place)
        self._entries.recover(last_opstamp(self._place))
        sync_folder(self._place)

    def put(self, entries: Iterable[IndexEntry]) -> None:
        """Add, or replace the entry with the same record id."""
        for entry in entries:
            self._forget(entry.record_id)
            keys = usable_keys(entry.keys)
            number = self._entries.add(entry.record_id, entry.source, entry.profile, keys)
            self._writer.add_document(document(number, entry.source, keys))

    def remove(self, record_ids: Iterable[RecordId]) -> None:
        for record_id in record_ids:
            self._forget(record_id)

    def commit(self, position: int) -> None:
        """Side file, tantivy, side file: cut off anywhere, the next opening completes or undoes
        it, so position and content agree. Raises Unavailable when the disk refuses; open anew.
        """
        self._entries.begin_commit(position, last_opstamp(self._place))
        self._commit_terms()
        self._entries.finish_commit()

    def position(self) -> int:
        return self._entries.position()

    def scrub(self) -> None:
        """Write the living entries of every segment with removed ones anew, so that tantivy
        drops it whole, and empty the write-ahead log.

        Measured on a busy core: 6,000 to 12,000 entries/s of the segments touched. Raises Conflict
        with changes pending.
        """
        if self._entries.has_pending():
            raise Conflict("index_uncommitted")
        for _ in range(_ATTEMPTS):
            self._end_merges()
            if is_clean(self._place):
                self._writer.garbage_collect_files()
                self._entries.truncate_log()
                return
            self._rewrite(numbers_beside_deleted(self._place))
        raise Unavailable("index_scrub_unfinished")

    def close(self) -> None:
        """Waits for merges; what was not committed is dropped."""
        self._writer.rollback()
        self._writer.wait_merging_threads()
        self._entries.close()

    def _forget(self, record_id: RecordId) -> None:
        for number in self._entries.doom(record_id):
            delete_document(self._writer, number)

    def _commit_terms(self) -> None:
        try:
            self._writer.commit()
        except (ValueError, OSError) as error:
            raise Unavailable("index_commit_failed") from error
        sync_folder(terms_folder(self._place))

    def _end_merges(self) -> None:
        self._writer.wait_merging_threads()
        self._index = open_or_make(self._place)
        self._writer = open_writer(self._index, self._heap_bytes)

    def _rewrite(self, numbers: Iterable[int]) -> None:
        for number, source, keys in self._entries.rewritable(numbers):
            delete_document(self._writer, number)
            self._writer.add_document(document(number, source, keys))
        self._commit_terms()


class TantivyReader:
    """Answers from the current generation as of its last commit, made in whatever process."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._view: _View | None = None

    def candidates(
        self, keys: Sequence[str], *, limit: int, without: Sequence[SourceId] = ()
    ) -> list[Candidate]:
        """The records that share most with `keys`, rare keys counting more, best first.

        Empty before the first commit. Raises Unavailable when the index is gone, or is changed
        faster than it can be read.
        """
        wanted = usable_keys(keys)
        if not wanted or limit < 1:
            return []
        for _ in range(_ATTEMPTS):
            view = self._newest()
            found = [] if view is None else view.find(wanted, limit, without)
            if found is not None:
                return found
        raise Unavailable("index_changing")

    def position(self) -> int:
        """Of the generation that was searched last; the newest one when none was yet."""
        view = self._view or self._newest()
        return 0 if view is None else view.position()

    def count(self) -> int:
        view = self._newest()
        return 0 if view is None else view.count()

    def _newest(self) -> "_View | None":
        """The view brought up to date. A rebuild may delete files while they are being opened:
        then another generation is current, and it is tried again.
        """
        problem: Exception | None = None
        for _ in range(_ATTEMPTS):
            try:
                if self._view is None or self._view.is_replaced():
                    self._view = _open_view(self._directory)
                elif self._view.is_behind():
                    self._view.reload()
            except (OSError, ValueError, sqlite3.OperationalError) as error:
                problem = error
            else:
                return self._view
        raise Unavailable("index_unreadable") from problem


class _View:
    """One generation, as of the last commit that was seen."""

    def __init__(self, directory: Path, generation: Path) -> None:
        self._current = os.fspath(directory / CURRENT)
        self._meta = os.fspath(meta_file(generation))
        self._current_seen = _stamp(self._current)
        self._meta_seen = _stamp(self._meta)
        self._index = open_or_make(generation)
        self._index.reload()
        self._schema = self._index.schema
        self._generation = generation
        self._seen = self._index.searcher(), BodyMap(generation)
        self._entries = PositionLookup(generation)

    def is_replaced(self) -> bool:
        return _stamp(self._current) != self._current_seen

    def is_behind(self) -> bool:
        return _stamp(self._meta) != self._meta_seen

    def reload(self) -> None:
        seen = _stamp(self._meta)
        self._index.reload()
        self._seen = self._index.searcher(), BodyMap(self._generation)
        self._meta_seen = seen

    def position(self) -> int:
        return self._entries.position()

    def count(self) -> int:
        return self._seen[0].num_docs

    def find(
        self, keys: Sequence[bytes], limit: int, without: Sequence[SourceId]
    ) -> list[Candidate] | None:
        """None when the writer has removed one of the finds since this view was taken."""
        searcher, bodies = self._seen
        telling = _affordable(searcher, keys)
        if not telling:
            return []
        query = self._query(telling, without)
        hits = searcher.search(query, limit, count=False).hits
        numbers = numbers_at(searcher, [place for _, place in hits])
        scores = [score for score, _ in hits]
        ranked = sorted(zip(scores, numbers, strict=True), key=lambda hit: (-hit[0], hit[1]))
        return bodies.candidates([number for _, number in ranked])

    def _query(self, keys: Sequence[bytes], without: Sequence[SourceId]) -> tantivy.Query:
        queries = [key_query(self._schema, key) for key in keys]
        if len(queries) == 1 and not without:
            return queries[0]
        parts = [(tantivy.Occur.Should, query) for query in queries]
        for source in without:
            outside = term_query(self._schema, SOURCE, source.encode())
            parts.append((tantivy.Occur.MustNot, outside))
        return tantivy.Query.boolean_query(parts)


def _current_or_first(directory: Path) -> Path:
    found = current_generation(directory)
    if found is None:
        found = fresh_generation(directory)
        publish(directory, found)
    return found


def _open_view(directory: Path) -> _View | None:
    generation = current_generation(directory)
    if generation is None or not meta_file(generation).exists():
        return None
    return _View(directory, generation)


def _affordable(searcher: tantivy.Searcher, keys: Sequence[bytes]) -> list[bytes]:
    """Identifiers always; then the rarest other keys that the budget allows."""
    identifiers = [key for key in keys if is_identifier(key)]
    others = [key for key in keys if not is_identifier(key)]
    if len(others) <= FEWEST_KEYS:
        return list(keys)
    frequency = searcher.doc_freq
    taken: list[bytes] = []
    spent = 0
    for sharing, key in sorted((frequency(KEY, key), key) for key in others):
        spent += sharing
        if len(taken) >= (FEWEST_KEYS if spent > POSTINGS_BUDGET else MOST_KEYS):
            break
        if sharing:
            taken.append(key)
    return identifiers + taken


def _stamp(path: str) -> tuple[int, int, int]:
    found = os.stat(path)  # noqa: PTH116 (twice a search: half the cost of Path.stat)
    return found.st_ino, found.st_mtime_ns, found.st_size
