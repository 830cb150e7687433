"""Releasing: closed matches are opened, redacted, and put on the ledger before they leave.

Only here is a record's payload opened for an answer. A record that may not be shown is left out
without a trace in the answer: hidden and nothing look alike. A record that was withdrawn or erased
since the index last heard of it is not there either.
"""

from collections.abc import Callable, Sequence

import msgspec

from accord.gate.admit import Gate
from accord.model.checks import Match, Question, Verdict
from accord.model.events import AnswerReleased, Draft
from accord.model.markings import Marking
from accord.model.ports import LogReader, RecordState
from accord.model.principals import Permit
from accord.model.records import Record, RecordStatus
from accord.model.subjects import Subject
from accord.policy.decide import RecordClass
from accord.trust.payloads import seal_payload

_encode = msgspec.msgpack.Encoder().encode
_decode_record = msgspec.msgpack.Decoder(Record).decode


class Opened(msgspec.Struct, frozen=True):
    """A match whose record may be shown, or only be pointed to."""

    match: Match
    record: Record
    is_open: bool
    """False for a pointer: then match and record are cut down to whom to call."""


async def release(  # noqa: PLR0913 (all that a leaf accounts for, by keyword)
    gate: Gate,
    permit: Permit,
    *,
    check_id: str,
    question: Question,
    matches: Sequence[Match],
    at_most: int,
    log: LogReader,
    judge: Callable[[Sequence[Opened]], Verdict],
) -> list[Opened]:
    """One instalment: the first `at_most` of `matches` that may be shown, once its leaf is durable.

    Raises Unavailable when the leaf could not be written: nothing has left then.
    """
    opened = _open(gate, permit, matches, log)[:at_most]
    facts = AnswerReleased(
        check_id=check_id,
        purpose=question.purpose,
        kind=question.subject.kind,
        verdict=judge(opened).value,
        policies=permit.policies,
        policy_version=permit.policy_version,
        sources_asked=permit.sources,
        sources_not_asked=permit.sources_not_asked,
        released=tuple((one.record.id, one.record.version) for one in opened),
    )
    draft = Draft(facts, permit.principal.id, seal_payload(_encode(question)))
    await gate.appender.append([draft])
    return opened


def _open(gate: Gate, permit: Permit, matches: Sequence[Match], log: LogReader) -> list[Opened]:
    if not matches:
        return []
    states = gate.views.records([match.record_id for match in matches])
    current = {
        record_id: state
        for record_id, state in states.items()
        if state.status is RecordStatus.CURRENT
    }
    payloads = log.payloads([state.position for state in current.values()])
    opened = (_open_one(gate, permit, match, current, payloads) for match in matches)
    return [one for one in opened if one is not None]


def _open_one(
    gate: Gate,
    permit: Permit,
    match: Match,
    current: dict[str, RecordState],
    payloads: dict[int, bytes],
) -> Opened | None:
    state = current.get(match.record_id)
    if state is None or state.position not in payloads:
        return None
    record = _decode_record(payloads[state.position])
    records = RecordClass(
        holder=record.holder,
        basis=record.basis,
        marking=record.marking,
        first_line=record.source in permit.sources,
    )
    if gate.may_release(permit, records):
        return Opened(match, record, is_open=True)
    if gate.may_release(permit, records, only_pointer=True):
        return _pointer(match, record)
    return None


def _pointer(match: Match, record: Record) -> Opened:
    """Whom to call, and nothing of what the record says nor of who else may see it."""
    marking = Marking(handling=record.marking.handling, visibility=record.marking.visibility)
    bare = Record(
        id=record.id,
        version=record.version,
        holder=record.holder,
        source=record.source,
        basis=record.basis,
        subject=Subject(kind=record.subject.kind),
        marking=marking,
        as_of=record.as_of,
    )
    return Opened(msgspec.structs.replace(match, reasons=()), bare, is_open=False)
