"""A disk that is full refuses what comes in; what was acknowledged stays, and with room again the
work goes on. On a small file system of its own; where none may be mounted, that is said.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.making import StillTime, answered, make_id, person, record, submitted

from accord.desks.oversight.verify import verify
from accord.model.errors import Conflict, Unavailable
from accord.model.events import AnswerReleased, Draft, Event, RecordSubmitted, SourceSet
from accord.model.markings import Basis
from accord.model.records import Source
from accord.node.beginning import begin
from accord.node.home import Home
from accord.node.parts import WriterParts, open_writer, read_signer
from accord.node.settings import Settings
from accord.store.encoding import read_facts
from accord.store.group_commit import GroupCommit
from accord.store.memory import MemoryLog, MemoryViews
from accord.store.sqlite_log import SqliteLog

pytestmark = pytest.mark.storm

SETTINGS = Settings(body="testpol", name="Made up", authority="testpol", disk_reserve_mb=0)
SIZE, BALLAST_BYTES = "8m", 2_000_000
AFTERWARDS = 50


@pytest.fixture(name="small_disk")
def _small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no small file system may be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_refuses_and_loses_nothing(
    small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = begin(small_disk / "home", SETTINGS)
    ballast = small_disk / "ballast"
    ballast.write_bytes(os.urandom(BALLAST_BYTES))
    said = Said()
    with open_writer(home, SETTINGS) as writer:
        refused = append_until_refused(writer, said)
        ballast.unlink()
        for draft in refused:
            again(writer, said, draft)
        for number in range(AFTERWARDS):
            said.take(writer, answered(1_000_000 + number))
    assert_each_once(home, said)
    with capsys.disabled():
        sys.stdout.write(
            f"\ndisk full: {len(said.records)} records and {len(said.checks)} checks acknowledged,"
            f" {len(refused)} refused as Unavailable; all there once\n"
        )


class Said:
    """What was acknowledged."""

    def __init__(self) -> None:
        self.records: list[str] = []
        self.checks: list[str] = []

    def take(self, writer: WriterParts, draft: Draft) -> None:
        writer.committer.submit([draft]).result()
        match draft.facts:
            case RecordSubmitted(record_id=record_id):
                self.records.append(record_id)
            case AnswerReleased(check_id=check_id):
                self.checks.append(check_id)
            case _:
                pass


def append_until_refused(writer: WriterParts, said: Said) -> list[Draft]:
    """Until twenty in a row are refused; those that were."""
    refused: list[Draft] = []
    in_a_row = number = 0
    while in_a_row < 20:
        number += 1
        for draft in (record_draft(number), answered(number), source_draft(number)):
            try:
                said.take(writer, draft)
                in_a_row = 0
            except Unavailable:
                refused.append(draft)
                in_a_row += 1
    return refused


def record_draft(number: int) -> Draft:
    one = record(make_id(number), person(f"Made up {number} " + "x" * 500))
    return submitted(one, entry_key=b"e%d" % number)


def source_draft(number: int) -> Draft:
    """Without a payload: it must not inherit the key of one that was refused."""
    source = Source(id="test-list", name=f"Edition {number}", basis=Basis.TEST)
    return Draft(SourceSet(source=source), "p:1")


def again(writer: WriterParts, said: Said, draft: Draft) -> None:
    """Whether a refused one was written is unknown to its caller, who asks again."""
    try:
        said.take(writer, draft)
    except Conflict:
        assert isinstance(draft.facts, RecordSubmitted)
        said.records.append(draft.facts.record_id)


def assert_each_once(home: Home, said: Said) -> None:
    with open_writer(home, SETTINGS) as writer:
        signer = read_signer(home, SETTINGS)
        found = verify(writer.log, public_keys={signer.name: signer.public_key})
        assert found.findings == ()
        facts = [read_facts(event) for event in writer.log.read(after=0, limit=1_000_000)]
        records = Counter(one.record_id for one in facts if isinstance(one, RecordSubmitted))
        checks = Counter(one.check_id for one in facts if isinstance(one, AnswerReleased))
        assert set(records.values()) == {1}
        assert records.keys() == set(said.records)
        assert [one for one in said.checks if not checks[one]] == []


class ViewsOnAFullDisk(MemoryViews):
    """Views whose disk is full once."""

    def __init__(self) -> None:
        super().__init__()
        self.refuse_once = False

    def follow(self, events: Sequence[Event]) -> None:
        if self.refuse_once:
            self.refuse_once = False
            raise Unavailable("store_busy_or_full")
        super().follow(events)


def test_views_that_could_not_follow_catch_up_before_the_next_commit_is_checked() -> None:
    """The log took it, the views did not: asked again, it must not be taken twice."""
    log, views = MemoryLog(now_us=StillTime().now_us), ViewsOnAFullDisk()
    committer = GroupCommit(log, views)
    draft = submitted(record(make_id(1), person("Made up")), entry_key=b"e")
    views.refuse_once = True
    with pytest.raises(Unavailable):
        committer.submit([draft]).result()
    with pytest.raises(Conflict):
        committer.submit([draft]).result()
    committer.close()
    assert log.head() == views.position() == 1


def test_a_commit_that_failed_leaves_no_key_to_the_next(tmp_path: Path) -> None:
    log = SqliteLog.create(tmp_path, now_us=StillTime().now_us)
    blocker = SqliteLog.create(tmp_path, now_us=StillTime().now_us)
    log._log.execute("PRAGMA busy_timeout=1")
    blocker._log.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        log.commit([answered(1)])
    blocker._log.execute("ROLLBACK")
    log.commit([source_draft(1)])
    assert list(log.key_rows()) == []
    log.close()
    blocker.close()
