"""What every view of the log promises."""

import pytest
from tests.contracts.conftest import AnyViews
from tests.making import StillTime, answered, erased, make_id, person, record, submitted

from accord.model.events import (
    Draft,
    EditionImported,
    PrincipalAdded,
    PrincipalRevoked,
    RecordWithdrawn,
    SourceSet,
)
from accord.model.markings import Basis, Purpose
from accord.model.principals import Principal, Role
from accord.model.records import RecordStatus, Source
from accord.store.memory import MemoryLog

SOURCE = Source(id="test-list", name="Made-up list", basis=Basis.TEST, first_line=True)
ONE, TWO = make_id(1), make_id(2)


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog(now_us=StillTime().now_us)


def follow(views: AnyViews, log: MemoryLog) -> None:
    views.follow(log.read(after=views.position(), limit=1000))


def withdrawn(record_id: str, version: int) -> Draft:
    return Draft(
        facts=RecordWithdrawn(record_id=record_id, version=version, source="test-list"),
        principal="p:1",
    )


def two_records(log: MemoryLog) -> None:
    for number, record_id in enumerate((ONE, TWO)):
        log.commit(
            [
                submitted(
                    record(record_id, person("Nadia Example")),
                    entry_key=b"e%d" % number,
                    content_key=b"c%d" % number,
                )
            ]
        )


def test_a_record_is_current_where_its_newest_version_lies(views: AnyViews, log: MemoryLog) -> None:
    two_records(log)
    log.commit(
        [
            submitted(
                record(ONE, person("Nadia B. Example"), version=2),
                entry_key=b"e0",
                content_key=b"c9",
            )
        ]
    )
    follow(views, log)
    state = views.record(ONE)
    assert state is not None
    assert (state.version, state.status, state.position) == (2, RecordStatus.CURRENT, 3)
    assert views.payload_positions(ONE) == [1, 3]
    assert set(views.records([ONE, TWO, make_id(9)])) == {ONE, TWO}
    assert views.record(make_id(9)) is None
    assert views.count("test-list", RecordStatus.CURRENT) == 2
    entries = {entry.entry_key: entry for entry in views.entries("test-list")}
    assert entries[b"e0"].content_key == b"c9"
    assert entries[b"e0"].version == 2
    assert list(views.entries("other-list")) == []


def test_withdrawn_and_back_again(views: AnyViews, log: MemoryLog) -> None:
    two_records(log)
    log.commit([withdrawn(ONE, 2)])
    follow(views, log)
    assert views.count("test-list", RecordStatus.CURRENT) == 1
    assert views.count("test-list", RecordStatus.WITHDRAWN) == 1
    log.commit(
        [
            submitted(
                record(ONE, person("Nadia Example"), version=3), entry_key=b"e0", content_key=b"c0"
            )
        ]
    )
    follow(views, log)
    assert views.count("test-list", RecordStatus.CURRENT) == 2
    assert views.count("test-list", RecordStatus.WITHDRAWN) == 0


def test_erased_keeps_the_entry_so_that_the_list_cannot_bring_it_back(
    views: AnyViews, log: MemoryLog
) -> None:
    two_records(log)
    log.commit([erased(ONE, [1])])
    follow(views, log)
    state = views.record(ONE)
    assert state is not None
    assert state.status is RecordStatus.ERASED
    assert views.payload_positions(ONE) == []
    entry = next(one for one in views.entries("test-list") if one.entry_key == b"e0")
    assert (entry.status, entry.content_key) == (RecordStatus.ERASED, b"")
    assert views.known_entries([("test-list", b"e0"), ("test-list", b"x"), ("other", b"e0")]) == {
        ("test-list", b"e0")
    }


def test_sources_principals_and_editions(views: AnyViews, log: MemoryLog) -> None:
    added = PrincipalAdded(
        id="p:7",
        body="testpol",
        authority="tst",
        roles=("officer",),
        purposes=("border_check",),
        key_hash=b"h" * 32,
    )
    edition = EditionImported(
        source="test-list",
        edition="2026-01-02",
        read=1,
        added=1,
        amended=0,
        unchanged=0,
        rejected=0,
        withdrawn=0,
    )
    log.commit([Draft(facts, "p:1") for facts in (SourceSet(source=SOURCE), added, edition)])
    follow(views, log)
    expected = Principal("p:7", "testpol", "tst", (Role.OFFICER,), (Purpose.BORDER_CHECK,))
    assert views.sources() == [SOURCE]
    assert views.principal_by_key(b"h" * 32) == views.principal("p:7") == expected
    assert views.principal_by_key(b"x" * 32) is None
    assert views.principals() == [expected]
    assert views.edition("test-list") == "2026-01-02"
    assert views.edition("other") == ""
    log.commit([Draft(PrincipalRevoked(id="p:7"), "p:1")])
    follow(views, log)
    assert views.principal_by_key(b"h" * 32) is None


def test_control_moves_only_when_sources_or_principals_change(
    views: AnyViews, log: MemoryLog
) -> None:
    log.commit([Draft(SourceSet(source=SOURCE), "p:1")])
    follow(views, log)
    before = views.control_version()
    log.commit([answered(0)])
    two_records(log)
    follow(views, log)
    assert views.control_version() == before
    assert views.records_version() == log.head()
    log.commit([Draft(PrincipalRevoked(id="p:7"), "p:1")])
    follow(views, log)
    assert views.control_version() > before


def test_the_same_events_twice_do_no_harm(views: AnyViews, log: MemoryLog) -> None:
    two_records(log)
    events = log.read(after=0, limit=10)
    views.follow(events)
    views.follow(events)
    assert views.position() == 2
    assert views.count("test-list", RecordStatus.CURRENT) == 2
