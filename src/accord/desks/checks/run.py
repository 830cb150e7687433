"""One check, from question to answer. Reads as the walk does (docs/walks/check.md)."""

from collections.abc import Sequence
from datetime import date

import msgspec

from accord.desks.checks.advise import advise
from accord.desks.checks.permitted import permitted_here
from accord.gate.admit import Gate
from accord.gate.release import Opened, release
from accord.gate.sources import SourcesNow
from accord.matching.thin import is_askable
from accord.model.checks import Answer, Hit, Match, Outcome, OutcomeKind, Question, Verdict
from accord.model.codes import Coded
from accord.model.errors import Invalid
from accord.model.ids import make_uuid7
from accord.model.ports import IndexReader, LogReader, Time, Views
from accord.model.principals import Act, Permit, Principal
from accord.model.records import Record
from accord.search.find import find


class CheckPractice(msgspec.Struct, frozen=True):
    """What the body has settled about its checks (node.toml)."""

    body: str
    duty_number: str
    hits_at_most: int
    show_from: float
    old_after_days: int


class CheckDesk(msgspec.Struct, frozen=True):
    """What this desk needs."""

    gate: Gate
    index: IndexReader
    log: LogReader
    views: Views
    time: Time
    practice: CheckPractice


async def run_check(desk: CheckDesk, principal: Principal, question: Question) -> Answer:
    """Answer `question` for `principal`; its leaf is on the ledger when this returns.

    Raises Invalid when nothing can be asked with what was given, Denied when the gate refuses
    (that is on the ledger too), Unavailable when the leaf could not be written: then
    nothing is released.
    """
    started = desk.time.now()
    if not is_askable(question.subject):
        raise Invalid("question_names_nothing")
    permit = await desk.gate.admit(principal, Act.CHECK, question)
    matches = _find(desk, permit, question)
    opened = await release(
        desk.gate,
        permit,
        check_id=(check_id := make_uuid7(int(started.timestamp() * 1_000_000))),
        question=question,
        matches=matches,
        at_most=desk.practice.hits_at_most,
        log=desk.log,
        judge=lambda shown: _verdict(permit, shown),
    )
    verdict = _verdict(permit, opened)
    return Answer(
        check_id=check_id,
        verdict=verdict,
        verdict_text="",
        hits=tuple(_hit(desk, one, started.date()) for one in opened),
        outcomes=(_outcome(desk, permit, opened),),
        advice=advise(
            question.subject,
            permit,
            desk.gate.sources.as_decided(),
            index_behind=desk.views.records_version() - desk.index.position(),
            today=started.date(),
            old_after_days=desk.practice.old_after_days,
        ),
        asked_at=started.isoformat(timespec="milliseconds"),
        seconds=(desk.time.now() - started).total_seconds(),
    )


def _find(desk: CheckDesk, permit: Permit, question: Question) -> list[Match]:
    practice = desk.practice
    return find(
        permit,
        question.subject,
        index=desk.index,
        expected=practice.hits_at_most,
        least=practice.show_from,
    )


def _verdict(permit: Permit, opened: Sequence[Opened]) -> Verdict:
    """Never "clear": what was not asked is said beside it."""
    if opened:
        return Verdict.SECOND_LINE
    return Verdict.NOTHING_FOUND if permit.sources else Verdict.COULD_NOT_CHECK


def _hit(desk: CheckDesk, opened: Opened, today: date) -> Hit:
    record, match = opened.record, opened.match
    as_of = _as_of(desk.gate.sources.as_decided(), record)
    return Hit(
        record=record.id,
        names=tuple(name.text for name in record.subject.names),
        probability=round(match.probability, 4),
        reasons=match.reasons,
        requested=tuple(Coded(f"requested_{action}") for action in record.requested),
        permitted=permitted_here(record.basis, duty_number=desk.practice.duty_number),
        basis=record.basis,
        marking=record.marking,
        source=record.source,
        as_of=as_of,
        version=record.version,
        holder=record.holder,
        subject=record.subject if opened.is_open else None,
        remarks=record.remarks,
        listed_on=record.listed_on or "",
        regime=record.regime,
        age_days=_age_days(as_of, today),
    )


def _as_of(sources: SourcesNow, record: Record) -> str:
    """The newest edition that still stood by this version: a complete source names everything
    that it stands by, another one says nothing by its silence.
    """
    source = sources.by_id.get(record.source)
    if source is None or not source.complete:
        return record.as_of
    return max(record.as_of, sources.editions.get(record.source, ""))


def _age_days(as_of: str, today: date) -> int | None:
    try:
        return (today - date.fromisoformat(as_of[:10])).days
    except ValueError:
        return None


def _outcome(desk: CheckDesk, permit: Permit, opened: Sequence[Opened]) -> Outcome:
    kind = OutcomeKind.ANSWERED if opened else OutcomeKind.NO_HIT
    reason = None
    if not permit.sources:
        kind, reason = OutcomeKind.NOT_ASKED, Coded("outcome_no_source_on")
    return Outcome(
        body=desk.practice.body,
        kind=kind,
        reason=reason,
        sources_asked=permit.sources,
        sources_not_asked=permit.sources_not_asked,
        hits=len(opened),
    )
