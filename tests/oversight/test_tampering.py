"""`audit verify` finds each change to each row of the log and its ledger, and names its place.

What it cannot see alone (a tail cut off, everything written anew) a checkpoint from outside shows.
"""

import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.oversight.ledgers import (
    PUBLIC_KEYS,
    TABLES,
    Row,
    Rows,
    Table,
    bytes_to_flip,
    cut_off,
    make_log,
    rows_of,
)

from accord.desks.oversight.verify import Verification, verify
from accord.model.errors import Corrupt, Unavailable
from accord.store.sqlite_log import KEYS_FILE, LOG_FILE, SqliteLogReader

FAR = 1_000_000
ERASURE = 15
"""The event that erased the payload of event 3."""
RAW_FLIPS = 200


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    make_log(tmp_path / "log")
    return tmp_path / "log"


@pytest.fixture(name="rows")
def _rows(folder: Path) -> Iterator[Rows]:
    rows = Rows(folder)
    yield rows
    rows.close()


def test_an_untouched_log_proves_itself(rows: Rows) -> None:
    found = rows.verify()
    assert found.findings == ()
    assert (found.events, found.leaves, found.checkpoints, found.erased) == (21, 14, 5, 1)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_flipped_byte_is_found_in_its_place(rows: Rows, table: Table) -> None:
    """Every byte of one row in the middle, some of each column in all others."""
    all_rows = list(rows_of(rows, table))
    for number, row in enumerate(all_rows):
        for column in (one for one in table.columns if not isinstance(row.values[one], int)):
            content = raw(row, column)
            for place in bytes_to_flip(content, every=number == len(all_rows) // 2):
                flipped = bytearray(content)
                flipped[place] ^= 1 << (place % 8)
                found = set_to(rows, row, column, bytes(flipped))
                assert names_row(found, row), f"{table.name} {row.key} {column} byte {place}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_changed_number_is_found_in_its_place(rows: Rows, table: Table) -> None:
    for row in rows_of(rows, table):
        for column in (one for one in table.columns if isinstance(row.values[one], int)):
            for step in (1, -1, FAR):
                try:
                    found = set_to(rows, row, column, int(row.values[column]) + step)
                except sqlite3.IntegrityError:
                    continue  # that number is taken: the file itself refuses
                assert names_row(found, row), f"{table.name} {row.key} {column} {step:+}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_deleted_row_is_found_in_its_place(rows: Rows, table: Table) -> None:
    all_rows = list(rows_of(rows, table))
    if table.name == "checkpoints":
        all_rows.pop()  # the newest one is missed by nobody but a witness; the log stands alone
    for row in all_rows:
        found = rows.verify_after(f"DELETE FROM {table.name} WHERE {row.where}", row.key)
        assert names_row(found, row), f"{table.name} {row.key}"


@pytest.mark.parametrize("event", range(ERASURE, 21))
def test_a_tail_cut_off_is_found_with_a_checkpoint_from_outside(
    folder: Path, tmp_path: Path, event: int
) -> None:
    outside = make_log(tmp_path / "other")[-1]
    with sqlite3.connect(folder / LOG_FILE) as log:
        (note,) = log.execute("SELECT note FROM checkpoints ORDER BY number DESC").fetchone()
    cut_off(folder, after=event)
    rows = Rows(folder)
    assert rows.verify().findings == (), "who owns the machine can cut without a trace inside"
    found = rows.verify([note])
    assert "log_cut_off" in {one.code for one in found.findings}
    assert all(one.place.startswith("outside 1: ") for one in found.findings)
    assert f"the log ends at {event}" in found.findings[0].place
    assert rows.verify([outside]).findings, "the checkpoint of another log does not fit either"
    rows.close()


@pytest.mark.parametrize("event", range(3, ERASURE))
def test_a_cut_before_an_erasure_shows_what_was_erased(folder: Path, event: int) -> None:
    cut_off(folder, after=event)
    rows = Rows(folder)
    assert [one.place for one in rows.verify().findings] == ["payload 3"]
    rows.close()


def test_a_log_written_anew_is_found_with_a_checkpoint_from_outside(tmp_path: Path) -> None:
    notes = make_log(tmp_path / "first", "first")
    make_log(tmp_path / "second", "second")
    rows = Rows(tmp_path / "second")
    assert rows.verify().findings == ()
    for note in notes:
        codes = {one.code for one in rows.verify([note]).findings}
        assert "log_rewritten" in codes
    rows.close()


def test_a_forged_checkpoint_from_outside_is_told(rows: Rows, tmp_path: Path) -> None:
    (*_, note) = make_log(tmp_path / "other")
    (finding,) = rows.verify([note.replace("position 21", "position 20")]).findings
    assert finding.place == "outside 1"


@pytest.mark.parametrize("name", [LOG_FILE, KEYS_FILE])
def test_bytes_flipped_in_the_file_itself_never_stop_the_audit(folder: Path, name: str) -> None:
    """Wherever the byte lies, the file's own structure included: findings, or the plain error
    that the store is damaged.
    """
    path, dice = folder / name, random.Random(name)
    content = path.read_bytes()
    found = 0
    for _ in range(RAW_FLIPS):
        place = dice.randrange(len(content))
        flipped = bytearray(content)
        flipped[place] ^= 1 << dice.randrange(8)
        path.write_bytes(flipped)
        found += audit_tells(folder)
        for leftover in ("-wal", "-shm"):
            path.with_name(name + leftover).unlink(missing_ok=True)
    path.write_bytes(content)
    assert not audit_tells(folder)
    assert found


def audit_tells(folder: Path) -> bool:
    """Whether something is told to be wrong; anything but that raises."""
    try:
        reader = SqliteLogReader.open(folder)
    except (Corrupt, Unavailable):
        return True
    try:
        return bool(verify(reader, public_keys=PUBLIC_KEYS).findings)
    finally:
        reader.close()


def raw(row: Row, column: str) -> bytes:
    value = row.values[column]
    assert not isinstance(value, int)
    return value.encode() if isinstance(value, str) else value


def set_to(rows: Rows, row: Row, column: str, value: int | bytes) -> Verification:
    as_type = "CAST(? AS TEXT)" if isinstance(row.values[column], str) else "?"
    statement = f"UPDATE {row.table.name} SET {column} = {as_type} WHERE {row.where}"
    return rows.verify_after(statement, (value, *row.key))


def names_row(found: Verification, row: Row) -> bool:
    """One of the findings names the row, or the one beside it."""
    kind = {"events": "event", "leaves": "leaf", "keys": "key|payload"}.get(
        row.table.name, row.table.name.removesuffix("s")
    )
    for finding in found.findings:
        for named in re.findall(rf"(?:{kind}) (-?\d+)(?:/(-?\d+))?", finding.place):
            numbers = [int(one) for one in named if one]
            if all(abs(a - b) <= 1 for a, b in zip(numbers, row.key, strict=True)):
                return True
    return False
