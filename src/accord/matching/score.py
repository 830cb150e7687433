"""Scores: how likely a record describes the subject of a question, and why.

A score is a sum of reasons in natural logarithms of odds, the prior among them. All candidates
are weighed at once by matrices over their distinct tokens; the best are then aligned token by
token and get their reasons. Pure: reads profiles, never records.
"""

import math
from collections.abc import Iterable, Sequence

import msgspec

from accord.matching import calibration as c
from accord.matching.facts import fact_log_odds, fact_reasons
from accord.matching.name_reasons import NamePair, best_name, softened
from accord.matching.name_table import NameTable
from accord.matching.profile import Profile, profile_of, read_profile
from accord.model.checks import Reason
from accord.model.subjects import Subject, SubjectKind

_HOPELESS = -7.0
"""One in a thousand: not worth reasons."""
_ALWAYS_ALIGNED = 3
"""Candidates come by rarity of what they share: the first are aligned whatever the table says,
since it does not see tokens that one side writes as one."""


class Score(msgspec.Struct, frozen=True):
    """`log_odds` is the sum of the reasons'; only the best candidates have reasons."""

    log_odds: float
    probability: float
    reasons: tuple[Reason, ...] = ()


def score(
    question: Subject,
    profiles: Sequence[bytes],
    *,
    reasons_for: int = 10,
    prior: float = c.SEARCH_PRIOR,
) -> list[Score]:
    """One score for each of `profiles`, in order; reasons for the best `reasons_for`, as far as
    they are likelier than one in a thousand.

    `prior` is the log-odds before anything is compared. Raises Corrupt on an unreadable profile.
    """
    return score_profiles(
        profile_of(question), [read_profile(raw) for raw in profiles], reasons_for, prior
    )


def score_profiles(
    asked: Profile, known: Sequence[Profile], reasons_for: int, prior: float
) -> list[Score]:
    """As `score`, of profiles that are read."""
    names = NameTable(asked, known)
    totals = []
    for rough, one in zip(names.log_odds, known, strict=True):
        worth = rough > 0 or asked.identifiers or not asked.aliases
        totals.append(prior + rough + (fact_log_odds(asked, one) if worth else 0.0))
    scores = [Score(total, probability(total)) for total in totals]
    bare = list(range(min(_ALWAYS_ALIGNED, len(known))))
    while bare:
        for at in bare:
            scores[at] = _explained(asked, known[at], names.pairs(at), prior)
        bare = _unexplained(scores, reasons_for)
    return scores


def _unexplained(scores: Sequence[Score], reasons_for: int) -> list[int]:
    """Which of the best still have no reasons: rough figures are mostly too high, so that one
    round of alignment lets others come up.
    """
    order = sorted(range(len(scores)), key=lambda at: -scores[at].log_odds)[:reasons_for]
    return [
        at
        for at in order
        if not scores[at].reasons and (scores[at].log_odds > _HOPELESS or at == order[0])
    ]


def probability(log_odds: float) -> float:
    """The logistic function."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    return math.exp(log_odds) / (1 + math.exp(log_odds))


def _explained(asked: Profile, known: Profile, pairs: Iterable[NamePair], prior: float) -> Score:
    facts = list(fact_reasons(asked, known))
    names = best_name(pairs, organization=asked.kind is not SubjectKind.PERSON)
    if any(reason.code == "identifier_equal" for reason in facts):
        names = softened(names)
    reasons = (Reason("prior", {}, prior), *names, *facts)
    total = math.fsum(reason.log_odds for reason in reasons)
    return Score(total, probability(total), reasons)
