"""Questions and answers. `Answer` is published as it stands (docs/protocol): add, never rename."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from accord.model.codes import Coded, Param
from accord.model.markings import Basis, Marking, Purpose
from accord.model.records import BodyId, RecordId, SourceId
from accord.model.subjects import Subject


class Question(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is asked, why, and for which file."""

    subject: Subject
    purpose: Purpose
    file_reference: Annotated[str, Meta(max_length=200)] = ""
    reason: Annotated[str, Meta(max_length=1_000)] = ""


class Verdict(StrEnum):
    """What first line sees. There is no word for "clear", on purpose."""

    NOTHING_FOUND = "nothing_found"
    SECOND_LINE = "second_line"
    COULD_NOT_CHECK = "could_not_check"


class OutcomeKind(StrEnum):
    """What became of the question at one body (PROTOCOL 3)."""

    ANSWERED = "answered"
    NO_HIT = "no_hit"
    DECLINED = "declined"
    NOT_PERMITTED = "not_permitted"
    NOT_ASKED = "not_asked"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part of a score. `log_odds` are natural logarithms; the sum of a hit's reasons,
    the prior among them, is the log-odds of its probability.
    """

    code: str
    params: dict[str, Param] = {}
    log_odds: float = 0.0
    text: str = ""


class Match(msgspec.Struct, frozen=True):
    """One possible match, closed: which record, how likely and why. Its reasons may quote names,
    so only the gate hands it on.
    """

    record_id: RecordId
    source: SourceId
    log_odds: float
    probability: float
    reasons: tuple[Reason, ...]


class Hit(msgspec.Struct, frozen=True):
    """One possible match, opened by the gate."""

    record: RecordId
    names: tuple[str, ...]
    probability: float
    reasons: tuple[Reason, ...]
    requested: tuple[Coded, ...]
    permitted: tuple[Coded, ...]
    basis: Basis
    marking: Marking
    source: SourceId
    as_of: str
    version: int = 1
    holder: str = ""
    subject: Subject | None = None
    """What the record says, as far as its marking lets it be shown."""
    remarks: str = ""
    listed_on: str = ""
    regime: str = ""
    age_days: int | None = None
    """Whole days since the edition that this version was read from."""


class Outcome(msgspec.Struct, frozen=True):
    """One for each body asked; which of its sources were searched and which were not."""

    body: BodyId
    kind: OutcomeKind
    reason: Coded | None = None
    sources_asked: tuple[SourceId, ...] = ()
    sources_not_asked: tuple[SourceId, ...] = ()
    hits: int = 0


class Answer(msgspec.Struct, frozen=True):
    """Hits by falling probability, one outcome a body, and what would sharpen the question."""

    check_id: str
    verdict: Verdict
    verdict_text: str
    hits: tuple[Hit, ...]
    outcomes: tuple[Outcome, ...]
    advice: tuple[Coded, ...]
    asked_at: str = ""
    seconds: float = 0.0
