"""How alike two tokens are, 0 to 1: spelling, sound and skeleton in one figure. Pure.

One matrix over the distinct tokens serves all candidates of a question; the same rule for a
single pair serves glued tokens.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from accord.matching.calibration import ABJAD_SKELETON, SAME_SKELETON
from accord.matching.scripts import Script
from accord.matching.tokens import Token

Matrix = npt.NDArray[np.float32]

_SOUND_DISCOUNT: Final = 0.97
_SHORT_SKELETON: Final = 0.90
"""Skeletons of one or two classes meet by accident."""


def similarities(asked: Sequence[Token], known: Sequence[Token]) -> Matrix:
    """One row for each of `asked`, one column for each of `known`."""
    spelled = _distances([one.ascii for one in asked], [one.ascii for one in known])
    heard = _distances([one.sound for one in asked], [one.sound for one in known])
    vowels = np.maximum(spelled, _SOUND_DISCOUNT * heard)
    bones = _skeleton_matrix(asked, known)
    same = bones >= 0.999
    vowels += SAME_SKELETON * (1 - vowels) * same * (vowels < 1)
    short = _lengths(asked)[:, None] + _lengths(known)[None, :] <= 4
    mixed = ABJAD_SKELETON * bones + (1 - ABJAD_SKELETON) * heard
    mixed *= np.where(short, np.float32(_SHORT_SKELETON), np.float32(1))
    return _by_script(vowels, mixed, asked, known)


def similarity(left: Token, right: Token) -> float:
    """The same for one pair."""
    return float(similarities((left,), (right,))[0, 0])


def _distances(left: list[str], right: list[str]) -> Matrix:
    return cdist(left, right, scorer=OSA.normalized_similarity, dtype=np.float32)


def _lengths(tokens: Sequence[Token]) -> npt.NDArray[np.int64]:
    return np.array([len(one.skeletons[0]) if one.skeletons else 0 for one in tokens])


def _skeleton_matrix(asked: Sequence[Token], known: Sequence[Token]) -> Matrix:
    """The best of all readings of both; nothing where one has none."""
    rows, row_starts = _readings(asked)
    columns, column_starts = _readings(known)
    matrix = _distances(rows, columns)
    matrix = np.maximum.reduceat(matrix, column_starts, axis=1)
    return np.maximum.reduceat(matrix, row_starts, axis=0)


def _readings(tokens: Sequence[Token]) -> tuple[list[str], list[int]]:
    texts: list[str] = []
    starts = []
    for token in tokens:
        starts.append(len(texts))
        texts.extend(token.skeletons or (f"\u0000{token.ascii}",))
    return texts, starts


_VOWELED: Final = frozenset((Script.LATIN, Script.NUMBER))


def _by_script(
    vowels: Matrix, mixed: Matrix, asked: Sequence[Token], known: Sequence[Token]
) -> Matrix:
    left, right = _script_codes(asked)[:, None], _script_codes(known)[None, :]
    abjad = (left == 2) != (right == 2)
    other = (left == 1) | (right == 1)
    found = np.where(abjad, mixed, np.where(other, np.maximum(vowels, mixed), vowels))
    numbers = (left == 3) | (right == 3)
    if numbers.any():
        found = np.where(numbers, (vowels >= 0.999) & (left == right), found)
    return found.astype(np.float32)


_CODES: Final[dict[str, int]] = {Script.LATIN: 0, Script.ABJAD: 2, Script.NUMBER: 3}


def _script_codes(tokens: Sequence[Token]) -> npt.NDArray[Any]:
    return np.array([_CODES.get(one.script, 1) for one in tokens])
