"""After a scrub no byte of a removed or replaced entry is in any file of the index."""

import random
from pathlib import Path

import pytest
import tantivy
from tests.index.rounds import SMALL_HEAP
from tests.making import make_id

from accord.index.generations import current_generation
from accord.index.tantivy_index import TantivyReader, TantivyWriter
from accord.model.errors import Conflict
from accord.model.ports import IndexEntry

IDS = [make_id(number) for number in range(400)]


def entry(number: int, edition: int, chance: random.Random) -> IndexEntry:
    keys = [f"t:w{number:06d}e{edition}x", "t:common", *(f"d:{chance.randrange(9)}",) * 2]
    profile = b"<%06d.%02d>" % (number, edition) + chance.randbytes(chance.choice([20, 150, 6_000]))
    return IndexEntry(IDS[number], "list-a", tuple(keys), profile)


def bytes_of(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


def traces(one: IndexEntry) -> list[bytes]:
    """What would give the entry away: the ends of its profile, its own key, its own name."""
    return [one.profile[:11], one.profile[-12:], one.keys[0].encode()]


def frequency(directory: Path, key: str) -> int:
    generation = current_generation(directory)
    assert generation is not None
    index = tantivy.Index.open(str(generation / "terms"))
    return index.searcher().doc_freq("key", key.encode())


@pytest.mark.parametrize("seed", range(3))
def test_no_trace_is_left(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    writer = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    alive: dict[int, IndexEntry] = {}
    gone: list[IndexEntry] = []
    for edition in range(12):
        numbers = chance.sample(range(len(IDS)), 60)
        changed = [entry(number, edition, chance) for number in numbers]
        for number, one in zip(numbers, changed, strict=True):
            gone.extend([alive[number]] if number in alive else [])
            alive[number] = one
        writer.put(changed)
        dropped = chance.sample(sorted(alive), 5)
        writer.remove([alive[number].record_id for number in dropped])
        gone.extend(alive.pop(number) for number in dropped)
        writer.commit(edition)
    assert any(frequency(tmp_path, one.keys[0]) for one in gone)
    writer.scrub()
    everything = bytes_of(tmp_path)
    assert not [one for one in gone if any(trace in everything for trace in traces(one))]
    left_by_id = {one.record_id for one in gone} - {one.record_id for one in alive.values()}
    assert not [record_id for record_id in left_by_id if record_id.encode() in everything]
    assert {frequency(tmp_path, one.keys[0]) for one in gone} == {0}
    assert all(one.profile in everything or len(one.profile) > 4_000 for one in alive.values())
    found = TantivyReader(tmp_path).candidates(["t:common"], limit=1_000)
    assert {(one.record_id, one.profile) for one in found} == {
        (one.record_id, one.profile) for one in alive.values()
    }
    writer.close()


def test_a_cut_off_commit_leaves_no_trace_once_erased(tmp_path: Path) -> None:
    """Rows of a commit that was undone are overwritten too."""
    chance = random.Random(1)
    one, other = entry(1, 0, chance), entry(2, 0, chance)
    writer = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    writer.put([one])
    writer.commit(1)
    writer.put([other])
    writer._entries.begin_commit(2, 0)
    writer.close()
    again = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    again.scrub()
    assert one.profile[:11] in bytes_of(tmp_path)
    again.remove([one.record_id, other.record_id])
    again.commit(2)
    again.scrub()
    everything = bytes_of(tmp_path)
    assert not [trace for trace in traces(one) + traces(other) if trace in everything]
    again.close()


def test_an_entry_that_never_was_committed_leaves_no_trace(tmp_path: Path) -> None:
    one = entry(1, 0, random.Random(2))
    writer = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    writer.put([one])
    writer.remove([one.record_id])
    writer.commit(1)
    writer.scrub()
    everything = bytes_of(tmp_path)
    assert not [trace for trace in traces(one) if trace in everything]
    writer.close()


def test_scrub_wants_a_commit_first(tmp_path: Path) -> None:
    writer = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    writer.put([entry(1, 0, random.Random(3))])
    with pytest.raises(Conflict):
        writer.scrub()
    writer.commit(1)
    writer.scrub()
    assert TantivyReader(tmp_path).count() == 1
    writer.close()
