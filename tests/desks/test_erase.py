"""Erasing: keys are destroyed, the index is told, and a scan knows what must not be found."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desks.memory_node import DUTY, MemoryNode, about, entries, entry, run

from accord.desks.records import erase
from accord.desks.records.erase import Erasure, erase_record, find_remains
from accord.model.errors import Missing
from accord.model.events import RecordErased
from accord.model.principals import Act
from accord.trust.merkle import root

NAME = "Zacharias Umberlin Quodlibet"


def erase_one(node: MemoryNode, record_id: str) -> Erasure:
    async def work() -> Erasure:
        permit = await node.gate.admit(DUTY, Act.ERASE)
        return await erase_record(
            node.records, permit, node.log, node.index, record_id, reason="asked for"
        )

    return run(work())


def test_all_versions_lose_their_content_and_the_log_stands(node: MemoryNode) -> None:
    node.import_([entry("q", NAME), *entries(*range(20))])
    node.import_([entry("q", NAME, remarks="second"), *entries(*range(20))], "2026-11-02")
    record_id = node.current()["q"].id
    positions = node.views.payload_positions(record_id)
    bodies = [row.body for row in node.log.event_rows()]
    erasure = erase_one(node, record_id)
    assert (erasure.versions, erasure.position) == (2, node.log.head())
    assert [row.body for row in node.log.event_rows()][:-1] == bodies
    assert node.log.payloads(positions) == {}
    (erased,) = node.facts(RecordErased)
    assert isinstance(erased, RecordErased)
    assert erased.payloads == tuple(positions)
    assert root(node.log.frontier) is not None
    assert {NAME.encode(), b"second"} <= set(erasure.needles)


def test_what_is_erased_is_found_no_more(node: MemoryNode) -> None:
    node.import_([entry("q", NAME), *entries(*range(20))])
    node.let_index_follow()
    count = node.index.count()
    erase_one(node, node.current()["q"].id)
    node.let_index_follow()
    assert node.index.count() == count - 1
    assert node.ask(about(NAME)).hits == ()


def test_what_is_not_there_or_gone_already_is_missing(node: MemoryNode) -> None:
    node.import_(entries(1))
    record_id = node.current()["1"].id
    erase_one(node, record_id)
    for one in (record_id, "testpol:01890000-0000-7000-8000-000000000000"):
        with pytest.raises(Missing):
            erase_one(node, one)


def test_a_withdrawn_record_can_be_erased(node: MemoryNode) -> None:
    node.import_(entries(*range(20)))
    record_id = node.current()["19"].id
    node.import_(entries(*range(19)), "2026-11-02")
    assert erase_one(node, record_id).versions == 1


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=40), st.binary(max_size=40), st.binary(min_size=6, max_size=12))
def test_the_scan_finds_a_text_wherever_it_lies(before: bytes, after: bytes, text: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(erase, "CHUNK_BYTES", 16)
        path = Path(folder) / "file"
        path.write_bytes(before + text.upper() + after)
        assert find_remains([text], [path]) == [path]
        path.write_bytes(before)
        found = text.lower() in before.lower()
        assert find_remains([text], [path]) == ([path] if found else [])


def test_the_scan_looks_for_nothing_when_nothing_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    assert find_remains([], [tmp_path / "file"]) == []
    assert find_remains([b"content"], [tmp_path / "gone"]) == []


def test_what_others_say_too_is_no_needle(node: MemoryNode) -> None:
    others = [entry("r", NAME, "Balthasar"), entry("s", "Balthasar Ottokar")]
    node.import_([entry("q", NAME, "Balthasar", "Only Mine"), *others])
    node.let_index_follow()
    needles = erase_one(node, node.current()["q"].id).needles
    assert b"Only Mine" in needles
    assert NAME.encode() not in needles
    assert b"Balthasar" not in needles


def test_of_twins_the_index_still_says_that_one_is_gone(node: MemoryNode) -> None:
    node.import_([entry("q", NAME), entry("r", NAME)])
    node.let_index_follow()
    assert erase_one(node, node.current()["q"].id).needles == ()
    node.let_index_follow()
    assert [hit.record for hit in node.ask(about(NAME)).hits] == [node.current()["r"].id]
