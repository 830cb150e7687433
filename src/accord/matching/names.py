"""Two names laid side by side: which tokens agree, which differ, which one side leaves out.

What is left over on both sides contradicts; what is left over on one side is only left out.
Pure; texts of reasons are made elsewhere.
"""

import math
from collections.abc import Container, Iterable, Sequence

import msgspec

from accord.matching import calibration as c
from accord.matching.keys import acronym
from accord.matching.scripts import Script
from accord.matching.similarity import similarity
from accord.matching.skeleton import latin_skeletons, sound
from accord.matching.tokens import Token

_ACRONYM_EVIDENCE = 5.5
_CERTAIN = 0.95
"""Tokens this alike are one token; only then are neighbors tried as one."""
_GLUED_FROM = 0.84
_INITIAL_LIKENESS = 0.9
_INITIAL_EVIDENCE = 1.0


class Alignment(msgspec.Struct, frozen=True):
    """`agreed`: index in question, index in record, likeness. What is left over by index."""

    agreed: tuple[tuple[int, int, float], ...]
    asked_left: tuple[int, ...]
    known_left: tuple[int, ...]
    evidence: float
    """Sum of the agreeing tokens' weights, less for what is only alike."""
    spelling: float
    """Cost of what is only alike."""
    contradiction: float
    omitted_by_record: float
    omitted_by_question: float
    other_script: bool


def name_log_odds(evidence: float) -> float:
    """What agreeing tokens of this rarity say; levels off, since namesakes exist."""
    return c.NAME_MOST * (1 - math.exp(-evidence / c.NAME_HALFWAY))


def likeness_share(likeness: float) -> float:
    """The part of a token's weight that counts at this likeness; 0 below `ALIGN_FROM`."""
    if likeness < c.ALIGN_FROM:
        return 0.0
    return c.ALIGN_LEAST + (1 - c.ALIGN_LEAST) * (likeness - c.ALIGN_FROM) / (1 - c.ALIGN_FROM)


def spelling_cost(likeness: float, weight: float) -> float:
    return c.SPELLING * (1 - likeness) * min(1.0, weight / 6)


def align(
    asked: Sequence[Token], known: Sequence[Token], likeness: Sequence[Sequence[float]]
) -> Alignment:
    """Lay `asked` beside `known`; `likeness[i][j]` is how alike their tokens are."""
    pairs = [
        (alike, i, j)
        for i, row in enumerate(likeness)
        for j, alike in enumerate(row)
        if alike >= c.ALIGN_FROM
    ]
    pairs.sort(key=lambda pair: -pair[0] * (asked[pair[1]].weight + known[pair[2]].weight))
    work = _Work(asked, known)
    work.take(pair for pair in pairs if pair[0] >= _CERTAIN)
    if work.asked_left and work.known_left and len(asked) != len(known):
        _align_glued(work)
    work.take(pairs)
    _align_initials(work)
    return work.result()


class _Work:
    """One alignment in the making."""

    def __init__(self, asked: Sequence[Token], known: Sequence[Token]) -> None:
        self.asked, self.known = asked, known
        self.asked_left = dict.fromkeys(range(len(asked)))
        self.known_left = dict.fromkeys(range(len(known)))
        self.agreed: list[tuple[int, int, float]] = []
        self.evidence = self.spelling = 0.0

    def take(self, pairs: Iterable[tuple[float, int, int]]) -> None:
        """The best first, each token once."""
        for alike, i, j in pairs:
            if i in self.asked_left and j in self.known_left:
                self.agree((i,), (j,), alike)

    def agree(self, left: tuple[int, ...], right: tuple[int, ...], alike: float) -> None:
        for i in left:
            self.asked_left.pop(i, None)
        for j in right:
            self.known_left.pop(j, None)
        self.agreed.append((left[0], right[0], alike))
        weights = [
            sum(self.asked[i].weight for i in left),
            sum(self.known[j].weight for j in right),
        ]
        weight = min(sum(weights) / 2, min(weights) + 2.0)
        self.evidence += weight * likeness_share(alike)
        self.spelling += spelling_cost(alike, weight)

    def result(self) -> Alignment:
        left = sum(self.asked[i].weight for i in self.asked_left)
        right = sum(self.known[j].weight for j in self.known_left)
        numbers = sum(
            token.weight
            for token in [self.asked[i] for i in self.asked_left]
            + [self.known[j] for j in self.known_left]
            if token.script == Script.NUMBER
        )
        both = max(min(left, right), numbers)
        scripts = {self.asked[i].script == self.known[j].script for i, j, _ in self.agreed}
        return Alignment(
            agreed=tuple(sorted(self.agreed)),
            asked_left=tuple(self.asked_left),
            known_left=tuple(self.known_left),
            evidence=self.evidence,
            spelling=self.spelling,
            contradiction=c.CONTRADICTION * both,
            omitted_by_record=c.OMITTED_BY_RECORD * max(0.0, left - both),
            omitted_by_question=c.OMITTED_BY_QUESTION * max(0.0, right - both),
            other_script=False in scripts,
        )


def _align_glued(work: _Work) -> None:
    """Two or three neighbors on one side that the other side writes as one."""
    for run in _runs(work.asked, work.asked_left):
        for j in list(work.known_left):
            if all(i in work.asked_left for i in run):
                alike = _glued_likeness([work.asked[i] for i in run], work.known[j])
                if alike >= _GLUED_FROM:
                    work.agree(run, (j,), alike)
    for run in _runs(work.known, work.known_left):
        for i in list(work.asked_left):
            if all(j in work.known_left for j in run):
                alike = _glued_likeness([work.known[j] for j in run], work.asked[i])
                if alike >= _GLUED_FROM:
                    work.agree((i,), run, alike)


def _runs(tokens: Sequence[Token], left: Container[int]) -> list[tuple[int, ...]]:
    """Neighbors that are all left over, the longest runs first."""
    spans = [range(at, at + size) for size in (3, 2) for at in range(len(tokens) - size + 1)]
    return [tuple(span) for span in spans if all(at in left for at in span)]


def _glued_likeness(run: Sequence[Token], other: Token) -> float:
    shorter, longer = sorted((sum(len(one.sound) for one in run), len(other.sound)))
    if longer <= 3 or 4 * shorter < 3 * longer:
        return 0.0
    return similarity(glued(run), other)


def glued(run: Sequence[Token]) -> Token:
    """Neighbors written as one token."""
    text = "".join(one.ascii for one in run)
    weight = sum(one.weight for one in run)
    if any(one.script == Script.ABJAD for one in run):
        heard = "".join(one.sound for one in run)
        firsts = [one.skeletons[0] for one in run if one.skeletons]
        bones = firsts[:1] + [one.removeprefix("A") for one in firsts[1:]]
        return Token(Script.ABJAD, text, heard, ("".join(bones),), weight, telling=True)
    return Token(run[0].script, text, sound(text), latin_skeletons(text), weight, telling=True)


def _align_initials(work: _Work) -> None:
    """`J` for `John`: agrees, but says little."""
    for i in list(work.asked_left):
        for j in list(work.known_left):
            left, right = work.asked[i].ascii, work.known[j].ascii
            if (len(left) == 1) != (len(right) == 1) and left[:1] == right[:1]:
                work.asked_left.pop(i)
                work.known_left.pop(j)
                work.agreed.append((i, j, _INITIAL_LIKENESS))
                work.evidence += _INITIAL_EVIDENCE
                work.spelling += _INITIAL_EVIDENCE / 2
                break


def acronym_evidence(asked: Sequence[Token], known: Sequence[Token]) -> float:
    """Evidence that one name is the other's acronym; 0 when it is not."""
    for short, long in ((asked, known), (known, asked)):
        telling = [token for token in short if token.weight > 1.0]
        if len(telling) == 1 and len(long) >= 3 and telling[0].ascii == acronym(long):
            return _ACRONYM_EVIDENCE
    return 0.0
