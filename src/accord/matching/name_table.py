"""The names of all candidates at once: one matrix over their distinct tokens.

Gives every candidate a rough figure, as if each token could take its best partner, and the
likeness of tokens for those that are then aligned in full. Pure.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from accord.matching import calibration as c
from accord.matching.name_reasons import NamePair
from accord.matching.profile import Alias, Profile, alias_tokens, unpack_token
from accord.matching.similarity import Matrix, similarities

Floats = npt.NDArray[np.float64]

_MOST_ASKED: Final = 5
"""Most names of a question that are compared."""
_MOST_ALIGNED: Final = 3
"""Most names of one candidate that are aligned in full."""


class NameTable:
    """Built once a question; `log_odds` has one rough figure for each of `known`."""

    def __init__(self, asked: Profile, known: Sequence[Profile]) -> None:
        self._asked = asked.aliases[:_MOST_ASKED]
        self._aliases: list[Alias] = [alias for one in known for alias in one.aliases]
        self._firsts = [0]
        for one in known:
            self._firsts.append(self._firsts[-1] + len(one.aliases))
        self._likeness: list[Matrix] = []
        self.log_odds = [0.0] * len(known)
        if self._asked and self._aliases:
            self._fill()

    def _fill(self) -> None:
        numbers: dict[str, int] = {}
        flat: list[int] = []
        starts: list[int] = []
        for alias in self._aliases:
            starts.append(len(flat))
            flat += [numbers.setdefault(word, len(numbers)) for word in alias.tokens.split(" ")]
        distinct = [unpack_token(packed) for packed in numbers]
        weights = np.array([token.weight for token in distinct])[flat]
        self._starts = [*starts, len(flat)]
        rough = np.full(len(starts), c.NAME_LEAST)
        for alias in self._asked:
            tokens = alias_tokens(alias)
            likeness = similarities(tokens, distinct)[:, flat]
            self._likeness.append(likeness)
            asked_weights = np.array([token.weight for token in tokens])
            np.maximum(rough, rough_log_odds(likeness, starts, asked_weights, weights), out=rough)
        rough -= np.array([c.WEAK_ALIAS * alias.weak for alias in self._aliases])
        self._rough = rough
        held = [at for at, first in enumerate(self._firsts[:-1]) if first < self._firsts[at + 1]]
        best = np.maximum.reduceat(rough, [self._firsts[at] for at in held])
        for at, value in zip(held, best.tolist(), strict=True):
            self.log_odds[at] = value

    def pairs(self, at: int) -> Iterator[NamePair]:
        """The names of candidate `at` that are worth aligning, beside each of the question's."""
        first, last = self._firsts[at], self._firsts[at + 1]
        if not self._likeness or first == last:
            return
        order = (-self._rough[first:last]).argsort(kind="stable")[:_MOST_ALIGNED]
        for one in (order + first).tolist():
            columns = slice(self._starts[one], self._starts[one + 1])
            for question, likeness in zip(self._asked, self._likeness, strict=True):
                yield NamePair(question, self._aliases[one], likeness[:, columns].tolist())


def rough_log_odds(likeness: Matrix, starts: Sequence[int], asked: Floats, known: Floats) -> Floats:
    """One figure for each run of columns that begins at `starts`; `asked` and `known` are the
    weights of rows and columns. What `names.align` finds is at most a little more.
    """
    best_asked = np.maximum.reduceat(likeness, starts, axis=1)
    agreed = best_asked >= c.ALIGN_FROM
    slope = (1 - c.ALIGN_LEAST) / (1 - c.ALIGN_FROM)
    share = (c.ALIGN_LEAST + slope * (best_asked - c.ALIGN_FROM)) * agreed
    evidence = asked @ share
    spelling = (c.SPELLING * np.minimum(1.0, asked / 6)) @ ((1 - best_asked) * agreed)
    asked_left = asked @ ~agreed
    known_left = np.add.reduceat(known * (likeness.max(axis=0) < c.ALIGN_FROM), starts)
    both = np.minimum(asked_left, known_left)
    cost = (
        c.CONTRADICTION * both
        + c.OMITTED_BY_RECORD * (asked_left - both)
        + c.OMITTED_BY_QUESTION * (known_left - both)
    )
    found: Floats = c.NAME_MOST * (1 - np.exp(-evidence / c.NAME_HALFWAY)) - spelling - cost
    return found
