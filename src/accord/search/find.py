"""Candidates, score, closed matches.

A match is closed: it says which record, how likely and why, and holds nothing of the record that
the gate has not released yet. Sources that the permit leaves out are not searched.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from accord.matching.keys import question_keys
from accord.matching.score import Score, score
from accord.model.checks import Match
from accord.model.ports import Candidate, IndexReader
from accord.model.principals import Act, Permit
from accord.model.records import RecordId
from accord.model.subjects import Subject

CANDIDATES = 100


def find(
    permit: Permit, subject: Subject, *, index: IndexReader, expected: int, least: float
) -> list[Match]:
    """All matches with a probability of at least `least`, the most likely first.

    `expected` is how many are thought enough: finding more costs a second scoring. The gate may
    keep some back, and they must not push others out of the answer.
    """
    keys = question_keys(subject)
    candidates = index.candidates(keys, limit=CANDIDATES, without=permit.sources_not_asked)
    allowed = frozenset(permit.sources)
    kept = [candidate for candidate in candidates if candidate.source in allowed]
    if not kept:
        return []
    scores = _scores(subject, kept, expected=expected, least=least)
    matches = [
        Match(
            record_id=candidate.record_id,
            source=candidate.source,
            log_odds=one.log_odds,
            probability=one.probability,
            reasons=one.reasons,
        )
        for candidate, one in zip(kept, scores, strict=True)
        if one.probability >= least
    ]
    # Ties in order of record id, so that the same question has the same answer.
    return sorted(matches, key=lambda match: (-match.log_odds, match.record_id))


def profiles_beside(
    permit: Permit, record_id: RecordId, subjects: Iterable[Subject], *, index: IndexReader
) -> set[bytes]:
    """Profiles of other records that share a name or an identifier with one of `subjects`.

    Only for erasing: a text of theirs in a file is no remainder of the record. They are personal
    data and must not leave the desk that asks.
    """
    assert permit.act is Act.ERASE
    return {
        candidate.profile
        for part in _parts(subjects)
        for candidate in index.candidates(question_keys(part), limit=CANDIDATES)
        if candidate.record_id != record_id
    }


def _parts(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """Each name and each identifier alone: together, the rarest would crowd the others out."""
    for subject in subjects:
        bare = Subject(kind=subject.kind)
        yield from (replace(bare, names=(name,)) for name in subject.names)
        yield from (replace(bare, identifiers=(one,)) for one in subject.identifiers)


def _scores(
    subject: Subject, candidates: Sequence[Candidate], *, expected: int, least: float
) -> list[Score]:
    """One for each candidate; all that reach `least` have their reasons."""
    profiles = [candidate.profile for candidate in candidates]
    scores = score(subject, profiles, reasons_for=expected)
    likely = sum(one.probability >= least for one in scores)
    return score(subject, profiles, reasons_for=likely) if likely > expected else scores
