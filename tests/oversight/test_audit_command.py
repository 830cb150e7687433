"""`accord audit verify`: exit code 0 when everything proves itself, 1 and the place when not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.oversight.ledgers import cut_off
from tests.storm.lists import made_up_name, un_sc_edition
from tests.storm.running import accord, new_home

from accord.node.home import Home
from accord.store.sqlite_log import KEYS_FILE, LOG_FILE, SqliteLogReader

FLIPPED = [
    (LOG_FILE, "events", "body", "position = 4", "event 4"),
    (LOG_FILE, "events", "chain", "position = 5", "event 5"),
    (LOG_FILE, "payloads", "sealed", "position = 6", "payload 6"),
    (LOG_FILE, "leaves", "hash", "leaf_index = 1", "leaf 1"),
    (LOG_FILE, "nodes", "hash", "level = 1 AND node_index = 0", "node 1/0"),
    (LOG_FILE, "checkpoints", "note", "number = 1", "checkpoint 1"),
    (KEYS_FILE, "keys", "key", "position = 7", "payload 7"),
]


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    home = new_home(tmp_path / "home")
    path = tmp_path / "list.xml"
    path.write_bytes(un_sc_edition(0, dict.fromkeys(range(1, 9), 0)))
    assert accord("import", "--home", home.root, "--format", "un-sc", path).returncode == 0
    batch = tmp_path / "questions.csv"
    names = [made_up_name(number) for number in range(6)]
    batch.write_text("\n".join(["name,purpose", *(f"{name},border_check" for name in names)]))
    assert accord("check", "--home", home.root, "--batch", batch).returncode == 0
    return home


def flip(home: Home, file: str, table: str, column: str, where: str) -> None:
    with closing(sqlite3.connect(home.data / file)) as database:
        query = f"SELECT {column} FROM {table} WHERE {where}"
        (content,) = database.execute(query).fetchone()
        if isinstance(content, str):
            changed: bytes | str = ("X" if content[0] != "X" else "Y") + content[1:]
        else:
            changed = bytes([content[0] ^ 1]) + content[1:]
        database.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (changed,))
        database.commit()


def test_a_flipped_byte_in_each_table(home: Home, tmp_path: Path) -> None:
    note = tmp_path / "note"
    assert accord("audit", "checkpoint", "--home", home.root, "--to", note).returncode == 0
    untouched = accord("audit", "verify", "--home", home.root, "--checkpoint", note)
    assert untouched.returncode == 0, untouched.stdout
    for file, table, column, where, _ in FLIPPED:
        flip(home, file, table, column, where)
    ended = accord("audit", "verify", "--home", home.root)
    assert ended.returncode == 1
    assert [place for *_, place in FLIPPED if place not in ended.stdout] == []


def test_a_cut_off_tail_needs_a_checkpoint_from_outside(home: Home, tmp_path: Path) -> None:
    note = tmp_path / "kept-elsewhere"
    assert accord("audit", "checkpoint", "--home", home.root, "--to", note).returncode == 0
    log = SqliteLogReader.open(home.data)
    head = log.head()
    log.close()
    cut_off(home.data, after=head - 2)
    alone = accord("audit", "verify", "--home", home.root)
    assert alone.returncode == 0
    assert "without" in alone.stdout.lower(), "it says what stays unproven"
    held = accord("audit", "verify", "--home", home.root, "--checkpoint", note)
    assert held.returncode == 1
    assert f"kept-elsewhere: it covers event {head}, the log ends at {head - 2}" in held.stdout


def test_a_file_that_is_no_database_any_more_is_told_plainly(home: Home) -> None:
    (home.data / LOG_FILE).write_bytes(b"no database any more" * 1000)
    ended = accord("audit", "verify", "--home", home.root)
    assert ended.returncode not in {0, 2}
    assert "Traceback" not in ended.stderr
