"""A whole node in memory: log, views, group commit, index, gate and desks, in simulated time."""

import asyncio
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from tests.making import BODY, StillTime

from accord.desks.checks.run import CheckDesk, CheckPractice, run_check
from accord.desks.records.follow_index import FollowIndex
from accord.desks.records.submit import ImportReport, RecordKeeping, import_edition
from accord.formats.edition import Edition, Rejection
from accord.gate.admit import Gate
from accord.index.memory import MemoryIndex
from accord.model.checks import Answer, Question
from accord.model.events import Draft, Event, Facts, SourceSet
from accord.model.markings import Audience, Basis, Marking, Purpose
from accord.model.ports import Appender
from accord.model.principals import Act, Principal, Role
from accord.model.records import Entry, Record, RecordStatus, RequestedAction, Source
from accord.model.subjects import Name, Subject, SubjectKind
from accord.policy.load import load_policies, packaged_policies, packaged_schema
from accord.store.encoding import read_facts
from accord.store.group_commit import GroupCommit
from accord.store.memory import MemoryLog, MemoryViews

T = TypeVar("T")

POLICIES = load_policies(packaged_policies(), packaged_schema())
PURPOSES = (Purpose.BORDER_CHECK, Purpose.INVESTIGATION)
OFFICER = Principal("p:officer", BODY, "north", (Role.OFFICER,), PURPOSES)
DUTY = Principal("p:duty", BODY, "north", (Role.DUTY,), PURPOSES)
ANALYST = Principal("p:analyst", BODY, "north", (Role.ANALYST,), PURPOSES)
OUTSIDER = Principal("p:peer", "otherpol", "south", (Role.OFFICER,), PURPOSES)

EVERYONE = Marking(audience=Audience(everyone=True))
LIST = Source("test-list", "Test list", Basis.BODY_PUBLISHED, complete=True, first_line=True)

PRACTICE = CheckPractice(
    body=BODY, duty_number="+1 555 0100", hits_at_most=10, show_from=0.25, old_after_days=30
)


class MemoryNode(msgspec.Struct):
    """The parts of one node, and short ways to use them."""

    time: StillTime
    log: MemoryLog
    views: MemoryViews
    appender: Appender
    index: MemoryIndex
    follower: FollowIndex
    gate: Gate
    records: RecordKeeping
    checks: CheckDesk

    def let_index_follow(self) -> None:
        self.follower.follow(self.log.read(after=self.follower.position(), limit=100_000))

    def import_(
        self,
        entries: Iterable[Entry | Rejection],
        edition: str = "2026-11-01",
        *,
        source: Source = LIST,
        force: bool = False,
        agreed: bool = False,
    ) -> ImportReport:
        async def work() -> ImportReport:
            permit = await self.gate.admit(DUTY, Act.SUBMIT)
            return await import_edition(
                self.records,
                permit,
                source,
                Edition(edition, iter(entries)),
                force=force,
                may_withdraw=lambda _withdrawn, _current: agreed,
            )

        return run(work())

    def know(self, *sources: Source) -> None:
        drafts = [Draft(SourceSet(source=source), DUTY.id) for source in sources]
        run(self.appender.append(drafts))

    def ask(self, question: Question, who: Principal = OFFICER) -> Answer:
        return run(run_check(self.checks, who, question))

    def facts(self, kind: type[Facts]) -> list[Facts]:
        """What the log states of one kind, in order."""
        found = [read_facts(event) for event in self.events()]
        return [one for one in found if isinstance(one, kind)]

    def events(self) -> list[Event]:
        return self.log.read(after=0, limit=100_000)

    def current(self, source: Source = LIST) -> dict[str, Record]:
        """What the source stands by now, by the list's own ids."""
        standing = [
            one.record_id
            for one in self.views.entries(source.id)
            if one.status is RecordStatus.CURRENT
        ]
        states = self.views.records(standing)
        opened = (self.log.payload(state.position) for state in states.values())
        records = [msgspec.msgpack.decode(payload, type=Record) for payload in opened]
        return {record.entry_id: record for record in records}

    def amend(self, **changes: object) -> "MemoryNode":
        """This node with other practice."""
        practice = msgspec.structs.replace(self.checks.practice, **changes)
        self.checks = msgspec.structs.replace(self.checks, practice=practice)
        return self

    def append_by(self, appender: Appender) -> None:
        """Let gate and desks append through another appender."""
        self.appender = self.gate.appender = appender
        self.records = msgspec.structs.replace(self.records, appender=appender)


@contextmanager
def memory_node(*sources: Source) -> Iterator[MemoryNode]:
    """A node that knows `sources`, until the block ends."""
    time = StillTime()
    log, views, index = MemoryLog(now_us=time.now_us), MemoryViews(), MemoryIndex()
    committer = GroupCommit(log, views)
    gate = Gate(policies=POLICIES, views=views, appender=committer, body=BODY)
    node = MemoryNode(
        time=time,
        log=log,
        views=views,
        appender=committer,
        index=index,
        follower=FollowIndex(log, index),
        gate=gate,
        records=RecordKeeping(
            appender=committer, views=views, time=time, body=BODY, entry_secret=b"s" * 32
        ),
        checks=CheckDesk(
            gate=gate, index=index, log=log, views=views, time=time, practice=PRACTICE
        ),
    )
    if sources:
        node.know(*sources)
    try:
        yield node
    finally:
        committer.close()


def run(work: Awaitable[T]) -> T:
    async def until_done() -> T:
        return await work

    return asyncio.run(until_done())


def entry(
    entry_id: str,
    *names: str,
    remarks: str = "",
    born: Sequence[str] = (),
    marking: Marking = EVERYONE,
    requested: tuple[RequestedAction, ...] = (RequestedAction.INFORM_HOLDER,),
) -> Entry:
    subject = Subject(
        kind=SubjectKind.PERSON,
        names=tuple(Name(name) for name in names or (f"Testa Mensch {entry_id}",)),
        born=tuple(born),
    )
    return Entry(entry_id, subject, requested=requested, remarks=remarks, marking=marking)


def entries(*numbers: int) -> list[Entry]:
    return [entry(str(number)) for number in numbers]


def about(name: str, *, born: Sequence[str] = (), purpose: Purpose = PURPOSES[0]) -> Question:
    subject = Subject(kind=SubjectKind.PERSON, names=(Name(name),), born=tuple(born))
    return Question(subject, purpose)
