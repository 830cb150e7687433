"""An index commit that was cut off leaves nothing that stands in the way of the next one."""

import shutil
from pathlib import Path

import pytest
from tests.index import rounds

from accord.index.tantivy_index import TantivyReader, TantivyWriter

pytestmark = pytest.mark.storm


def work_on(directory: Path, first: int, last: int) -> None:
    writer = TantivyWriter(directory, heap_bytes=rounds.SMALL_HEAP)
    for number in range(first, last + 1):
        rounds.put_round(writer, number)
        writer.commit(number)
    writer.close()


@pytest.mark.parametrize("number", [2, 3, 4])
def test_cut_off_before_its_deletes_were_named(tmp_path: Path, number: int) -> None:
    """The files of deletes are written before the meta file names them; then the end comes."""
    cut, whole = tmp_path / "cut", tmp_path / "whole"
    cut.mkdir()
    work_on(cut, 1, number)
    shutil.copytree(cut, whole)
    work_on(whole, number + 1, number + 1)
    strays = [path for path in whole.rglob("*.del") if not (cut / path.relative_to(whole)).exists()]
    assert strays
    for path in strays:
        shutil.copy(path, cut / path.relative_to(whole))
    work_on(cut, number + 1, number + 1)
    assert rounds.contents(TantivyReader(cut)) == rounds.contents_after(number + 1)
