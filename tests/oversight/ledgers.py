"""A small log of every sort of event, with checkpoints, and ways to tamper with its rows."""

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
from tests.making import START, StillTime, answered, erased, person, record, submitted

from accord.desks.oversight.verify import Verification, verify
from accord.model.events import (
    ActRefused,
    Draft,
    EditionImported,
    RecordWithdrawn,
    SourceSet,
)
from accord.model.markings import Basis
from accord.model.principals import Act
from accord.model.records import Source
from accord.node.checkpoints import add_checkpoint
from accord.store.sqlite_log import KEYS_FILE, LOG_FILE, SqliteLog, SqliteLogReader
from accord.trust.keys import Ed25519Signer

SIGNER = Ed25519Signer("testpol.accord", bytes(range(32)))
PUBLIC_KEYS = {SIGNER.name: SIGNER.public_key}
NOW_US = int(START.timestamp() * 1_000_000)


def record_id(number: int) -> str:
    return f"testpol:018bcfe5-6800-7000-8000-{number:012x}"


def drafts(word: str) -> list[list[Draft]]:
    """Commits of a small log; `word` tells two logs apart."""
    source = Source(id="test-list", name=word, basis=Basis.TEST)
    records = [
        submitted(record(record_id(n), person(f"{word} {n}")), entry_key=b"e%d" % n)
        for n in range(4)
    ]
    counts = EditionImported("test-list", word, 4, 4, 0, 0, 0, 0)
    refused = ActRefused(act=Act.ERASE, reason=word, policies=("p",), policy_version="v")
    gone = RecordWithdrawn(record_id=record_id(3), version=2, source="test-list")
    return [
        [Draft(SourceSet(source=source), "p:1"), *records, Draft(counts, "p:1")],
        [answered(n) for n in range(5)],
        [Draft(refused, "p:1"), answered(5, payload=None), Draft(gone, "p:1")],
        [erased(record_id(1), [3])],
        [answered(n) for n in range(6, 12)],
    ]


def make_log(folder: Path, word: str = "made up") -> list[str]:
    """Write the log, a checkpoint after each commit; the checkpoints."""
    folder.mkdir(exist_ok=True)
    log = SqliteLog.create(folder, now_us=StillTime().now_us)
    notes = []
    for number, commit in enumerate(drafts(word)):
        log.commit(commit)
        if number == 3:
            log.destroy_keys([3])
        note = add_checkpoint(log, SIGNER, time_us=NOW_US + number)
        assert note is not None
        notes.append(note)
    log.close()
    return notes


class Rows:
    """The rows of a log for who tampers with them: one change at a time, then undone."""

    def __init__(self, folder: Path) -> None:
        self.log = sqlite3.connect(folder / LOG_FILE, isolation_level=None)
        self.keys = sqlite3.connect(folder / KEYS_FILE, isolation_level=None)
        self._reader = SqliteLogReader(self.log, self.keys)

    def close(self) -> None:
        self._reader.close()

    def verify(self, outside: Sequence[str] = ()) -> Verification:
        named = [(f"outside {number}", note) for number, note in enumerate(outside, start=1)]
        return verify(self._reader, public_keys=PUBLIC_KEYS, outside=named)

    def verify_after(self, statement: str, values: Sequence[object]) -> Verification:
        """What verify says when this was done; then it is undone."""
        for database in (self.log, self.keys):
            database.execute("BEGIN")
        try:
            changed = self.of(statement).execute(statement, values).rowcount
            assert changed == 1, statement
            return self.verify()
        finally:
            for database in (self.log, self.keys):
                database.execute("ROLLBACK")

    def of(self, statement: str) -> sqlite3.Connection:
        return self.keys if " keys " in f"{statement} " else self.log


class Table(msgspec.Struct, frozen=True):
    """A table, what names a row, and its columns."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]


TABLES = (
    Table("events", ("position",), ("position", "body", "chain")),
    Table("leaves", ("leaf_index",), ("leaf_index", "position", "hash")),
    Table("nodes", ("level", "node_index"), ("level", "node_index", "hash")),
    Table("checkpoints", ("number",), ("number", "note")),
    Table("payloads", ("position",), ("position", "sealed")),
    Table("keys", ("position",), ("position", "key")),
)


class Row(msgspec.Struct, frozen=True):
    """One row as it lies."""

    table: Table
    key: tuple[int, ...]
    values: dict[str, int | bytes | str]

    @property
    def where(self) -> str:
        return " AND ".join(f"{name} = ?" for name in self.table.key)


def rows_of(rows: Rows, table: Table) -> Iterator[Row]:
    names = dict.fromkeys((*table.key, *table.columns))
    query = f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {', '.join(table.key)}"
    for found in rows.of(query).execute(query).fetchall():
        values = dict(zip(names, found, strict=True))
        yield Row(table, tuple(values[name] for name in table.key), values)


def cut_off(folder: Path, *, after: int) -> None:
    """Make the log end at an event as if nothing had ever followed: whoever owns the machine can."""
    with (
        closing(sqlite3.connect(folder / LOG_FILE, isolation_level=None)) as log,
        closing(sqlite3.connect(folder / KEYS_FILE, isolation_level=None)) as keys,
    ):
        keys.execute("DELETE FROM keys WHERE position > ?", (after,))
        for table in ("events", "payloads", "leaves"):
            log.execute(f"DELETE FROM {table} WHERE position > ?", (after,))
        (leaves,) = log.execute("SELECT count(*) FROM leaves").fetchone()
        log.execute("DELETE FROM nodes WHERE (node_index + 1) << level > ?", (leaves,))
        notes = log.execute("SELECT number, note FROM checkpoints").fetchall()
        for number, note in notes:
            if int(note.split("position ")[1].split()[0]) > after:
                log.execute("DELETE FROM checkpoints WHERE number = ?", (number,))


def bytes_to_flip(content: bytes, *, every: bool) -> list[int]:
    """All places of it, or its first and last ones and some between."""
    if every or len(content) <= 6:
        return list(range(len(content)))
    step = len(content) // 4
    return sorted({0, len(content) - 1, *itertools.islice(range(step, len(content), step), 3)})
