"""Made-up values for tests: a time that moves only when told, records, drafts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from accord.model.events import AnswerReleased, Draft, RecordErased, RecordSubmitted
from accord.model.ids import make_record_id
from accord.model.markings import Audience, Basis, Marking, Purpose
from accord.model.records import Record, RequestedAction
from accord.model.subjects import Name, Subject, SubjectKind
from accord.trust.payloads import seal_payload

BODY = "testpol"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class StillTime:
    """Simulated time."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def now_us(self) -> int:
        return int(self._now.timestamp() * 1_000_000)

    def pass_by(self, step: timedelta) -> None:
        self._now += step


def make_id(number: int) -> str:
    return make_record_id(BODY, 1_700_000_000_000_000 + number * 1_000)


def person(*names: str, born: Sequence[str] = ()) -> Subject:
    return Subject(
        kind=SubjectKind.PERSON, names=tuple(Name(name) for name in names), born=tuple(born)
    )


def record(
    record_id: str,
    subject: Subject,
    *,
    version: int = 1,
    source: str = "test-list",
    basis: Basis = Basis.TEST,
    marking: Marking | None = None,
) -> Record:
    return Record(
        id=record_id,
        version=version,
        holder=BODY,
        source=source,
        basis=basis,
        subject=subject,
        requested=(RequestedAction.INFORM_HOLDER,),
        marking=marking or Marking(audience=Audience(everyone=True)),
        as_of="2026-11-01",
    )


def submitted(
    one: Record, *, entry_key: bytes = b"", content_key: bytes = b"", principal: str = "p:1"
) -> Draft:
    return Draft(
        facts=RecordSubmitted(
            record_id=one.id,
            version=one.version,
            source=one.source,
            entry_key=entry_key,
            content_key=content_key,
        ),
        principal=principal,
        payload=seal_payload(msgspec.msgpack.encode(one)),
    )


def answered(number: int = 0, *, payload: bytes | None = b"question") -> Draft:
    return Draft(
        facts=AnswerReleased(
            check_id=f"check-{number}",
            purpose=Purpose.BORDER_CHECK,
            kind=SubjectKind.PERSON,
            verdict="nothing_found",
            policies=("check",),
            policy_version="v",
            sources_asked=("test-list",),
        ),
        principal="p:1",
        payload=seal_payload(payload) if payload is not None else None,
    )


def erased(record_id: str, positions: Sequence[int], *, source: str = "test-list") -> Draft:
    return Draft(
        facts=RecordErased(record_id=record_id, source=source, payloads=tuple(positions)),
        principal="p:1",
    )
