"""Scores: how likely a record describes the subject of a question, and why.

A score is a sum of reasons in natural logarithms of odds, the prior among them. All candidates
are weighed at once by matrices over their distinct tokens; the best are then aligned token by
token and get their reasons. Pure: reads profiles, never records.
"""

import math
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from accord.matching import calibration as c
from accord.matching.facts import NAMED, fact_log_odds, fact_reasons
from accord.matching.name_reasons import best_name, name_cost
from accord.matching.profile import Profile, profile_of, read_profile, unpack_token
from accord.matching.similarity import Matrix, similarities
from accord.matching.tokens import Token
from accord.model.checks import Reason
from accord.model.subjects import Subject

_ALIGNED_AT_LEAST: Final = 10
_HOPELESS: Final = -6.0
"""Where even agreeing facts would not lift a candidate to the top, they are not looked at."""

Floats = npt.NDArray[np.float64]


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
    """One score for each of `profiles`, in order; reasons for at least the best `reasons_for`.

    `prior` is the log-odds before anything is compared. Raises Corrupt on an unreadable profile.
    """
    return score_profiles(
        profile_of(question), [read_profile(raw) for raw in profiles], reasons_for, prior
    )


def score_profiles(
    asked: Profile, known: Sequence[Profile], reasons_for: int, prior: float
) -> list[Score]:
    if not known:
        return []
    rough = _rough_names(asked, known)
    totals = [
        prior + name + (fact_log_odds(asked, one) if name > _HOPELESS else 0.0)
        for name, one in zip(rough.log_odds, known, strict=True)
    ]
    best = sorted(range(len(known)), key=lambda at: -totals[at])
    best = best[: max(reasons_for, _ALIGNED_AT_LEAST)]
    scores = [Score(total, probability(total)) for total in totals]
    for at in best:
        scores[at] = _explained(asked, known[at], rough.near(at), prior)
    return scores


def probability(log_odds: float) -> float:
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    return math.exp(log_odds) / (1 + math.exp(log_odds))


def _explained(asked: Profile, known: Profile, aliases: Sequence[int], prior: float) -> Score:
    reasons = [Reason("prior", {}, prior), *fact_reasons(asked, known)]
    names = best_name(asked, known, aliases)
    if names and any(reason.code == "identifier_equal" for reason in reasons):
        names = _softened(names)
    reasons[1:1] = names
    total = math.fsum(reason.log_odds for reason in reasons)
    return Score(total, probability(total), tuple(reasons))


def _softened(names: list[Reason]) -> list[Reason]:
    total = sum(reason.log_odds for reason in names)
    if total >= c.NAME_LEAST_BESIDE_IDENTIFIER:
        return names
    return [Reason("name_contradicts", names[0].params, c.NAME_LEAST_BESIDE_IDENTIFIER)]


class _Rough(msgspec.Struct, frozen=True):
    """Name log-odds by candidate, and by alias for choosing which to align."""

    log_odds: Sequence[float]
    by_alias: Floats
    starts: Sequence[int]

    def near(self, at: int) -> list[int]:
        """The candidate's most promising aliases, the best first."""
        first = self.starts[at]
        last = self.starts[at + 1]
        found = self.by_alias[first:last]
        return [int(one) for one in np.argsort(-found)[:3]] if last > first else []


def _rough_names(asked: Profile, known: Sequence[Profile]) -> _Rough:
    starts = [0]
    for one in known:
        starts.append(starts[-1] + len(one.aliases))
    if not asked.aliases or starts[-1] == 0:
        return _Rough([0.0] * len(known), np.zeros(starts[-1]), starts)
    table = _Table(known)
    by_alias = np.full(starts[-1], c.NAME_LEAST)
    for alias in asked.aliases:
        tokens = [unpack_token(packed) for packed in alias.tokens.split()]
        np.maximum(by_alias, table.log_odds(tokens), out=by_alias)
    best = [
        float(by_alias[first:last].max()) if last > first else 0.0
        for first, last in zip(starts, starts[1:], strict=False)
    ]
    return _Rough(best, by_alias, starts)


class _Table:
    """The tokens of all aliases of all candidates, flat, over their distinct tokens."""

    def __init__(self, known: Sequence[Profile]) -> None:
        numbers: dict[str, int] = {}
        flat: list[int] = []
        starts: list[int] = []
        weak: list[bool] = []
        for one in known:
            for alias in one.aliases:
                starts.append(len(flat))
                weak.append(alias.weak)
                flat += [numbers.setdefault(word, len(numbers)) for word in alias.tokens.split()]
        self._distinct = [unpack_token(packed) for packed in numbers]
        self._flat = np.array(flat)
        self._starts = np.array(starts)
        self._weights = np.array([token.weight for token in self._distinct])[self._flat]
        self._weak = np.where(np.array(weak), c.WEAK_ALIAS, 0.0)

    def log_odds(self, tokens: Sequence[Token]) -> Floats:
        """The name's log-odds of each alias, as if every token could take its best partner."""
        likeness = similarities(tokens, self._distinct)[:, self._flat]
        best_asked = np.maximum.reduceat(likeness, self._starts, axis=1)
        best_known = likeness.max(axis=0)
        weights = np.array([token.weight for token in tokens])[:, None]
        agreed = best_asked >= c.ALIGN_FROM
        share = np.where(agreed, c.ALIGN_LEAST + _SLOPE * (best_asked - c.ALIGN_FROM), 0.0)
        evidence = (share * weights).sum(axis=0)
        cost = c.SPELLING * (1 - best_asked) * np.minimum(1.0, weights / 6) * agreed
        asked_left = (weights * ~agreed).sum(axis=0)
        known_left = np.add.reduceat(self._weights * (best_known < c.ALIGN_FROM), self._starts)
        found = c.NAME_MOST * (1 - np.exp(-evidence / c.NAME_HALFWAY)) - cost.sum(axis=0)
        found -= name_cost(asked_left, known_left) + self._weak
        return np.maximum(found, c.NAME_LEAST)


_SLOPE: Final = (1 - c.ALIGN_LEAST) / (1 - c.ALIGN_FROM)
