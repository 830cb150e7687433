"""The views in SQLite: one file that follows the log and can be thrown away.

Commits are not synced: after power loss the file stands at an earlier position and follows again.
The position is saved in the transaction of the rows that it covers.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import msgspec

from accord.model.events import (
    EditionImported,
    Event,
    Facts,
    PrincipalAdded,
    PrincipalRevoked,
    RecordErased,
    RecordSubmitted,
    RecordWithdrawn,
    SourceSet,
)
from accord.model.ports import EntryState, RecordState
from accord.model.principals import Principal
from accord.model.records import RecordId, RecordStatus, Source, SourceId
from accord.store.encoding import principal_of, read_facts
from accord.store.rules import CONTROL_FACTS, VIEWED
from accord.store.sqlite_files import as_store_error, empty_wal, open_database, open_for_reading

VIEWS_FILE = "views.db"
_IN_ONE_QUERY = 500
SAVE_EVERY = 10_000
"""Events that may have to be read again after a restart when none of them changed a view."""

_encode = msgspec.msgpack.Encoder().encode


class SqliteViewsReader:
    """Typed reads; any number of processes at once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._views = connection

    @classmethod
    def open(cls, directory: Path) -> "SqliteViewsReader":
        return cls(open_for_reading(directory / VIEWS_FILE))

    def close(self) -> None:
        self._views.close()

    def position(self) -> int:
        return self._progress("views")

    def control_version(self) -> int:
        """See the port."""
        return self._progress("control")

    def records_version(self) -> int:
        """See the port."""
        return self._progress("records")

    def _progress(self, name: str) -> int:
        try:
            query = "SELECT position FROM progress WHERE name = ?"
            row = self._views.execute(query, (name,)).fetchone()
        except sqlite3.Error as error:
            raise as_store_error(error) from error
        return 0 if row is None else int(row[0])

    def record(self, record_id: RecordId) -> RecordState | None:
        return self.records([record_id]).get(record_id)

    def records(self, record_ids: Sequence[RecordId]) -> dict[RecordId, RecordState]:
        found = {}
        for row in self._chunked(
            "SELECT record_id, version, source, status, position FROM records "
            "WHERE record_id IN ({marks})",
            record_ids,
        ):
            found[row[0]] = RecordState(row[0], row[1], row[2], RecordStatus(row[3]), row[4])
        return found

    def payload_positions(self, record_id: RecordId) -> list[int]:
        rows = self._all(
            "SELECT position FROM versions WHERE record_id = ? ORDER BY position", record_id
        )
        return [position for (position,) in rows]

    def entries(self, source: SourceId) -> Iterator[EntryState]:
        rows = self._all(
            "SELECT entry_key, content_key, record_id, version, status "
            "FROM entries JOIN records USING (record_id) WHERE entries.source = ?",
            source,
        )
        for entry_key, content_key, record_id, version, status in rows:
            yield EntryState(entry_key, content_key, record_id, version, RecordStatus(status))

    def entry_states(
        self, source: SourceId, entry_keys: Sequence[bytes]
    ) -> dict[bytes, EntryState]:
        query = (
            "SELECT entry_key, content_key, record_id, version, status "
            "FROM entries JOIN records USING (record_id) "
            "WHERE entries.source = ? AND entry_key IN ({marks})"
        )
        return {
            row[0]: EntryState(row[0], row[1], row[2], row[3], RecordStatus(row[4]))
            for row in self._chunked(query, entry_keys, source)
        }

    def known_entries(self, keys: Sequence[tuple[SourceId, bytes]]) -> set[tuple[SourceId, bytes]]:
        by_source: dict[SourceId, list[bytes]] = {}
        for source, entry_key in keys:
            by_source.setdefault(source, []).append(entry_key)
        found: set[tuple[SourceId, bytes]] = set()
        for source, entry_keys in by_source.items():
            query = "SELECT entry_key FROM entries WHERE source = ? AND entry_key IN ({marks})"
            found.update((source, key) for (key,) in self._chunked(query, entry_keys, source))
        return found

    def count(self, source: SourceId, status: RecordStatus) -> int:
        rows = self._all(
            "SELECT number FROM counts WHERE source = ? AND status = ?", source, status.value
        )
        return int(rows[0][0]) if rows else 0

    def edition(self, source: SourceId) -> str:
        rows = self._all("SELECT edition FROM editions WHERE source = ?", source)
        return str(rows[0][0]) if rows else ""

    def sources(self) -> list[Source]:
        rows = self._all("SELECT body FROM sources ORDER BY id")
        return [msgspec.msgpack.decode(body, type=Source) for (body,) in rows]

    def principal(self, principal_id: str) -> Principal | None:
        return self._principal("SELECT body FROM principals WHERE id = ?", principal_id)

    def principal_by_key(self, key_hash: bytes) -> Principal | None:
        return self._principal("SELECT body FROM principals WHERE key_hash = ?", key_hash)

    def principals(self) -> list[Principal]:
        rows = self._all("SELECT body FROM principals ORDER BY id")
        return [msgspec.msgpack.decode(body, type=Principal) for (body,) in rows]

    def _principal(self, query: str, value: str | bytes) -> Principal | None:
        rows = self._all(query, value)
        return msgspec.msgpack.decode(rows[0][0], type=Principal) if rows else None

    def _chunked(
        self,
        query: str,
        values: Sequence[object],
        *first: object,
    ) -> Iterator[tuple]:  # type: ignore[type-arg]
        for start in range(0, len(values), _IN_ONE_QUERY):
            some = values[start : start + _IN_ONE_QUERY]
            yield from self._all(query.format(marks=",".join("?" * len(some))), *first, *some)

    def _all(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._views.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise as_store_error(error) from error


class SqliteViews(SqliteViewsReader):
    """The follower that keeps the views; one process."""

    name = "views"

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.is_erasing = True  # a crash may have come before the write-ahead file was emptied
        self._saved = self._read_up_to = super().position()

    @classmethod
    def create(cls, directory: Path) -> "SqliteViews":
        schema = files("accord.store").joinpath("views.sql").read_text()
        try:
            return cls(
                open_database(
                    directory / VIEWS_FILE, schema=schema, durable=False, secure_delete=True
                )
            )
        except sqlite3.Error as error:
            raise as_store_error(error) from error

    def position(self) -> int:
        """How far this follower has read; what it has saved may be up to SAVE_EVERY behind."""
        return self._read_up_to

    def follow(self, events: Sequence[Event]) -> None:
        """Take in what changes a view. Most events are checks, which change none: for those
        alone no transaction is made, and after a restart they are read again.
        """
        new = [event for event in events if event.position > self._read_up_to]
        if not new:
            return
        viewed = [event for event in new if event.type in VIEWED]
        if viewed or new[-1].position - self._saved >= SAVE_EVERY:
            self._take_in(viewed, new[-1].position)
            self._saved = new[-1].position
        self._read_up_to = new[-1].position
        if any(event.type == RecordErased.event_type for event in viewed):
            self.is_erasing = True
            self.finish_erasing()

    def _take_in(self, viewed: Sequence[Event], position: int) -> None:
        """All of it and the position, or nothing."""
        try:
            self._views.execute("BEGIN IMMEDIATE")
            for event in viewed:
                facts = read_facts(event)
                self._apply(event, facts)
                changed = "control" if isinstance(facts, CONTROL_FACTS) else "records"
                self._save_progress(changed, event.position)
            self._save_progress("views", position)
            self._views.execute("COMMIT")
        except sqlite3.Error as error:
            if self._views.in_transaction:
                self._views.execute("ROLLBACK")
            raise as_store_error(error) from error

    def finish_erasing(self) -> None:
        """As for the log: while `is_erasing` stays True, call again."""
        if self.is_erasing:
            self.is_erasing = not empty_wal(self._views)

    def _save_progress(self, name: str, position: int) -> None:
        self._run("INSERT OR REPLACE INTO progress VALUES (?, ?)", name, position)

    def _apply(self, event: Event, facts: Facts) -> None:
        match facts:
            case RecordSubmitted():
                self._submitted(event.position, facts)
            case RecordWithdrawn():
                self._withdrawn(facts)
            case RecordErased():
                self._erased(facts)
            case EditionImported():
                self._run(
                    "INSERT OR REPLACE INTO editions VALUES (?, ?)", facts.source, facts.edition
                )
            case SourceSet():
                body = _encode(facts.source)
                self._run("INSERT OR REPLACE INTO sources VALUES (?, ?)", facts.source.id, body)
            case PrincipalAdded():
                self._run(
                    "INSERT OR REPLACE INTO principals VALUES (?, ?, ?)",
                    facts.id,
                    facts.key_hash,
                    _encode(principal_of(facts)),
                )
            case PrincipalRevoked():
                self._run("DELETE FROM principals WHERE id = ?", facts.id)
            case _:
                pass  # answers and refusals change no view

    def _submitted(self, position: int, facts: RecordSubmitted) -> None:
        self._recount(facts.record_id, facts.source, RecordStatus.CURRENT)
        self._run(
            "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)",
            facts.record_id,
            facts.version,
            facts.source,
            RecordStatus.CURRENT.value,
            position,
        )
        self._run("INSERT OR IGNORE INTO versions VALUES (?, ?)", facts.record_id, position)
        if facts.entry_key:
            self._run(
                "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)",
                facts.source,
                facts.entry_key,
                facts.content_key,
                facts.record_id,
            )

    def _withdrawn(self, facts: RecordWithdrawn) -> None:
        self._recount(facts.record_id, facts.source, RecordStatus.WITHDRAWN)
        self._run(
            "UPDATE records SET status = ?, version = ? WHERE record_id = ?",
            RecordStatus.WITHDRAWN.value,
            facts.version,
            facts.record_id,
        )

    def _erased(self, facts: RecordErased) -> None:
        self._recount(facts.record_id, facts.source, RecordStatus.ERASED)
        # The keyed hash of the content goes too; that of the entry id stays, so that a list which
        # still names the entry does not bring it back.
        self._run(
            "UPDATE records SET status = ? WHERE record_id = ?",
            RecordStatus.ERASED.value,
            facts.record_id,
        )
        self._run("UPDATE entries SET content_key = x'' WHERE record_id = ?", facts.record_id)
        self._run("DELETE FROM versions WHERE record_id = ?", facts.record_id)

    def _recount(self, record_id: RecordId, source: SourceId, status: RecordStatus) -> None:
        before = self.record(record_id)
        if before is not None:
            self._count(before.source, before.status, -1)
        self._count(source, status, 1)

    def _count(self, source: SourceId, status: RecordStatus, change: int) -> None:
        self._run(
            "INSERT INTO counts VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET number = number + excluded.number",
            source,
            status.value,
            change,
        )

    def _run(self, statement: str, *values: object) -> None:
        self._views.execute(statement, values)
