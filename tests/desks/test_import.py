"""An edition of a list: only what is new, amended or no longer named changes."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.desks.memory_node import DUTY, LIST, MemoryNode, entries, entry, run

from accord.desks.records.erase import erase_record
from accord.desks.records.submit import BATCH, ImportReport, import_edition, submit_entry
from accord.formats.edition import Edition, Rejection
from accord.model.errors import Conflict, Invalid
from accord.model.events import EditionImported, RecordSubmitted, RecordWithdrawn
from accord.model.principals import Act
from accord.model.records import Entry, RecordStatus, Source

LOOSE = Source("loose-list", "Loose list", LIST.basis, complete=False, first_line=True)


def rejection(entry_id: str = "") -> Rejection:
    return Rejection("list", 7, "name_missing", {"entry_id": entry_id} if entry_id else {})


def erase(node: MemoryNode, record_id: str) -> None:
    async def work() -> None:
        permit = await node.gate.admit(DUTY, Act.ERASE)
        await erase_record(
            node.records, permit, node.log, node.index, record_id, reason="asked for"
        )

    run(work())


def test_the_first_edition_adds_all(node: MemoryNode) -> None:
    assert node.import_(entries(1, 2, 3)) == ImportReport(read=3, added=3)
    assert set(node.current()) == {"1", "2", "3"}
    assert node.views.edition(LIST.id) == "2026-11-01"
    assert node.facts(EditionImported) == [EditionImported(LIST.id, "2026-11-01", 3, 3, 0, 0, 0, 0)]


def test_the_same_again_changes_nothing_at_all(node: MemoryNode) -> None:
    node.import_(entries(1, 2, 3))
    before = node.log.head()
    assert node.import_(entries(1, 2, 3)) == ImportReport(read=3, unchanged=3)
    assert node.log.head() == before


def test_a_newer_edition_that_says_the_same_is_remembered(node: MemoryNode) -> None:
    node.import_(entries(1, 2))
    node.import_(entries(1, 2), "2026-11-02")
    assert node.views.edition(LIST.id) == "2026-11-02"
    assert len(node.facts(RecordSubmitted)) == 2


def test_an_amended_entry_is_the_next_version_of_its_record(node: MemoryNode) -> None:
    node.import_(entries(1, 2))
    before = node.current()["1"]
    changed = entry("1", remarks="seen in the harbor")
    report = node.import_([changed, *entries(2)], "2026-11-02")
    after = node.current()["1"]
    assert report == ImportReport(read=2, amended=1, unchanged=1)
    assert (after.id, after.version, after.remarks) == (before.id, 2, "seen in the harbor")
    assert after.as_of == "2026-11-02"


def test_what_a_complete_list_no_longer_names_is_withdrawn(node: MemoryNode) -> None:
    node.import_(entries(*range(20)))
    report = node.import_(entries(*range(19)), "2026-11-02")
    assert report == ImportReport(read=19, unchanged=19, withdrawn=1)
    assert "19" not in node.current()
    assert node.views.count(LIST.id, RecordStatus.WITHDRAWN) == 1
    (withdrawn,) = node.facts(RecordWithdrawn)
    assert isinstance(withdrawn, RecordWithdrawn)
    assert (withdrawn.version, withdrawn.reason) == (2, "absent_from_edition")


def test_what_comes_back_is_the_same_record_again(node: MemoryNode) -> None:
    node.import_(entries(*range(20)))
    before = node.current()["19"].id
    node.import_(entries(*range(19)), "2026-11-02")
    assert node.import_(entries(*range(20)), "2026-11-03") == ImportReport(20, 1, 0, 19)
    again = node.current()["19"]
    assert (again.id, again.version) == (before, 3)


def test_a_list_that_is_not_complete_withdraws_nothing(node: MemoryNode) -> None:
    node.know(LOOSE)
    node.import_(entries(1, 2), source=LOOSE)
    assert node.import_([], "2026-11-02", source=LOOSE) == ImportReport()
    assert set(node.current(LOOSE)) == {"1", "2"}


def test_one_list_withdraws_nothing_of_another(node: MemoryNode) -> None:
    other = Source("other-list", "Other list", LIST.basis, complete=True)
    node.know(other)
    node.import_(entries(*range(20)))
    node.import_(entries(*range(5)), source=other)
    assert len(node.current()) == 20
    assert node.views.edition(other.id) == "2026-11-01"


@pytest.mark.parametrize(("kept", "asks"), [(18, False), (17, True)])
def test_more_than_a_tenth_asks_first(node: MemoryNode, *, kept: int, asks: bool) -> None:
    node.import_(entries(*range(20)))
    if not asks:
        assert node.import_(entries(*range(kept)), "2026-11-02").withdrawn == 20 - kept
        return
    with pytest.raises(Conflict) as caught:
        node.import_(entries(*range(kept)), "2026-11-02")
    assert caught.value.code == "withdrawals_not_agreed"
    assert caught.value.params == {"withdrawn": 3, "current": 20}
    assert len(node.current()) == 20
    assert node.views.edition(LIST.id) == "2026-11-01"
    assert node.import_(entries(*range(kept)), "2026-11-02", agreed=True).withdrawn == 3


def test_an_entry_that_cannot_be_read_is_not_one_that_is_absent(node: MemoryNode) -> None:
    node.import_(entries(*range(20)))
    report = node.import_([*entries(*range(19)), rejection("19")], "2026-11-02")
    assert report == ImportReport(read=20, unchanged=19, rejected=1)
    assert "19" in node.current()


def test_a_rejection_that_names_no_entry_could_be_any_of_the_absent(node: MemoryNode) -> None:
    node.import_(entries(*range(20)))
    with pytest.raises(Conflict):
        node.import_([*entries(*range(19)), rejection()], "2026-11-02")
    assert "19" in node.current()
    report = node.import_([*entries(*range(19)), rejection()], "2026-11-02", agreed=True)
    assert (report.rejected, report.withdrawn) == (1, 1)


def test_a_rejection_that_names_no_entry_asks_nothing_when_all_are_there(node: MemoryNode) -> None:
    node.import_(entries(*range(20)))
    report = node.import_([*entries(*range(20)), rejection()], "2026-11-02")
    assert report == ImportReport(read=21, unchanged=20, rejected=1)


def test_an_older_edition_is_refused_unless_forced(node: MemoryNode) -> None:
    node.import_(entries(1, 2), "2026-11-02")
    with pytest.raises(Conflict) as caught:
        node.import_(entries(1, 2, 3), "2026-11-01")
    assert caught.value.code == "edition_older"
    assert set(node.current()) == {"1", "2"}
    assert node.import_(entries(1, 2, 3), "2026-11-01", force=True).added == 1
    assert node.views.edition(LIST.id) == "2026-11-01"
    node.import_(entries(1, 2, 3, 4), "2026-11-02")
    assert len(node.current()) == 4


@pytest.mark.parametrize("between", [0, BATCH])
def test_an_entry_named_twice_is_taken_once(node: MemoryNode, between: int) -> None:
    others = entries(*range(1000, 1000 + between))
    heard: list[Rejection] = []

    async def work() -> ImportReport:
        permit = await node.gate.admit(DUTY, Act.SUBMIT)
        edition = Edition("", iter([entry("1"), *others, entry("1", remarks="other")]))
        return await import_edition(node.records, permit, LIST, edition, on_rejection=heard.append)

    assert run(work()) == ImportReport(read=between + 2, added=between + 1, rejected=1)
    assert node.current()["1"].remarks == ""
    assert [(one.code, one.params) for one in heard] == [("entry_named_twice", {"entry_id": "1"})]


def test_an_erased_entry_is_not_brought_back(node: MemoryNode) -> None:
    node.import_(entries(1, 2))
    erase(node, node.current()["1"].id)
    report = node.import_(entries(1, 2), "2026-11-02")
    assert report == ImportReport(read=2, unchanged=1, rejected=1)
    assert set(node.current()) == {"2"}
    assert node.import_([*entries(2), entry("1", remarks="other")], "2026-11-03").rejected == 1


def test_a_file_that_breaks_keeps_what_was_read_and_withdraws_nothing(node: MemoryNode) -> None:
    node.import_(entries(*range(20)))

    def broken() -> Iterator[Entry]:
        yield from entries(*range(2000, 2000 + BATCH + 1))
        raise Invalid("xml_broken", file="list", line=9)

    with pytest.raises(Invalid):
        node.import_(broken(), "2026-11-02", agreed=True)
    assert {str(number) for number in range(20)} <= set(node.current())
    assert node.views.count(LIST.id, RecordStatus.WITHDRAWN) == 0
    assert node.views.edition(LIST.id) == "2026-11-01"
    assert len(node.current()) == 20 + BATCH


def test_of_two_imports_at_once_one_is_told(node: MemoryNode) -> None:
    async def work() -> list[ImportReport | BaseException]:
        permit = await node.gate.admit(DUTY, Act.SUBMIT)
        both = [
            import_edition(
                node.records, permit, LIST, Edition("2026-11-01", iter(entries(1, 2, 3)))
            )
            for _ in range(2)
        ]
        return await asyncio.gather(*both, return_exceptions=True)

    first, second = run(work())
    assert first == ImportReport(read=3, added=3)
    assert isinstance(second, Conflict)
    assert len(node.current()) == 3


def test_an_edition_without_a_date_stands_for_now(node: MemoryNode) -> None:
    node.import_(entries(1), "")
    assert node.current()["1"].as_of == "2026-11-24T09:00:00+00:00"
    assert node.views.edition(LIST.id) == "2026-11-24T09:00:00+00:00"


def test_progress_is_told_and_ends_with_the_report(node: MemoryNode) -> None:
    told: list[ImportReport] = []

    async def work() -> ImportReport:
        permit = await node.gate.admit(DUTY, Act.SUBMIT)
        edition = Edition("", iter(entries(*range(BATCH + 1))))
        return await import_edition(node.records, permit, LIST, edition, progress=told.append)

    report = run(work())
    assert [one.read for one in told] == [BATCH, BATCH + 1, BATCH + 1]
    assert told[-1] == report


def submit(node: MemoryNode, one: Entry) -> tuple[str, int]:
    async def work() -> tuple[str, int]:
        permit = await node.gate.admit(DUTY, Act.SUBMIT)
        return await submit_entry(node.records, permit, LIST, one)

    return run(work())


def test_one_entry_new_again_amended_and_erased(node: MemoryNode) -> None:
    record_id, version = submit(node, entry("1"))
    head = node.log.head()
    assert submit(node, entry("1")) == (record_id, version) == (record_id, 1)
    assert node.log.head() == head
    assert submit(node, entry("1", remarks="new")) == (record_id, 2)
    erase(node, record_id)
    with pytest.raises(Conflict) as caught:
        submit(node, entry("1"))
    assert caught.value.code == "entry_erased_before"


def test_nothing_that_could_name_somebody_is_in_an_event(node: MemoryNode) -> None:
    node.import_([entry("secret-entry-id", "Zacharias Unmistakable", remarks="left-handed")])
    bodies = b"".join(row.body for row in node.log.event_rows())
    assert not [t for t in (b"Zacharias", b"left-handed", b"secret-entry-id") if t in bodies]
