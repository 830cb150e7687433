"""Candidates, score, closed matches.

A match is closed: it says which record, how likely and why, and holds nothing of the record that
the gate has not released yet. Sources that the permit leaves out are not searched.
"""

from collections.abc import Sequence

from accord.matching.keys import question_keys
from accord.matching.score import score
from accord.model.checks import Match
from accord.model.ports import IndexReader
from accord.model.principals import Permit
from accord.model.subjects import Subject

CANDIDATES = 100


def find(
    permit: Permit, subject: Subject, *, index: IndexReader, limit: int, least: float
) -> list[Match]:
    """At most `limit` matches with a probability of at least `least`, the most likely first."""
    keys = question_keys(subject)
    candidates = index.candidates(keys, limit=CANDIDATES, without=permit.sources_not_asked)
    allowed = frozenset(permit.sources)
    kept = [candidate for candidate in candidates if candidate.source in allowed]
    if not kept:
        return []
    scores = score(subject, [candidate.profile for candidate in kept], reasons_for=limit)
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
    return _best(matches, limit)


def _best(matches: Sequence[Match], limit: int) -> list[Match]:
    """Ties in order of record id, so that the same question has the same answer."""
    return sorted(matches, key=lambda match: (-match.log_odds, match.record_id))[:limit]
