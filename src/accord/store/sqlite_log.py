"""The log in SQLite: two files, `log.db` (events, payloads, ledger, inbox) and `keys.db`.

Keys are committed before the events that they belong to: after a crash between the two there is
a key without an event, which is swept away on opening, never an acknowledged event without
its key. The ledger's leaf and tree nodes are in the transaction of the event that they prove.
Only one process opens a `SqliteLog` (the writer holds the home's lock); others use
`SqliteLogReader`.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import msgspec

from accord.model.errors import Corrupt, Missing, Untrusted
from accord.model.events import Draft, Event
from accord.model.ledger import EventRow, InboxPlace, LeafRow, NodeRow
from accord.store.encoding import decode_event, encode_event
from accord.store.sqlite_files import (
    as_store_error,
    empty_wal,
    open_database,
    open_for_reading,
)
from accord.trust.hashing import CHAIN_START, chain_hash
from accord.trust.merkle import Frontier, extend, leaf_hash, load_frontier
from accord.trust.payloads import open_payload

LOG_FILE, KEYS_FILE = "log.db", "keys.db"
_IN_ONE_QUERY = 500
"""Bound variables a statement; SQLite's own limit is far higher, plans stay small."""


class SqliteLogReader:
    """Reads of the log; any number of processes at once."""

    def __init__(self, log: sqlite3.Connection, keys: sqlite3.Connection) -> None:
        self._log = log
        self._keys = keys

    @classmethod
    def open(cls, directory: Path) -> "SqliteLogReader":
        return cls(open_for_reading(directory / LOG_FILE), open_for_reading(directory / KEYS_FILE))

    def close(self) -> None:
        self._log.close()
        self._keys.close()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """All reads inside see one moment, however much is written meanwhile.

        The log's moment is taken before that of the keys: then every event seen has its key,
        and keys of later events are told by their position.
        """
        for connection, table in ((self._log, "events"), (self._keys, "keys")):
            connection.execute("BEGIN")
            connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall()
        try:
            yield
        finally:
            self._keys.execute("COMMIT")
            self._log.execute("COMMIT")

    def head(self) -> int:
        return int(self._one("SELECT coalesce(max(position), 0) FROM events"))

    def read(self, *, after: int, limit: int) -> list[Event]:
        rows = self._all(
            "SELECT body FROM events WHERE position > ? ORDER BY position LIMIT ?", after, limit
        )
        return [decode_event(body) for (body,) in rows]

    def payload(self, position: int) -> bytes:
        found = self.payloads([position])
        if position not in found:
            raise Missing("payload_not_there", position=position)
        return found[position]

    def payloads(self, positions: Sequence[int]) -> dict[int, bytes]:
        opened: dict[int, bytes] = {}
        for start in range(0, len(positions), _IN_ONE_QUERY):
            opened.update(self._open_some(positions[start : start + _IN_ONE_QUERY]))
        return opened

    def _open_some(self, positions: Sequence[int]) -> dict[int, bytes]:
        marks = ",".join("?" * len(positions))
        keys = dict(
            self._all_keys(f"SELECT position, key FROM keys WHERE position IN ({marks})", positions)
        )
        rows = self._all(
            "SELECT position, body, sealed FROM events JOIN payloads USING (position) "
            f"WHERE position IN ({marks})",
            *positions,
        )
        opened = {}
        for position, body, sealed in rows:
            bound = decode_event(body).payload
            if position in keys and bound is not None:
                opened[position] = open_payload(
                    key=keys[position], sealed=sealed, commitment=bound.commitment
                )
        return opened

    def ledger_size(self) -> int:
        return int(self._one("SELECT coalesce(max(leaf_index) + 1, 0) FROM leaves"))

    def node(self, level: int, index: int) -> bytes:
        """Hash of a complete subtree; raises Corrupt when it is not there."""
        if level == 0:
            rows = self._all("SELECT hash FROM leaves WHERE leaf_index = ?", index)
        else:
            rows = self._all(
                "SELECT hash FROM nodes WHERE level = ? AND node_index = ?", level, index
            )
        if not rows:
            raise Corrupt("ledger_node_missing", level=level, index=index)
        return bytes(rows[0][0])

    def head_chain(self) -> bytes:
        rows = self._all("SELECT chain FROM events ORDER BY position DESC LIMIT 1")
        return bytes(rows[0][0]) if rows else CHAIN_START

    def newest_checkpoint(self) -> str | None:
        rows = self._all("SELECT note FROM checkpoints ORDER BY number DESC LIMIT 1")
        return str(rows[0][0]) if rows else None

    # Rows as they lie, for whoever proves them.

    def event_rows(self) -> Iterator[EventRow]:
        for row in self._each("SELECT position, body, chain FROM events ORDER BY position"):
            yield EventRow(*row)

    def leaf_rows(self) -> Iterator[LeafRow]:
        for row in self._each("SELECT leaf_index, position, hash FROM leaves ORDER BY leaf_index"):
            yield LeafRow(*row)

    def node_rows(self) -> Iterator[NodeRow]:
        query = "SELECT level, node_index, hash FROM nodes ORDER BY level, node_index"
        for row in self._each(query):
            yield NodeRow(*row)

    def checkpoint_rows(self) -> Iterator[tuple[int, str]]:
        query = "SELECT number, CAST(note AS BLOB) FROM checkpoints ORDER BY number"
        for number, note in self._each(query):
            yield number, note.decode("utf-8", "surrogateescape")

    def payload_rows(self) -> Iterator[tuple[int, bytes]]:
        yield from self._each("SELECT position, sealed FROM payloads ORDER BY position")

    def key_rows(self) -> Iterator[tuple[int, bytes]]:
        try:
            yield from self._keys.execute("SELECT position, key FROM keys ORDER BY position")
        except sqlite3.Error as error:
            raise as_store_error(error) from error

    def damage(self) -> list[str]:
        """What SQLite's own check of both files finds."""
        found = []
        for name, connection in ((LOG_FILE, self._log), (KEYS_FILE, self._keys)):
            try:
                rows = connection.execute("PRAGMA quick_check(5)").fetchall()
            except sqlite3.DatabaseError as error:
                rows = [(str(error),)]
            found += [f"{name}: {row[0]}" for row in rows if row[0] != "ok"]
        return found

    def _one(self, query: str) -> int:
        return int(self._all(query)[0][0])

    def _all(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._log.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise as_store_error(error) from error

    def _all_keys(self, query: str, values: Sequence[int]) -> list[tuple[int, bytes]]:
        try:
            return self._keys.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise as_store_error(error) from error

    def _each(self, query: str) -> Iterator[tuple]:  # type: ignore[type-arg]
        try:
            yield from self._log.execute(query)
        except sqlite3.Error as error:
            raise as_store_error(error) from error


class _Rows(msgspec.Struct):
    """What one commit writes."""

    keys: list[tuple[int, bytes]] = []
    events: list[tuple[int, bytes, bytes]] = []
    payloads: list[tuple[int, bytes]] = []
    leaves: list[tuple[int, int, bytes]] = []
    nodes: list[tuple[int, int, bytes]] = []


class SqliteLog(SqliteLogReader):
    """The log, for the one process that writes it."""

    def __init__(
        self, log: sqlite3.Connection, keys: sqlite3.Connection, *, now_us: Callable[[], int]
    ) -> None:
        super().__init__(log, keys)
        self._now_us = now_us
        self.is_erasing = True  # a crash may have come before the write-ahead files were emptied
        self._position = self.head()
        self._chain = self.head_chain()
        self._frontier = load_frontier(self.ledger_size(), self.node)
        self._keys_may_be_ahead = True
        self._sweep_keys()

    @classmethod
    def create(cls, directory: Path, *, now_us: Callable[[], int]) -> "SqliteLog":
        """Open for writing, creating the files when there are none."""
        sql = files("accord.store")
        try:
            log = open_database(
                directory / LOG_FILE,
                schema=sql.joinpath("log.sql").read_text(),
                durable=True,
                secure_delete=True,
            )
            keys = open_database(
                directory / KEYS_FILE,
                schema=sql.joinpath("keys.sql").read_text(),
                durable=True,
                secure_delete=True,
            )
            return cls(log, keys, now_us=now_us)
        except sqlite3.Error as error:
            raise as_store_error(error) from error

    @property
    def frontier(self) -> Frontier:
        return self._frontier

    @property
    def chain(self) -> bytes:
        return self._chain

    def head(self) -> int:
        return getattr(self, "_position", None) or super().head()

    def commit(self, drafts: Sequence[Draft]) -> list[int]:
        return self._commit(drafts, inbox=None)

    def receive(
        self, place: InboxPlace, *, commitment: bytes, receipt: bytes, drafts: Sequence[Draft]
    ) -> bytes:
        """Take in one message: its effect and its inbox row in one transaction.

        The same place and commitment again gives the stored receipt and has no effect; the same
        place with another commitment raises Untrusted (PROTOCOL 2, equivocation).
        """
        rows = self._all(
            "SELECT commitment, receipt FROM inbox "
            "WHERE sender = ? AND thread = ? AND sequence = ?",
            place.sender,
            place.thread,
            place.sequence,
        )
        if rows and rows[0][0] != commitment:
            raise Untrusted("message_equivocates", sequence=place.sequence)
        if rows:
            return bytes(rows[0][1])
        self._commit(drafts, inbox=(place, commitment, receipt))
        return receipt

    def add_checkpoint(self, note: str) -> None:
        self._run(self._log, [("INSERT INTO checkpoints (note) VALUES (?)", [(note,)])])

    def destroy_keys(self, positions: Sequence[int]) -> None:
        doomed = [(position,) for position in positions]
        self._run(self._keys, [("DELETE FROM keys WHERE position = ?", doomed)])
        self._run(self._log, [("DELETE FROM payloads WHERE position = ?", doomed)])
        self.is_erasing = True
        self.finish_erasing()

    def finish_erasing(self) -> None:
        """Leave nothing of what was erased in the write-ahead files. A reader in the middle of a
        read can stand in the way: while `is_erasing` stays True, call again.
        """
        if self.is_erasing:
            self.is_erasing = not (empty_wal(self._keys) and empty_wal(self._log))

    def _commit(
        self, drafts: Sequence[Draft], *, inbox: tuple[InboxPlace, bytes, bytes] | None
    ) -> list[int]:
        rows, chain, leaf_hashes = self._lay_out(drafts)
        frontier, nodes = extend(self._frontier, leaf_hashes)
        rows.nodes = [node for node in nodes if node[0] > 0]
        self._sweep_keys()
        if rows.keys:
            self._keys_may_be_ahead = True
            self._run(self._keys, [("INSERT INTO keys VALUES (?, ?)", rows.keys)])
        self._run(self._log, _statements(rows, inbox))
        self._keys_may_be_ahead = False
        first = self._position + 1
        self._position += len(drafts)
        self._chain = chain
        self._frontier = frontier
        return list(range(first, self._position + 1))

    def _sweep_keys(self) -> None:
        """Take away keys of a commit that did not come about: the position goes to another one."""
        if self._keys_may_be_ahead:
            ahead = [(self._position,)]
            self._run(self._keys, [("DELETE FROM keys WHERE position > ?", ahead)])
            self._keys_may_be_ahead = False

    def _lay_out(self, drafts: Sequence[Draft]) -> tuple[_Rows, bytes, list[bytes]]:
        rows = _Rows(keys=[], events=[], payloads=[], leaves=[], nodes=[])
        chain, leaf_hashes = self._chain, []
        time_us = self._now_us()
        leaf_index = self._frontier.size
        for position, draft in enumerate(drafts, start=self._position + 1):
            body = encode_event(draft, position=position, time_us=time_us)
            chain = chain_hash(chain, body)
            rows.events.append((position, body, chain))
            if draft.payload is not None:
                rows.keys.append((position, draft.payload.key))
                rows.payloads.append((position, draft.payload.sealed))
            if draft.facts.on_ledger:
                leaf = leaf_hash(body)
                leaf_hashes.append(leaf)
                rows.leaves.append((leaf_index, position, leaf))
                leaf_index += 1
        return rows, chain, leaf_hashes

    def _run(
        self,
        connection: sqlite3.Connection,
        statements: Sequence[tuple[str, Sequence[tuple]]],  # type: ignore[type-arg]
    ) -> None:
        """All statements in one durable transaction, or none."""
        try:
            connection.execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                connection.executemany(statement, values)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise as_store_error(error) from error


def _statements(
    rows: _Rows, inbox: tuple[InboxPlace, bytes, bytes] | None
) -> list[tuple[str, Sequence[tuple]]]:  # type: ignore[type-arg]
    statements: list[tuple[str, Sequence[tuple]]] = [  # type: ignore[type-arg]
        ("INSERT INTO events VALUES (?, ?, ?)", rows.events),
        ("INSERT INTO payloads VALUES (?, ?)", rows.payloads),
        ("INSERT INTO leaves VALUES (?, ?, ?)", rows.leaves),
        ("INSERT INTO nodes VALUES (?, ?, ?)", rows.nodes),
    ]
    if inbox is not None:
        place, commitment, receipt = inbox
        position = rows.events[-1][0] if rows.events else 0
        row = (place.sender, place.thread, place.sequence, commitment, receipt, position)
        statements.append(("INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?)", [row]))
    return [(statement, values) for statement, values in statements if values]
