"""The power goes: what was acknowledged before is there once, everything proves itself, the
index answers as the log says, and the work goes on.

A writer at work is traced, and what would be left of its home is put together for chosen moments
(`power_loss.py`): only what was synced, and that with random parts of the rest.
"""

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.making import answered
from tests.storm import losing_power
from tests.storm.lists import passport_of
from tests.storm.losing_power import SETTINGS, entry_key, record_id
from tests.storm.power_loss import (
    Call,
    Disk,
    Refused,
    Tree,
    path_of,
    read_tree,
    trace,
    unescape,
    write_tree,
)

from accord.desks.oversight.verify import verify
from accord.index.tantivy_index import TantivyReader
from accord.matching.keys import question_keys
from accord.model.errors import Missing
from accord.model.events import AnswerReleased, RecordSubmitted
from accord.model.records import Record, RecordStatus
from accord.node.beginning import begin
from accord.node.home import Home, open_home
from accord.node.parts import WriterParts, follow_index_to_head, open_writer, read_signer
from accord.node.processes import checkpoint_now
from accord.node.settings import read_settings
from accord.store.encoding import read_facts

pytestmark = pytest.mark.storm

FULL = os.environ.get("FULL") == "1"
ROUNDS = 12 if FULL else 6
CUTS = 200 if FULL else 16
TORN_A_CUT = 2
SEED = int(os.environ.get("ACCORD_SEED", "2026"))

Said = dict[str, object]


def test_nothing_acknowledged_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, acknowledged = tmp_path / "disk" / "home", tmp_path / "acknowledged"
    root.parent.mkdir()
    calls = traced(root, acknowledged, tmp_path)
    images = homes = held = 0
    for place, (left, said) in enumerate(cuts(calls, root.parent, acknowledged)):
        image = tmp_path / f"image-{place}"
        write_tree(left, image)
        homes += opens_again(image / "home", said)
        held += len(said)
        images += 1
    with capsys.disabled():
        sys.stdout.write(
            f"\npower loss: {len(calls)} traced calls, {CUTS} moments, {images} images (seed"
            f" {SEED}), {homes} with a whole home, {held} acknowledgements held against them\n"
        )


def traced(root: Path, acknowledged: Path, tmp_path: Path) -> list[Call]:
    program = [sys.executable, "-m", "tests.storm.losing_power"]
    arguments = [str(root), str(acknowledged), str(ROUNDS)]
    try:
        return trace([*program, *arguments], tmp_path / "trace", cwd=Path(__file__).parents[2])
    except Refused as error:
        pytest.skip(f"tracing is refused here, so nothing is shown about power loss: {error}")


def cuts(calls: list[Call], root: Path, acknowledged: Path) -> Iterator[tuple[Tree, list[Said]]]:
    """What is left at each chosen moment, and what was acknowledged by then."""
    dice = random.Random(SEED)
    chosen = moments(calls, acknowledged, dice)
    disk, said = Disk(root), list[Said]()
    for number, call in enumerate(calls):
        disk.play(call)
        said += says(call, acknowledged)
        for _ in range(chosen[number]):
            yield disk.left_after_power_loss(), list(said)
            for _ in range(TORN_A_CUT):
                yield disk.left_after_power_loss(dice), list(said)
    assert without_memory(disk.now()) == without_memory(read_tree(root)), "the model is not true"


def moments(calls: list[Call], acknowledged: Path, dice: random.Random) -> Counter[int]:
    """Half of them right after an acknowledgement, half anywhere."""
    after = [number for number, call in enumerate(calls) if list(says(call, acknowledged))]
    chosen = [dice.choice(after) for _ in range(CUTS // 2)]
    return Counter(chosen + [dice.randrange(len(calls)) for _ in range(CUTS - len(chosen))])


def says(call: Call, acknowledged: Path) -> Iterator[Said]:
    if call.name == "write" and path_of(call.arguments[0]) == str(acknowledged):
        yield json.loads(unescape(call.arguments[1]))


def without_memory(tree: Tree) -> Tree:
    """Without SQLite's shared memory, which is written by mapping it."""
    return {
        name: content if isinstance(content, bytes) else without_memory(content)
        for name, content in tree.items()
        if not name.endswith("-shm")
    }


def opens_again(root: Path, said: list[Said]) -> bool:
    """Opens what is left and holds it against what was said; False for a home that was not
    said to be there and is not: then it can be made again.
    """
    if not said:
        try:
            open_home(root)
        except Missing:
            begin(root, SETTINGS)
            return False
    home = open_home(root)
    settings = read_settings(home)
    assert settings == SETTINGS
    with open_writer(home, settings) as writer:
        current = assert_said_is_there(writer, said)
        (position,) = writer.committer.submit([answered(999_999)]).result()
        assert position == writer.log.head()
        checkpoint_now(writer)
        signer = read_signer(home, settings)
        outside = [("outside", str(one["note"])) for one in said if one["what"] == "checkpoint"]
        found = verify(writer.log, public_keys={signer.name: signer.public_key}, outside=outside)
        assert found.findings == ()
        follow_index_to_head(home, writer.log)
    assert_index_agrees(home, current)
    return True


def assert_said_is_there(writer: WriterParts, said: list[Said]) -> dict[int, str]:
    """Each record and leaf once, at its position; numbers and ids of the current records."""
    events = writer.log.read(after=0, limit=1_000_000)
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    submitted = Counter[str]()
    checks = Counter[str]()
    for event in events:
        facts = read_facts(event)
        submitted.update([facts.record_id] if isinstance(facts, RecordSubmitted) else [])
        checks.update([facts.check_id] if isinstance(facts, AnswerReleased) else [])
    assert set(submitted.values()) <= {1}
    assert set(checks.values()) <= {1}
    for one in said:
        assert_one_is_there(writer, one, submitted, checks)
    states = [*writer.views.entries(losing_power.SOURCE)]
    keys = {entry_key(number): number for number in range(ROUNDS * losing_power.A_ROUND)}
    return {
        keys[state.entry_key]: state.record_id
        for state in states
        if state.status is RecordStatus.CURRENT
    }


def assert_one_is_there(
    writer: WriterParts, one: Said, submitted: Counter[str], checks: Counter[str]
) -> None:
    what, number, position = one["what"], one.get("number"), one.get("position")
    state = writer.views.record(record_id(number)) if isinstance(number, int) else None
    if what == "record":
        assert isinstance(number, int)
        assert submitted[record_id(number)] == 1
        assert state is not None
        if state.status is not RecordStatus.ERASED:
            assert isinstance(position, int)
            content = msgspec.msgpack.decode(writer.log.payload(position), type=Record)
            assert content.subject == losing_power.subject(number)
    elif what == "check":
        assert checks[str(one["check"])] == 1
    elif what in {"withdrawn", "erased"}:
        assert state is not None
        assert state.status == what


def assert_index_agrees(home: Home, current: dict[int, str]) -> None:
    index = TantivyReader(home.index)
    for number in range(ROUNDS * losing_power.A_ROUND):
        keys = question_keys(passport_of(number))
        found = {one.record_id for one in index.candidates(keys, limit=10)}
        assert (record_id(number) in found) == (number in current), f"record {number}"
    assert index.count() == len(current)
