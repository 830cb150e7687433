"""The reasons that two names give: the best pair of names, and what speaks for and against it.

Pure. Reasons carry codes and the names as written, never sentences.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.matching import calibration as c
from accord.matching.names import Alignment, acronym_evidence, align, name_log_odds
from accord.matching.profile import Alias, Profile, unpack_token
from accord.matching.similarity import similarities
from accord.matching.tokens import Token
from accord.model.checks import Reason
from accord.model.codes import Param
from accord.model.subjects import SubjectKind

_EVEN: Final = 0.005
"""Reasons that say less are left out, into the main one."""


def name_cost(
    asked_left: npt.NDArray[np.float64], known_left: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Cost of what is left over, many at a time; the same as `names.align` has for one."""
    both = np.minimum(asked_left, known_left)
    omitted = c.OMITTED_BY_RECORD * (asked_left - both) + c.OMITTED_BY_QUESTION * (
        known_left - both
    )
    found: npt.NDArray[np.float64] = c.CONTRADICTION * both + omitted
    return found


def best_name(asked: Profile, known: Profile, aliases: Sequence[int]) -> list[Reason]:
    """Reasons of the best pair of names; empty when one side has none."""
    best: list[Reason] = []
    most = -1e9
    organization = asked.kind is not SubjectKind.PERSON
    for question in asked.aliases[:5]:
        for at in aliases:
            reasons = _reasons(question, known.aliases[at], organization=organization)
            total = sum(reason.log_odds for reason in reasons)
            if total > most:
                best, most = reasons, total
    if best and most < c.NAME_LEAST:
        return [Reason("name_contradicts", best[0].params, c.NAME_LEAST)]
    return best


def _reasons(question: Alias, alias: Alias, *, organization: bool) -> list[Reason]:
    asked = [unpack_token(packed) for packed in question.tokens.split()]
    known = [unpack_token(packed) for packed in alias.tokens.split()]
    params: dict[str, Param] = {"left": question.text, "right": alias.text}
    acronym = acronym_evidence(asked, known) if organization else 0.0
    if acronym:
        return [Reason("name_acronym", params, name_log_odds(acronym)), *_weak(alias)]
    laid = align(asked, known, similarities(asked, known))
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


def _differing(
    laid: Alignment, asked: Sequence[Token], known: Sequence[Token]
) -> dict[str, Param]:
    places = [(i, j) for i, j, alike in laid.agreed if alike < 1]
    return {
        "left": _written(asked, [i for i, _ in places]),
        "right": _written(known, [j for _, j in places]),
    }


def _weak(alias: Alias) -> list[Reason]:
    return [Reason("name_weak_alias", {"right": alias.text}, -c.WEAK_ALIAS)] if alias.weak else []
