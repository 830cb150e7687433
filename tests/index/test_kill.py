"""Killed at any moment, the index opens again, and position and content agree."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.index import rounds

from accord.index.tantivy_index import TantivyReader, TantivyWriter


def work_until_killed(directory: Path, step: str, *, kill_at_line: int = 0) -> None:
    """Runs the rounds; with `never`, kills when that many rounds were about to commit."""
    program = [sys.executable, rounds.__file__, str(directory), step]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for line_number, _ in enumerate(child.stdout, start=1):
            if step == "never" and line_number == kill_at_line:
                child.kill()
                break
        assert child.wait(timeout=60) == -signal.SIGKILL


def check_and_go_on(directory: Path) -> int:
    """Before anything repairs it content may be one round ahead, never behind; then exact."""
    reader = TantivyReader(directory)
    position, found = reader.position(), rounds.contents(reader)
    assert found in (rounds.contents_after(position), rounds.contents_after(position + 1))
    writer = TantivyWriter(directory, heap_bytes=rounds.SMALL_HEAP)
    position = writer.position()
    assert rounds.contents(reader) == rounds.contents_after(position)
    rounds.put_round(writer, position + 1)
    writer.commit(position + 1)
    assert rounds.contents(reader) == rounds.contents_after(position + 1)
    writer.close()
    return position


@pytest.mark.parametrize(
    ("step", "survives"), [("put", 3), ("intent", 3), ("terms", 4)], ids=["put", "intent", "terms"]
)
def test_killed_at_each_step_of_a_commit(tmp_path: Path, step: str, survives: int) -> None:
    work_until_killed(tmp_path, step)
    assert check_and_go_on(tmp_path) == survives


def test_killed_again_and_again(tmp_path: Path) -> None:
    position = 0
    for rounds_done in (1, 3, 2, 9, 5):
        work_until_killed(tmp_path, "never", kill_at_line=rounds_done)
        now = check_and_go_on(tmp_path)
        assert now >= position
        position = now


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    from accord.model.errors import Unavailable

    first = TantivyWriter(tmp_path, heap_bytes=rounds.SMALL_HEAP)
    rounds.put_round(first, 1)
    with pytest.raises(Unavailable, match="index_writer_busy"):
        TantivyWriter(tmp_path, heap_bytes=rounds.SMALL_HEAP)
    first.commit(1)
    assert rounds.contents(TantivyReader(tmp_path)) == rounds.contents_after(1)
    first.close()


def test_uncommitted_changes_are_dropped_on_close(tmp_path: Path) -> None:
    writer = TantivyWriter(tmp_path, heap_bytes=rounds.SMALL_HEAP)
    rounds.put_round(writer, 1)
    writer.commit(1)
    rounds.put_round(writer, 2)
    writer.close()
    again = TantivyWriter(tmp_path, heap_bytes=rounds.SMALL_HEAP)
    assert again.position() == 1
    assert rounds.contents(TantivyReader(tmp_path)) == rounds.contents_after(1)
    again.close()


def test_beside_a_busy_writer_a_reader_sees_whole_commits_only(tmp_path: Path) -> None:
    program = [sys.executable, rounds.__file__, str(tmp_path), "never"]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as child:
        reader, seen = TantivyReader(tmp_path), 0
        while seen < 30 and child.poll() is None:
            found = rounds.contents(reader)
            now = int(found["changed"].split()[1]) if found else 0
            assert found == rounds.contents_after(now)
            assert now >= seen
            seen = now
        child.kill()
    assert seen >= 30
