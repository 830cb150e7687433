"""How alike two tokens are, 0 to 1: spelling, sound and skeleton in one figure. Pure.

One matrix over the distinct tokens serves all candidates of a question; the same rule for a
single pair serves glued tokens.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from accord.matching import calibration as c
from accord.matching.scripts import Script
from accord.matching.tokens import Token

Matrix = npt.NDArray[np.float32]

_EQUAL: Final = 0.999
_SHORT: Final = 4
"""Skeletons that have no more classes than this, both together, meet by accident."""
_VOWEL, _OTHER, _ABJAD, _NUMBER = range(4)
_CODES: Final[dict[str, int]] = {
    Script.LATIN: _VOWEL,
    Script.HAN: _VOWEL,
    Script.HANGUL: _VOWEL,
    Script.OTHER: _OTHER,
    Script.ABJAD: _ABJAD,
    Script.NUMBER: _NUMBER,
}
_VOWELED: Final = {script for script, code in _CODES.items() if code == _VOWEL}


class Parts(NamedTuple):
    """Likeness before it is blended: rows are asked tokens, columns known ones."""

    spelled: Matrix
    heard: Matrix
    bones: Matrix
    short: npt.NDArray[np.bool_]
    scripts: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None
    """None when all tokens are in scripts that show their vowels."""


def similarities(asked: Sequence[Token], known: Sequence[Token]) -> Matrix:
    """One row for each of `asked`, one column for each of `known`."""
    return blend(parts(asked, known))


def similarity(left: Token, right: Token) -> float:
    """The same for one pair."""
    return float(similarities((left,), (right,))[0, 0])


def parts(asked: Sequence[Token], known: Sequence[Token]) -> Parts:
    spelled = _distances([one.ascii for one in asked], [one.ascii for one in known])
    heard = _distances([one.sound for one in asked], [one.sound for one in known])
    bones = _skeleton_matrix(asked, known)
    short = _lengths(asked)[:, None] + _lengths(known) <= _SHORT
    if {one.script for one in asked} | {one.script for one in known} <= _VOWELED:
        return Parts(spelled, heard, bones, short, None)
    return Parts(spelled, heard, bones, short, (_scripts(asked)[:, None], _scripts(known)[None, :]))


def blend(given: Parts) -> Matrix:
    """One figure of spelling, sound and skeleton, by the scripts of the two."""
    same = given.bones >= _EQUAL
    vowels: Matrix = np.maximum(given.spelled, np.float32(c.SOUND) * given.heard)
    vowels += (same & ~given.short) * (np.float32(c.SAME_SKELETON) * (1 - vowels))
    if given.scripts is None:
        return vowels
    least = np.where(given.short, c.ABJAD_SHORT, c.ABJAD_SAME)
    mixed = np.where(
        same,
        least + (1 - least) * given.heard,
        c.ABJAD_SKELETON * given.bones + (1 - c.ABJAD_SKELETON) * given.heard,
    )
    left, right = given.scripts
    abjad = (left == _ABJAD) != (right == _ABJAD)
    other = ((left == _OTHER) | (right == _OTHER)) & ~given.short
    found = np.where(abjad, mixed, np.where(other, np.maximum(vowels, mixed), vowels))
    numbers = (left == _NUMBER) | (right == _NUMBER)
    found = np.where(numbers, (given.spelled >= _EQUAL) & (left == right), found)
    blended: Matrix = found.astype(np.float32)
    return blended


def _distances(left: list[str], right: list[str]) -> Matrix:
    return cdist(left, right, scorer=OSA.normalized_similarity, dtype=np.float32)


def _lengths(tokens: Sequence[Token]) -> npt.NDArray[np.int64]:
    return np.array([len(one.skeletons[0]) if one.skeletons else 0 for one in tokens])


def _scripts(tokens: Sequence[Token]) -> npt.NDArray[np.int64]:
    return np.array([_CODES[one.script] for one in tokens])


def _skeleton_matrix(asked: Sequence[Token], known: Sequence[Token]) -> Matrix:
    """The best of all readings of both; nothing where one has none."""
    rows, row_starts = _readings(asked)
    columns, column_starts = _readings(known)
    matrix = _distances(rows, columns)
    if len(columns) > len(column_starts):
        matrix = np.maximum.reduceat(matrix, column_starts, axis=1)
    if len(rows) > len(row_starts):
        matrix = np.maximum.reduceat(matrix, row_starts, axis=0)
    return matrix


def _readings(tokens: Sequence[Token]) -> tuple[list[str], list[int]]:
    texts: list[str] = []
    starts = []
    for token in tokens:
        starts.append(len(texts))
        if token.skeletons:
            texts += token.skeletons
        else:
            texts.append(f"-{token.ascii}")
    return texts, starts
