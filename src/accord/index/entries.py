"""What each entry of the tantivy index is, by its number there; and how two commits are one.

tantivy finds numbers; the bodies file says which record, source and profile a number is. This
SQLite file beside them holds the numbers of each record, the keys of each entry, so that segments
can be written anew without asking the log, and the position. It must never decide what is found.

Rows of keys are overwritten in place and never deleted, as bodies are: SQLite then never moves one
and leaves no stale copy behind, which deleting does now and then even with `secure_delete`
(measured: 2 rows in 28,000). The husks go with the next rebuild.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from accord.index.bodies import FIRST, BodyFile
from accord.model.errors import Corrupt, Unavailable
from accord.model.records import RecordId, SourceId

FILE_NAME = "entries.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry_keys (number INTEGER PRIMARY KEY, keys BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS record (
    hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS doomed (number INTEGER PRIMARY KEY, hash INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""
_CACHE_KIB = 64_000

_encode_keys = msgspec.msgpack.Encoder().encode
_decode_keys = msgspec.msgpack.Decoder(list[bytes]).decode


class EntryFile:
    """The writer's side: one open transaction from the first change to `begin_commit`."""

    def __init__(self, generation: Path) -> None:
        """Open or make the files; `recover` must be called before anything else."""
        self._bodies = BodyFile(generation)
        self._db = sqlite3.connect(
            generation / FILE_NAME, isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._db.executescript(_SCHEMA)
        self._first_pending = FIRST

    def recover(self, opstamp: int) -> None:
        """Finish or undo a commit that was cut off; `opstamp` is tantivy's last commit.

        Raises Corrupt when bodies are missing that a commit had made durable.
        """
        end = self._state("end", FIRST)
        if self._bodies.end < end:
            raise Corrupt("index_bodies_short", expected=end, found=self._bodies.end)
        self._bodies.blank_from(end)
        intended = self._state("intent_opstamp", -1)
        if intended == opstamp:
            self._undo_commit()
        elif intended >= 0:
            self.finish_commit()
        self._first_pending = self._bodies.end

    def add(
        self, record_id: RecordId, source: SourceId, profile: bytes, keys: Sequence[bytes]
    ) -> int:
        """Take in an entry and give it a number that is never used again."""
        self._begin()
        number = self._bodies.add(record_id, source, profile)
        self._db.execute("INSERT INTO entry_keys VALUES (?, ?)", (number, _encode_keys(keys)))
        self._db.execute("INSERT INTO record VALUES (?, ?)", (_hash(record_id), number))
        return number

    def doom(self, record_id: RecordId) -> list[int]:
        """Numbers under which the record is known; they go with the next commit."""
        self._begin()
        key = _hash(record_id)
        found = self._db.execute("SELECT number FROM record WHERE hash = ?", (key,)).fetchall()
        numbers = [n for (n,) in found if self._bodies.read(n).record_id == record_id]
        for number in numbers:
            if number >= self._first_pending:
                self._blank([(number, key)])
            else:
                self._db.execute("INSERT OR IGNORE INTO doomed VALUES (?, ?)", (number, key))
        return numbers

    def has_pending(self) -> bool:
        return self._db.in_transaction

    def begin_commit(self, position: int, opstamp: int) -> None:
        """Make what is new durable, and what is about to happen, before tantivy commits.

        What is doomed stays until `finish_commit`: readers of the former commit still need it.
        """
        self._begin()
        self._bodies.sync()
        self._set_state("end", self._bodies.end)
        self._set_state("intent_position", position)
        self._set_state("intent_first", self._first_pending)
        self._set_state("intent_opstamp", opstamp)
        self._db.execute("COMMIT")
        self._first_pending = self._bodies.end

    def finish_commit(self) -> None:
        """Overwrite what is doomed and remember the position. Need not wait for the disk: if it
        loses this, `recover` does it again.
        """
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("BEGIN IMMEDIATE")
        self._blank(self._db.execute("SELECT number, hash FROM doomed").fetchall())
        self._set_state("position", self._state("intent_position", 0))
        self._forget_intent()
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA synchronous = FULL")

    def position(self) -> int:
        return self._state("position", 0)

    def rewritable(self, numbers: Iterable[int]) -> Iterator[tuple[int, SourceId, list[bytes]]]:
        """Number, source and keys of entries, for writing their documents anew."""
        for number in numbers:
            (keys,) = self._db.execute(
                "SELECT keys FROM entry_keys WHERE number = ?", (number,)
            ).fetchone()
            yield number, self._bodies.read(number).source, _decode_keys(keys)

    def truncate_log(self) -> None:
        """Leave nothing of overwritten rows in the write-ahead log; raises Unavailable when a
        reader holds it for longer than SQLite waits (5 s).
        """
        busy, _, _ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise Unavailable("index_readers_busy")

    def close(self) -> None:
        """What was not committed is dropped."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._db.close()
        self._bodies.blank_from(self._first_pending)
        self._bodies.close()

    def _begin(self) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")

    def _blank(self, rows: Sequence[tuple[int, int]]) -> None:
        """Overwrite entries (number, hash of the record id) with zeros, where they lie."""
        if not rows:
            return
        for number, _ in rows:
            self._bodies.blank(number)
        self._bodies.sync()
        change = "UPDATE entry_keys SET keys = zeroblob(length(keys)) WHERE number = ?"
        self._db.executemany(change, [(number,) for number, _ in rows])
        gone = [(key, number) for number, key in rows]
        self._db.executemany("DELETE FROM record WHERE hash = ? AND number = ?", gone)

    def _undo_commit(self) -> None:
        first = self._state("intent_first", FIRST)
        new = "SELECT number, hash FROM record WHERE number >= ?"
        self._db.execute("BEGIN IMMEDIATE")
        self._blank(self._db.execute(new, (first,)).fetchall())
        self._forget_intent()
        self._db.execute("COMMIT")

    def _forget_intent(self) -> None:
        self._db.execute("DELETE FROM doomed")
        self._db.execute("DELETE FROM state WHERE name LIKE 'intent_%'")

    def _state(self, name: str, default: int) -> int:
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return default if row is None else int(row[0])

    def _set_state(self, name: str, value: int) -> None:
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


class PositionLookup:
    """The position as of now, for readers: a connection that stays open and idle, since opening
    one costs more than a whole search. It holds no lock between two looks.
    """

    def __init__(self, generation: Path) -> None:
        place = f"file:{generation / FILE_NAME}?mode=ro"
        self._db = sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False)

    def position(self) -> int:
        row = self._db.execute("SELECT value FROM state WHERE name = 'position'").fetchone()
        return 0 if row is None else int(row[0])


def _hash(record_id: RecordId) -> int:
    """64 bits to find a record by; its body settles the collisions."""
    digest = hashlib.blake2b(record_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
