"""A writer that works in rounds, so that a test can say what must be found after each.

Run as a program it goes on until it is killed: `python rounds.py DIRECTORY STEP`, where STEP is
the moment of the fourth round at which it kills itself, or `never`.
"""

import os
import signal
import sys
from pathlib import Path

from accord.index.documents import last_opstamp
from accord.index.tantivy_index import TantivyReader, TantivyWriter
from accord.model.ports import IndexEntry

SMALL_HEAP = 15_000_000
STEPS = ["put", "intent", "terms", "never"]
"""Before commit; rows durable; tantivy committed; killed from outside."""


def put_round(writer: TantivyWriter, number: int) -> None:
    """Ten new records, one replaced, one of the former round removed."""
    new = [
        IndexEntry(f"r{number}-{n}", "list-a", ("t:all", f"i:{number}-{n}"), b"new")
        for n in range(10)
    ]
    changed = IndexEntry("changed", "list-a", ("t:all",), f"round {number}".encode())
    writer.put([*new, changed])
    writer.remove([f"r{number - 1}-0"])


def contents_after(number: int) -> dict[str, bytes]:
    if number == 0:
        return {}
    found = {
        f"r{past}-{n}": b"new"
        for past in range(1, number + 1)
        for n in range(10)
        if n or past == number
    }
    return found | {"changed": f"round {number}".encode()}


def contents(reader: TantivyReader) -> dict[str, bytes]:
    found = reader.candidates(["t:all"], limit=100_000)
    assert len({one.record_id for one in found}) == len(found)
    return {one.record_id: one.profile for one in found}


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _commit_until(writer: TantivyWriter, number: int, step: str) -> None:
    if step == "put":
        _die()
    writer._entries.begin_commit(number, last_opstamp(writer._place))
    if step == "intent":
        _die()
    writer._commit_terms()
    _die()


def main(directory: Path, step: str) -> None:
    writer = TantivyWriter(directory, heap_bytes=SMALL_HEAP)
    first = writer.position() + 1
    for number in range(first, first + 1_000):
        put_round(writer, number)
        if step != "never" and number == first + 3:
            _commit_until(writer, number, step)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        writer.commit(number)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
