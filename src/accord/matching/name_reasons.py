"""The reasons that two names give: the best pair of names, and what speaks for and against it.

Pure. Reasons carry codes and the names as written, never sentences.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from accord.matching import calibration as c
from accord.matching.names import Alignment, acronym_evidence, align, name_log_odds
from accord.matching.profile import Alias, alias_tokens
from accord.matching.tokens import Token
from accord.model.checks import Reason
from accord.model.codes import Param

_EVEN: Final = 0.005
"""Reasons that say less are left out, into the main one."""


class NamePair(NamedTuple):
    """A name of the question beside one of the record; `likeness[i][j]` is of their tokens."""

    asked: Alias
    known: Alias
    likeness: Sequence[Sequence[float]]


def best_name(pairs: Iterable[NamePair], *, organization: bool) -> list[Reason]:
    """Reasons of the best pair of names; empty when there is none."""
    best: list[Reason] = []
    most = -math.inf
    for pair in pairs:
        reasons = _reasons(pair, organization=organization)
        total = sum(reason.log_odds for reason in reasons)
        if total > most:
            best, most = reasons, total
    if best and most < c.NAME_LEAST:
        return [Reason("name_contradicts", best[0].params, c.NAME_LEAST)]
    return best


def softened(reasons: list[Reason]) -> list[Reason]:
    """Names beside an equal identifier: people use other names, so these may not outweigh it."""
    if sum(reason.log_odds for reason in reasons) >= c.NAME_LEAST_BESIDE_IDENTIFIER:
        return reasons
    return [Reason("name_contradicts", reasons[0].params, c.NAME_LEAST_BESIDE_IDENTIFIER)]


def _reasons(pair: NamePair, *, organization: bool) -> list[Reason]:
    asked, known = alias_tokens(pair.asked), alias_tokens(pair.known)
    alias = pair.known
    params: dict[str, Param] = {"left": pair.asked.text, "right": alias.text}
    acronym = acronym_evidence(asked, known) if organization else 0.0
    if acronym:
        return [Reason("name_acronym", params, name_log_odds(acronym)), *_weak(alias)]
    laid = align(asked, known, pair.likeness)
    if not laid.agreed:
        cost = laid.contradiction + laid.omitted_by_record + laid.omitted_by_question
        return [Reason("name_contradicts", params, max(c.NAME_LEAST, -cost))]
    return [
        Reason(_code(laid, asked), params, name_log_odds(laid.evidence)),
        *_against(laid, asked, known),
        *_weak(alias),
    ]


def _code(laid: Alignment, asked: Sequence[Token]) -> str:
    if laid.contradiction > 1.0:
        return "name_partial"
    if laid.other_script:
        return "name_other_script"
    if laid.omitted_by_record + laid.omitted_by_question > 0.5:
        return "name_partial"
    if laid.spelling < _EVEN:
        return "name_same"
    return "name_sounds_alike" if laid.spelling < 0.6 * len(asked) else "name_similar"


def _against(laid: Alignment, asked: Sequence[Token], known: Sequence[Token]) -> list[Reason]:
    left = _written(asked, laid.asked_left)
    right = _written(known, laid.known_left)
    found = [
        Reason("name_spelling_differs", _differing(laid, asked, known), -laid.spelling),
        Reason("name_part_contradicts", {"left": left, "right": right}, -laid.contradiction),
        Reason("name_part_not_recorded", {"part": left}, -laid.omitted_by_record),
        Reason("name_part_not_asked", {"part": right}, -laid.omitted_by_question),
    ]
    return [reason for reason in found if reason.log_odds < 0]


def _written(tokens: Sequence[Token], places: Sequence[int]) -> str:
    return " ".join(tokens[at].ascii for at in places)


def _differing(laid: Alignment, asked: Sequence[Token], known: Sequence[Token]) -> dict[str, Param]:
    places = [(i, j) for i, j, alike in laid.agreed if alike < 1]
    return {
        "left": _written(asked, [i for i, _ in places]),
        "right": _written(known, [j for _, j in places]),
    }


def _weak(alias: Alias) -> list[Reason]:
    return [Reason("name_weak_alias", {"right": alias.text}, -c.WEAK_ALIAS)] if alias.weak else []
