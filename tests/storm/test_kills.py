"""`kill -9` of each process while lists come in and officers ask: nothing that was acknowledged
is missing or doubled, everything proves itself, and the index answers as the log says.

`kill -9` leaves the page cache whole: what survives power loss is shown in `test_power_loss.py`.
"""

import os
import random
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from tests.storm.lists import passport_of
from tests.storm.load import DESK, Load
from tests.storm.running import BACK_WITHIN_S, RunningNode, new_home, places, verify_log

from accord.formats.un_sc import SOURCE
from accord.index.tantivy_index import TantivyReader
from accord.matching.keys import question_keys
from accord.model.events import (
    AnswerReleased,
    EditionImported,
    RecordSubmitted,
    RecordWithdrawn,
)
from accord.model.records import Record, RecordId, RecordStatus
from accord.node.home import Home
from accord.node.parts import open_node
from accord.node.processes import wait_until
from accord.store.encoding import read_facts
from accord.store.sqlite_log import SqliteLogReader

pytestmark = pytest.mark.storm

FULL = os.environ.get("FULL") == "1"
ROUNDS = 50 if FULL else 10
ROLES = ("writer", "index", "http", "import", "parent")
SEED = int(os.environ.get("ACCORD_SEED", "2026"))


def test_killed_again_and_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = new_home(tmp_path / "home")
    dice = random.Random(SEED)
    kills: Counter[str] = Counter()
    with running(home) as node:
        load = Load(node, tmp_path)
        try:
            for one in range(ROUNDS):
                role = ROLES[one % len(ROLES)]
                load.wait(dice.uniform(0.2, 2.5))
                kills[role] += kill(node, load, role, worker=dice.randrange(2))
                assert_going_on(load)
        finally:
            load.stop()
        assert load.wrong == []
        assert_found_over_http(node, load)
    log = read_log(home)
    assert_imports(load, log)
    assert_each_once(load, log)
    assert_proven(home)
    found = assert_index_agrees(home, log)
    with capsys.disabled():
        sys.stdout.write(
            f"\nkills: {dict(kills)} in {ROUNDS} rounds (seed {SEED}); acknowledged and in the log"
            f" once: {len(load.records)} records over HTTP, {len(load.imports)} imports,"
            f" {len(load.checks)} checks; {found} current records found by passport,"
            f" {len(log.withdrawn)} withdrawn not; refused meanwhile: {dict(load.refused)}\n"
        )


@contextmanager
def running(home: Home) -> Iterator[RunningNode]:
    node = RunningNode(home)
    try:
        node.wait_up()
        yield node
    finally:
        code = node.stop()
    assert code == 0, node.log[-2000:]


def kill(node: RunningNode, load: Load, role: str, *, worker: int) -> int:
    """1, or 0 when there was nothing to kill (the import had just ended)."""
    if role != "import":
        node.kill(role, worker=worker)
        return 1
    importer = load.importer
    if importer is None or importer.poll() is not None:
        return 0
    importer.send_signal(signal.SIGKILL)
    return 1


def assert_going_on(load: Load) -> None:
    """After a kill, checks and records are acknowledged again."""
    checks, records = len(load.checks), len(load.records)
    wait_until(
        lambda: bool(load.wrong) or (len(load.checks) > checks + 3 and len(load.records) > records),
        timeout_s=BACK_WITHIN_S,
    )


def assert_found_over_http(node: RunningNode, load: Load) -> None:
    """The newest acknowledged records and some that are gone, asked for as an officer does."""
    with node.client() as client:
        wait_until(lambda: client.get("/health").json()["index_behind"] == 0)
        for number in [*sorted(load.records)[-20:], *sorted(load.editions.gone)[-20:]]:
            body = {"subject": msgspec.to_builtins(passport_of(number)), "purpose": "border_check"}
            answer = client.post("/api/v1/checks", json=body).json()
            load.checks.append(answer["check_id"])
            hits = [hit["record"] for hit in answer["hits"]]
            if number in load.records:
                assert load.records[number][0] in hits
            else:
                assert hits == []


class LogSays(msgspec.Struct):
    """What was read from the log itself, each event once."""

    submitted: Counter[tuple[RecordId, int]]
    records_of: dict[tuple[str, bytes], set[RecordId]]
    withdrawn: dict[RecordId, int]
    current: dict[RecordId, Record]
    checks: Counter[str]
    editions: list[EditionImported]


def read_log(home: Home) -> LogSays:
    says = LogSays(Counter(), defaultdict(set), {}, {}, Counter(), [])
    log = SqliteLogReader.open(home.data)
    for event in log.read(after=0, limit=10_000_000):
        match read_facts(event):
            case RecordSubmitted() as facts:
                says.submitted[facts.record_id, facts.version] += 1
                says.records_of[facts.source, facts.entry_key].add(facts.record_id)
                says.withdrawn.pop(facts.record_id, None)
                content = log.payload(event.position)
                says.current[facts.record_id] = msgspec.msgpack.decode(content, type=Record)
            case RecordWithdrawn() as facts:
                says.submitted[facts.record_id, facts.version] += 1
                says.withdrawn[facts.record_id] = entry_number(says.current.pop(facts.record_id))
            case AnswerReleased() as facts:
                says.checks[facts.check_id] += 1
            case EditionImported() as facts:
                says.editions.append(facts)
            case _:
                pass
    log.close()
    return says


def entry_number(record: Record) -> int:
    return int(record.entry_id.removeprefix("desk-"))


def assert_imports(load: Load, log: LogSays) -> None:
    """Each import that said it had ended is in the log once; the list's records are its last
    edition's entries in their last revision, no more and no less.
    """
    for finished in load.imports:
        report = finished.report
        assert report["read"] == report["added"] + report["amended"] + report["unchanged"]
        assert report["rejected"] == 0
    assert len(log.editions) == len(load.imports)
    assert len({edition.edition for edition in log.editions}) == len(log.editions)
    current = {
        entry_number(record): record.remarks
        for record in log.current.values()
        if record.source == SOURCE.id
    }
    assert current == {
        number: f"Made up. Revision {revision}."
        for number, revision in load.editions.revisions.items()
    }
    assert set(log.withdrawn.values()) == load.editions.gone


def assert_each_once(load: Load, log: LogSays) -> None:
    for number, acknowledged in load.records.items():
        assert log.submitted[acknowledged] == 1, f"record {number}"
        assert entry_number(log.current[acknowledged[0]]) == number
    assert set(log.submitted.values()) == {1}
    assert {len(records) for records in log.records_of.values()} == {1}
    posted = [record for record in log.current.values() if record.source == DESK]
    assert len(posted) in {len(load.records), len(load.records) + 1}, "one was under way at most"
    assert len(set(load.checks)) == len(load.checks)
    assert [check for check in load.checks if log.checks[check] != 1] == []
    assert set(log.checks.values()) == {1}


def assert_proven(home: Home) -> None:
    code, found = verify_log(home)
    assert (code, places(found["findings"])) == (0, [])


def assert_index_agrees(home: Home, log: LogSays) -> int:
    """Every current record is found by its passport and no other one is; how many are."""
    index = TantivyReader(home.index)
    for record_id, record in log.current.items():
        keys = question_keys(passport_of(entry_number(record)))
        assert record_id in [found.record_id for found in index.candidates(keys, limit=10)]
    for record_id, number in log.withdrawn.items():
        keys = question_keys(passport_of(number))
        assert record_id not in [found.record_id for found in index.candidates(keys, limit=10)]
    assert index.count() == len(log.current)
    with open_node(home) as parts:
        for source in (SOURCE.id, DESK):
            expected = sum(record.source == source for record in log.current.values())
            assert parts.views.count(source, RecordStatus.CURRENT) == expected
    return len(log.current)
