"""What every index promises, whichever engine it is on."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.index.memory import MemoryIndex
from accord.index.tantivy_index import TantivyReader, TantivyWriter
from accord.model.ports import IndexEntry, IndexReader, IndexWriter

SMALL_HEAP = 15_000_000


class Index:
    """A writer and a reader of one index, with short words for what the tests do."""

    def __init__(self, writer: IndexWriter, reader: IndexReader) -> None:
        self.writer, self.reader = writer, reader

    def holding(self, *entries: IndexEntry, position: int = 1) -> IndexReader:
        self.writer.put(entries)
        self.writer.commit(position)
        return self.reader

    def found(
        self, keys: Sequence[str], *, limit: int = 100, without: Sequence[str] = ()
    ) -> list[str]:
        some = self.reader.candidates(keys, limit=limit, without=without)
        return [candidate.record_id for candidate in some]


@pytest.fixture(params=["memory", "tantivy"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    if request.param == "memory":
        both = MemoryIndex()
        yield Index(both, both)
        return
    writer = TantivyWriter(tmp_path, heap_bytes=SMALL_HEAP)
    yield Index(writer, TantivyReader(tmp_path))
    writer.close()


def entry(name: str, *keys: str, source: str = "list-a", profile: bytes = b"") -> IndexEntry:
    return IndexEntry(name, source, keys, profile or f"profile of {name}".encode())


def test_an_empty_index_answers_nothing(index: Index) -> None:
    assert index.found(["t:anna"]) == []
    assert (index.reader.count(), index.reader.position(), index.writer.position()) == (0, 0, 0)


def test_finds_what_shares_a_key_with_source_and_profile(index: Index) -> None:
    index.holding(entry("a", "t:anna", source="list-b", profile=b"\x00\xff"), entry("b", "t:ben"))
    (found,) = index.reader.candidates(["t:anna", "t:nobody"], limit=10)
    assert (found.record_id, found.source, found.profile) == ("a", "list-b", b"\x00\xff")


def test_rare_keys_count_more(index: Index) -> None:
    common = [entry(f"c{n}", "t:common") for n in range(30)]
    index.holding(*common, entry("rare", "t:rare"), entry("both", "t:common", "t:rare"))
    assert index.found(["t:common", "t:rare"])[:2] == ["both", "rare"]


def test_many_keys_of_ones_own_do_not_count_against_a_record(index: Index) -> None:
    aliases = [f"t:alias{n}" for n in range(300)]
    fillers = [entry(f"f{n}", "t:other") for n in range(20)]
    index.holding(*fillers, entry("short", "t:anna"), entry("long", "t:anna", "t:berg", *aliases))
    assert index.found(["t:anna", "t:berg"]) == ["long", "short"]


def test_a_shared_identifier_outranks_any_namesake(index: Index) -> None:
    names = [f"t:part{n}" for n in range(40)]
    namesakes = [entry(f"n{n}", *names) for n in range(30)]
    index.holding(*namesakes, entry("holder", "i:passport:x1"))
    assert index.found([*names, "i:passport:x1"], limit=5)[0] == "holder"


def test_limit(index: Index) -> None:
    index.holding(*(entry(f"r{n}", "t:anna") for n in range(30)))
    assert len(index.found(["t:anna"], limit=7)) == 7
    assert index.found(["t:anna"], limit=0) == []


def test_sources_left_out_do_not_take_the_places_of_others(index: Index) -> None:
    crowd = [entry(f"x{n}", "t:anna", "t:berg", source="list-x") for n in range(200)]
    index.holding(*crowd, entry("a", "t:anna"), entry("b", "t:anna", source="list-b"))
    keys = ["t:anna", "t:berg"]
    assert sorted(index.found(keys, limit=5, without=["list-x"])) == ["a", "b"]
    assert index.found(keys, limit=5, without=["list-x", "list-b"]) == ["a"]
    assert index.found(["t:anna"], limit=5, without=["list-x", "list-a", "list-b"]) == []
    assert index.found(["t:berg"], limit=5, without=["no-such-list"])


def test_a_record_is_replaced_whole(index: Index) -> None:
    index.holding(entry("a", "t:old", source="list-a", profile=b"old"))
    index.holding(entry("a", "t:new", source="list-b", profile=b"new"), position=2)
    assert index.found(["t:old"]) == []
    (found,) = index.reader.candidates(["t:new"], limit=10)
    assert (found.source, found.profile) == ("list-b", b"new")
    assert index.reader.count() == 1


def test_the_same_entry_twice_is_one(index: Index) -> None:
    index.holding(entry("a", "t:anna"), entry("a", "t:anna"))
    index.holding(entry("a", "t:anna"))
    assert index.found(["t:anna"]) == ["a"]
    assert index.reader.count() == 1


def test_the_last_word_in_a_batch_holds(index: Index) -> None:
    index.writer.put([entry("a", "t:one"), entry("a", "t:two"), entry("b", "t:two")])
    index.writer.remove(["b"])
    index.writer.remove(["a"])
    index.writer.put([entry("a", "t:three")])
    index.writer.commit(1)
    assert index.found(["t:one", "t:two", "t:three"]) == ["a"]
    assert index.found(["t:one", "t:two"]) == []


def test_what_is_removed_is_found_no_more(index: Index) -> None:
    index.holding(entry("a", "t:anna"), entry("b", "t:anna"))
    index.writer.remove(["a"])
    index.writer.commit(2)
    assert index.found(["t:anna"]) == ["b"]
    assert index.reader.count() == 1


def test_removing_what_is_not_there_does_no_harm(index: Index) -> None:
    index.writer.remove(["nobody"])
    index.holding(entry("a", "t:anna"))
    index.writer.remove(["nobody", "nobody"])
    index.writer.commit(2)
    assert index.found(["t:anna"]) == ["a"]


def test_nothing_is_seen_before_commit(index: Index) -> None:
    index.holding(entry("a", "t:anna"))
    index.writer.put([entry("b", "t:anna"), entry("a", "t:changed")])
    index.writer.remove(["a"])
    assert index.found(["t:anna", "t:changed"]) == ["a"]
    assert (index.reader.count(), index.reader.position()) == (1, 1)


def test_a_reader_sees_each_commit_and_its_position(index: Index) -> None:
    for number in range(1, 6):
        index.holding(entry(f"r{number}", "t:anna"), position=number * 10)
        assert len(index.found(["t:anna"])) == number
        assert index.reader.position() == index.writer.position() == number * 10


def test_a_commit_without_changes_moves_the_position(index: Index) -> None:
    index.writer.commit(7)
    assert index.reader.position() == index.writer.position() == 7


def test_keys_nobody_needs_do_no_harm(index: Index) -> None:
    hostile = ["", "k" * 100_000, "\ud800", "line\nbreak", "nul\0", "ключ", "'; --"]
    index.holding(entry("a", *hostile, "t:anna"), entry("none"))
    assert index.found(["t:anna", *hostile])[0] == "a"
    assert index.found(["", "k" * 100_000]) == []
    assert index.found(["line\nbreak"]) == index.found(["ключ"]) == ["a"]
    assert index.found([]) == []
    assert index.found(["t:x", "t:y", "t:z"]) == index.found(["t:x"], without=["list-b"]) == []


def test_keys_asked_twice_count_once(index: Index) -> None:
    index.holding(entry("a", "t:anna"), entry("b", "t:berg", "t:anna"))
    assert index.found(["t:anna", "t:anna", "t:anna", "t:berg"]) == ["b", "a"]


def test_the_order_is_the_same_each_time(index: Index) -> None:
    for part in range(5):
        index.holding(*(entry(f"r{part}-{n}", "t:anna") for n in range(20)), position=part)
    first = index.found(["t:anna"], limit=100)
    assert all(index.found(["t:anna"], limit=100) == first for _ in range(5))


def test_scrub_keeps_what_was_not_removed(index: Index) -> None:
    index.holding(*(entry(f"r{n}", "t:anna", f"i:{n}") for n in range(50)))
    index.writer.remove([f"r{n}" for n in range(0, 50, 3)])
    index.writer.commit(9)
    before = index.found(["t:anna"])
    index.writer.scrub()
    assert index.found(["t:anna"]) == before
    assert (index.reader.count(), index.reader.position()) == (len(before), 9)


KEYS = st.sampled_from([f"t:{n}" for n in range(12)] + [f"i:{n}" for n in range(6)])
ENTRIES = st.builds(
    lambda number, source, keys: IndexEntry(f"r{number}", source, tuple(keys), b"p%d" % number),
    st.integers(0, 9),
    st.sampled_from(["list-a", "list-b", "list-c"]),
    st.lists(KEYS, max_size=6),
)
CHANGES = st.lists(ENTRIES | st.integers(0, 9), max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    batches=st.lists(CHANGES, min_size=1, max_size=4),
    asked=st.lists(KEYS, min_size=1, max_size=5),
    without=st.sets(st.sampled_from(["list-a", "list-b"])),
)
def test_finds_exactly_what_shares_a_key(
    index: Index, batches: list[list[IndexEntry | int]], asked: list[str], without: set[str]
) -> None:
    index.writer.remove([f"r{n}" for n in range(10)])
    model: dict[str, IndexEntry] = {}
    for batch in batches:
        for change in batch:
            if isinstance(change, int):
                index.writer.remove([f"r{change}"])
                model.pop(f"r{change}", None)
            else:
                index.writer.put([change])
                model[change.record_id] = change
        index.writer.commit(1)
    kept = [one for one in model.values() if one.source not in without]
    expected = {(one.record_id, one.profile) for one in kept if set(one.keys) & set(asked)}
    found = index.reader.candidates(asked, limit=100, without=sorted(without))
    assert {(one.record_id, one.profile) for one in found} == expected


def test_ten_thousand_entries_against_the_plain_statement(index: Index) -> None:
    """Each entry that shares an identifier with the question comes before all that do not."""
    entries = [
        entry(f"r{n}", f"i:{n % 3_000}", *(f"t:{n % modulus}" for modulus in (2, 7, 50, 999)))
        for n in range(10_000)
    ]
    index.holding(*entries)
    for n in range(0, 3_000, 97):
        asked = [f"i:{n}", "t:0", "t:1", f"t:{n % 50}", f"t:{n % 999}"]
        sharing = {one.record_id for one in entries if f"i:{n}" in one.keys}
        assert set(index.found(asked, limit=100)[: len(sharing)]) == sharing


def test_identifiers_nobody_has_do_not_hide_a_common_name(index: Index) -> None:
    index.holding(*(entry(f"r{n}", "t:common", "s:common", "p:common") for n in range(300)))
    asked = ["t:common", "s:common", "p:common", "i:a:1", "i:b:2", "i:c:3"]
    assert len(index.found(asked, limit=500)) == 300
