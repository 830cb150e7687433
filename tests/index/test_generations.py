"""A rebuild goes on beside the index that answers, and readers change over by themselves."""

from pathlib import Path

import pytest
from tests.index.rounds import SMALL_HEAP, contents, contents_after, put_round

from accord.index.generations import current_generation, fresh_generation, publish
from accord.index.tantivy_index import TantivyReader, TantivyWriter
from accord.model.errors import Corrupt, Unavailable


def filled(writer: TantivyWriter, last: int) -> None:
    for number in range(1, last + 1):
        put_round(writer, number)
        writer.commit(number)
    writer.close()


def test_a_rebuild_is_not_seen_until_published(tmp_path: Path) -> None:
    filled(TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP), 1)
    reader = TantivyReader(tmp_path)
    fresh = fresh_generation(tmp_path)
    filled(TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP, generation=fresh), 3)
    assert contents(reader) == contents_after(1)
    publish(tmp_path, fresh)
    assert contents(reader) == contents_after(3)
    assert reader.position() == 3
    assert current_generation(tmp_path) == fresh
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [fresh.name]


def test_the_next_writer_goes_on_in_the_published_one(tmp_path: Path) -> None:
    filled(TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP), 1)
    fresh = fresh_generation(tmp_path)
    filled(TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP, generation=fresh), 2)
    publish(tmp_path, fresh)
    writer = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    assert writer.position() == 2
    writer.close()


def test_an_abandoned_rebuild_goes_with_the_next_one(tmp_path: Path) -> None:
    first, second = fresh_generation(tmp_path), fresh_generation(tmp_path)
    assert first != second
    filled(TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP, generation=second), 1)
    publish(tmp_path, second)
    assert not first.exists()


def test_a_reader_that_lost_its_index_says_so(tmp_path: Path) -> None:
    """Nothing found because nothing could be read must not look like nothing found."""
    filled(TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP), 1)
    reader = TantivyReader(tmp_path)
    assert reader.count() == 11
    (tmp_path / "CURRENT").unlink()
    with pytest.raises(Unavailable):
        reader.candidates(["t:all"], limit=1)


def test_a_foreign_index_is_corrupt(tmp_path: Path) -> None:
    fresh = fresh_generation(tmp_path)
    (fresh / "terms").mkdir()
    (fresh / "terms" / "meta.json").write_text("{}")
    with pytest.raises(Corrupt):
        TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP, generation=fresh)


def test_readers_go_on_while_segments_are_merged_away(tmp_path: Path) -> None:
    writer = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    readers = [TantivyReader(tmp_path) for _ in range(3)]
    for number in range(1, 41):
        put_round(writer, number)
        writer.commit(number)
        reader = readers[number % 3]
        assert contents(reader) == contents_after(number)
    writer.close()
    assert all(contents(reader) == contents_after(40) for reader in readers)


def test_an_index_of_another_format_is_followed_anew(tmp_path: Path) -> None:
    old = tmp_path / "g000001"
    (old / "terms").mkdir(parents=True)
    (tmp_path / "CURRENT").write_text("g000001\n")
    reader = TantivyReader(tmp_path)
    assert reader.candidates(["t:a"], limit=1) == []
    assert reader.position() == 0
    writer = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    assert writer.position() == 0
    filled(writer, 1)
    assert not old.exists()
    assert reader.position() > 0
