"""The model of a disk that loses power is known to lose what a program forgot to sync."""

import random
import sys
from pathlib import Path

import pytest
from tests.storm.power_loss import Disk, Refused, Tree, read_tree, trace, write_tree

pytestmark = pytest.mark.storm

SQLITE = """
import os, sqlite3, sys
folder = sys.argv[1]
db = sqlite3.connect(folder + "/toy.db", isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous={mode}")
db.execute("CREATE TABLE toy (n INTEGER)")
entry = os.open(folder, os.O_RDONLY); os.fsync(entry); os.close(entry)
for n in range(20):
    db.execute("INSERT INTO toy VALUES (?)", (n,))
os._exit(0)  # without the sync that comes with closing
"""

FILES = """
import os, sys
def write(name, *, sync_file=True, sync_folder=True):
    file = os.open(sys.argv[1] + "/" + name, os.O_WRONLY | os.O_CREAT)
    os.write(file, b"new")
    if sync_file: os.fsync(file)
    os.close(file)
    if sync_folder: sync()
def sync():
    folder = os.open(sys.argv[1], os.O_RDONLY); os.fsync(folder); os.close(folder)
write("all-synced")
write("bytes-not-synced", sync_file=False)
write("draft"); os.rename(sys.argv[1] + "/draft", sys.argv[1] + "/renamed")
write("gone"); os.unlink(sys.argv[1] + "/gone"); sync()
os.mkdir(sys.argv[1] + "/folder")
write("folder/inside", sync_folder=False)
write("name-not-synced", sync_folder=False)
"""


def played(program: str, tmp_path: Path) -> Disk:
    folder = tmp_path / "toy"
    folder.mkdir()
    try:
        calls = trace([sys.executable, "-c", program, str(folder)], tmp_path / "trace")
    except Refused as error:
        pytest.skip(f"tracing is refused here: {error}")
    disk = Disk(folder)
    for call in calls:
        disk.play(call)
    return disk


def rows_in(tree: Tree, place: Path) -> list[int]:
    import contextlib
    import sqlite3

    write_tree(tree, place)
    with contextlib.closing(sqlite3.connect(place / "toy.db")) as db:
        try:
            return [n for (n,) in db.execute("SELECT n FROM toy ORDER BY n")]
        except sqlite3.DatabaseError:
            return []


def test_only_what_was_synced_is_left(tmp_path: Path) -> None:
    disk = played(FILES, tmp_path)
    assert disk.now() == read_tree(tmp_path / "toy")
    assert disk.left_after_power_loss() == {
        "all-synced": b"new",
        "bytes-not-synced": b"",
        "renamed": b"new",
    }


def test_what_was_not_synced_may_be_left_in_part(tmp_path: Path) -> None:
    disk = played(FILES, tmp_path)
    seen = {str(disk.left_after_power_loss(random.Random(seed))) for seed in range(100)}
    assert any("name-not-synced" in one for one in seen)
    assert any("'bytes-not-synced': b'new'" in one for one in seen)
    assert all("'all-synced': b'new'" in one for one in seen)


def test_sqlite_that_syncs_loses_nothing(tmp_path: Path) -> None:
    disk = played(SQLITE.format(mode="FULL"), tmp_path)
    assert rows_in(disk.left_after_power_loss(), tmp_path / "strict") == list(range(20))
    for seed in range(10):
        left = disk.left_after_power_loss(random.Random(seed))
        assert rows_in(left, tmp_path / f"torn-{seed}") == list(range(20))


@pytest.mark.parametrize("mode", ["OFF", "NORMAL"])
def test_sqlite_that_does_not_sync_is_caught(tmp_path: Path, mode: str) -> None:
    """The negative control: were syncs missing, the test beside this one would see it."""
    disk = played(SQLITE.format(mode=mode), tmp_path)
    assert len(rows_in(disk.left_after_power_loss(), tmp_path / "strict")) < 20
