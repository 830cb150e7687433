"""Opening SQLite files so that what was acknowledged survives power loss.

WAL with `synchronous=FULL` syncs at each commit. A new file's directory entry is synced here,
since SQLite itself does that only for its journals. Files are readable by their owner alone.
"""

import os
import sqlite3
from pathlib import Path

from accord.model.errors import Conflict, Corrupt, Unavailable

PAGE_CACHE_KIB = 64 * 1024
BUSY_TIMEOUT_MS = 5_000
EMPTY_WAL_WAIT_MS = 200


def open_database(
    path: Path, *, schema: str, durable: bool, secure_delete: bool = False
) -> sqlite3.Connection:
    """Open for writing, creating it from `schema` when new.

    `durable` syncs each commit; without it a commit may be lost on power loss, but never torn.
    """
    is_new = not path.exists()
    if is_new:
        path.touch(mode=0o600)
    connection = _connect(f"file:{path}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    connection.execute(f"PRAGMA secure_delete={'ON' if secure_delete else 'OFF'}")
    connection.execute("PRAGMA temp_store=MEMORY")
    migrate(connection, schema)
    if is_new:
        sync_directory(path.parent)
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open an existing file without the right to change a row. Raises Unavailable when there is
    none, Corrupt when it is not a database any more.
    """
    if not path.exists():
        raise Unavailable("store_not_there")
    try:
        connection = _connect(f"file:{path}?mode=rw")
        connection.execute("PRAGMA query_only=ON")
    except sqlite3.Error as error:
        raise as_store_error(error) from error
    return connection


def migrate(connection: sqlite3.Connection, schema: str) -> None:
    """Bring the file to the newest schema: statements between `-- step` lines, each once."""
    steps = [step for step in schema.split("-- step") if step.strip()]
    done = connection.execute("PRAGMA user_version").fetchone()[0]
    if done > len(steps):
        raise Conflict("store_from_newer_program")
    for number, step in enumerate(steps[done:], start=done + 1):
        connection.executescript(f"BEGIN;\n{step};\nPRAGMA user_version={number};\nCOMMIT;")


def sync_directory(path: Path) -> None:
    """Make new names in a directory durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def empty_wal(connection: sqlite3.Connection) -> bool:
    """Move the WAL into the file and cut it to nothing; False when a reader stood in the way, or
    the disk did. Waits only for a moment: whoever commits waits too.
    """
    connection.execute(f"PRAGMA busy_timeout={EMPTY_WAL_WAIT_MS}")
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    except sqlite3.Error as error:
        raise as_store_error(error) from error
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    return bool(busy == 0)


def as_store_error(error: sqlite3.Error) -> Corrupt | Unavailable:
    """A full disk or a lock can be tried again; anything else means that the file is damaged."""
    text = str(error)
    if isinstance(error, sqlite3.OperationalError) and (
        "locked" in text or "full" in text or "unable to open" in text or "interrupted" in text
    ):
        return Unavailable("store_busy_or_full")
    return Corrupt("store_damaged")


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_MS / 1000,
        cached_statements=64,
    )
    connection.execute(f"PRAGMA cache_size=-{PAGE_CACHE_KIB}")
    connection.execute(f"PRAGMA mmap_size={1 << 30}")
    return connection
