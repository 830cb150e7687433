"""A writer at work: makes a home, takes records and answers in, erases, follows with the index.
Says what is acknowledged, as one JSON line each into a file outside the home.

    python -m tests.storm.losing_power HOME ACKNOWLEDGED ROUNDS
"""

import json
import os
import sys
from pathlib import Path

from tests.making import answered, erased, record, submitted
from tests.storm.lists import made_up_name, passport_of

from accord.desks.records.follow_index import FollowIndex
from accord.index.tantivy_index import TantivyWriter
from accord.model.events import Draft, RecordWithdrawn, SourceSet
from accord.model.markings import Basis
from accord.model.records import Source
from accord.model.subjects import Name, Subject, SubjectKind
from accord.node.beginning import begin
from accord.node.home import Home
from accord.node.parts import WriterParts, follow_to_head, open_writer
from accord.node.processes import checkpoint_now
from accord.node.settings import Settings

SETTINGS = Settings(body="testpol", name="Made up", authority="testpol")
SOURCE = "test-list"
A_ROUND = 6
"""Records a round. The first of each round is withdrawn in the next, the second erased."""


def subject(number: int) -> Subject:
    return Subject(
        kind=SubjectKind.PERSON,
        names=(Name(made_up_name(number)),),
        identifiers=passport_of(number).identifiers,
    )


def record_id(number: int) -> str:
    """The same in every process, in the form of a UUIDv7."""
    return f"testpol:018bcfe5-6800-7000-8000-{number:012x}"


def entry_key(number: int) -> bytes:
    return f"entry-{number}".encode()


class Acknowledged:
    """The file that says what was acknowledged."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)

    def say(self, what: str, **facts: object) -> None:
        os.write(self._file, json.dumps({"what": what, **facts}).encode() + b"\n")


def work(home: Home, said: Acknowledged, rounds: range) -> None:
    with open_writer(home, SETTINGS) as writer:
        index = TantivyWriter(home.index)
        follower = FollowIndex(writer.log, index)
        for one in rounds:
            take_in(writer, said, one)
            take_out(writer, said, one)
            note = checkpoint_now(writer)
            said.say("checkpoint", note=note)
            follow_to_head(follower, writer.log)
        index.close()


def append(writer: WriterParts, *drafts: Draft) -> list[int]:
    return writer.committer.submit(drafts).result()


def take_in(writer: WriterParts, said: Acknowledged, one: int) -> None:
    numbers = range(one * A_ROUND, (one + 1) * A_ROUND)
    drafts = [
        submitted(record(record_id(n), subject(n)), entry_key=entry_key(n), content_key=b"c")
        for n in numbers
    ]
    for number, position in zip(numbers, append(writer, *drafts), strict=True):
        said.say("record", number=number, position=position)
    for n in range(3):
        (position,) = append(writer, answered(one * 3 + n))
        said.say("check", check=f"check-{one * 3 + n}", position=position)


def take_out(writer: WriterParts, said: Acknowledged, one: int) -> None:
    if not one:
        return
    first = (one - 1) * A_ROUND
    gone = RecordWithdrawn(record_id=record_id(first), version=2, source=SOURCE)
    (position,) = append(writer, Draft(gone, "p:1"))
    said.say("withdrawn", number=first, position=position)
    positions = writer.views.payload_positions(record_id(first + 1))
    (position,) = append(writer, erased(record_id(first + 1), positions))
    said.say("erased", number=first + 1, position=position)


def main() -> None:
    root, acknowledged, rounds = sys.argv[1:]
    said = Acknowledged(acknowledged)
    home = begin(Path(root), SETTINGS)
    said.say("home")
    source = Source(id=SOURCE, name="Test", basis=Basis.TEST, complete=True, first_line=True)
    with open_writer(home, SETTINGS) as writer:
        append(writer, Draft(SourceSet(source=source), "p:1"))
    half = int(rounds) // 2
    work(home, said, range(half))
    work(home, said, range(half, int(rounds)))


if __name__ == "__main__":
    main()
