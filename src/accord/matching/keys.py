"""Block keys: the terms under which a record is indexed and a question looks for it.

Every name gives, by prefix:

    s:  a token's skeleton, or that of two neighbors glued    d:  its sound, whole or less a letter
    p:  two tokens' skeletons, in no order                    q:  a skeleton and half of another
    y:  a year of birth and a skeleton                        i:  an identifier's kind and form
    a:  an acronym                                            n:  a number in a name

Pairs are what finds the right Mohammed among a hundred thousand; single tokens are what finds a
record of which the question knows one name only. Keys are short and ASCII. Pure: keys say which
records *may* match, never that they do.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, pairwise, permutations, product
from typing import Final

from accord.identifiers.normal import normal_form
from accord.matching.deletion import one_deletions, two_deletions
from accord.matching.scripts import Script
from accord.matching.tokens import Token, name_tokens
from accord.model.dates import span
from accord.model.errors import Invalid
from accord.model.subjects import Identifier, IdentifierKind, Subject, SubjectKind

MAX_QUESTION_KEYS = 128
MAX_RECORD_KEYS = 2_000
"""A record with hundreds of aliases keeps the telling keys of each and drops deletions."""
MAX_PAIRED = 6
"""Most tokens of one name that are paired, the rarest first."""
_MAX_YEARS = 4
_LONGEST_VALUE = 64

_FAMILIES: Final = {
    IdentifierKind.PASSPORT: "document",
    IdentifierKind.NATIONAL_ID: "document",
    IdentifierKind.DOCUMENT: "document",
    IdentifierKind.IBAN: "account",
    IdentifierKind.ACCOUNT: "account",
}
"""Kinds that people take for one another are looked for under one name."""


def block_keys(subject: Subject) -> tuple[str, ...]:
    """The keys under which a record is indexed, distinct, the most telling first."""
    return _ordered(subject, _record_years(subject), MAX_RECORD_KEYS)


def question_keys(subject: Subject) -> tuple[str, ...]:
    """The keys that a question looks for, distinct, the most telling first, at most 128."""
    return _ordered(subject, _asked_years(subject), MAX_QUESTION_KEYS)


def identifier_form(identifier: Identifier) -> str:
    """`kind:normal form`, with kinds that are taken for one another as one; may be empty.
    Long or non-ASCII forms stand as their hash (BLAKE2b), since keys are short and ASCII.
    """
    form = normal_form(identifier)
    if not form:
        return ""
    if len(form) > _LONGEST_VALUE or not (form.isascii() and form.isprintable()):
        digest = hashlib.blake2b(form.encode("utf-8", "backslashreplace"), digest_size=16)
        form = f"#{digest.hexdigest()}"
    return f"{_FAMILIES.get(identifier.kind, identifier.kind)}:{form}"


def _ordered(subject: Subject, years: Sequence[int], limit: int) -> tuple[str, ...]:
    names = [_telling(tokens) for tokens in _names(subject)]
    keys: dict[str, None] = {}
    for level in (_identifiers(subject), _pairs(names), _years(names, years), _singles(names)):
        keys.update(dict.fromkeys(level))
    for level in (_acronyms(subject), _halves(names), _deletions(names, one_deletions)):
        if len(keys) >= limit:
            break
        keys.update(dict.fromkeys(level))
    if limit == MAX_QUESTION_KEYS and len(keys) < limit:
        keys.update(dict.fromkeys(_deletions(names, two_deletions)))
    return tuple(keys)[:limit]


def _names(subject: Subject) -> Iterable[tuple[Token, ...]]:
    organization = subject.kind is not SubjectKind.PERSON
    return (name_tokens(name.text, organization=organization) for name in subject.names)


def _telling(tokens: tuple[Token, ...]) -> list[Token]:
    """Tokens that make keys; when nothing else is there, whatever there is."""
    return [token for token in tokens if token.telling] or list(tokens)


def _identifiers(subject: Subject) -> Iterable[str]:
    forms = map(identifier_form, subject.identifiers)
    return (f"i:{form}" for form in forms if form)


def _paired(tokens: list[Token], most: int) -> list[Token]:
    kept = [token for token in tokens if token.skeletons]
    if len(kept) > most:
        rarest = sorted(range(len(kept)), key=lambda at: -kept[at].weight)[:most]
        kept = [kept[at] for at in sorted(rarest)]
    return kept


def _pairs(names: list[list[Token]]) -> Iterable[str]:
    for tokens in names:
        for left, right in combinations(_paired(tokens, MAX_PAIRED), 2):
            for one, other in product(left.skeletons[:2], right.skeletons[:2]):
                yield f"p:{one}+{other}" if one <= other else f"p:{other}+{one}"


def _halves(names: list[list[Token]]) -> Iterable[str]:
    """A whole skeleton with the first and the last two classes of another: one of two tokens may
    be badly misspelled.
    """
    for tokens in names:
        for whole, part in permutations(_paired(tokens, 4), 2):
            skeleton, half = whole.skeletons[0], part.skeletons[0]
            if len(skeleton) >= 2:
                yield f"q:{skeleton}+{half[:2]}"
                yield f"q:{skeleton}-{half[-2:]}"


def _years(names: list[list[Token]], years: Sequence[int]) -> Iterable[str]:
    for tokens in names:
        for token in _paired(tokens, MAX_PAIRED):
            for year in years:
                yield f"y:{year}{token.skeletons[0]}"


def _singles(names: list[list[Token]]) -> Iterable[str]:
    for tokens in names:
        for token in tokens:
            if token.script == Script.NUMBER:
                yield f"n:{token.ascii}"
                continue
            yield f"d:{token.sound}"
            yield from (f"s:{skeleton}" for skeleton in token.skeletons)
        for left, right in pairwise(tokens):
            if left.skeletons and right.skeletons:
                yield f"s:{glued_skeleton(left, right)}"


def glued_skeleton(left: Token, right: Token) -> str:
    """The skeleton of two tokens written as one: no vowel marks the second's start."""
    return left.skeletons[0] + right.skeletons[0].removeprefix("A")


def _deletions(
    names: list[list[Token]], deletions: Callable[[str], tuple[str, ...]]
) -> Iterable[str]:
    for tokens in names:
        for token in tokens:
            if token.script != Script.NUMBER:
                yield from (f"d:{text}" for text in deletions(token.sound))


def _acronyms(subject: Subject) -> Iterable[str]:
    if subject.kind is not SubjectKind.ORGANIZATION:
        return
    for tokens in _names(subject):
        if len(tokens) >= 3:
            yield f"a:{acronym(tokens)}"
        for token in tokens:
            if 3 <= len(token.ascii) <= 6 and token.script == Script.LATIN:
                yield f"a:{token.ascii}"


def acronym(tokens: Sequence[Token]) -> str:
    """First letters of what is not a particle."""
    return "".join(token.ascii[0] for token in tokens if token.weight > 1.0)[:8]


def _record_years(subject: Subject) -> list[int]:
    years: dict[int, None] = {}
    for first, last in _year_spans(subject):
        years.update(dict.fromkeys(range(first, min(last, first + _MAX_YEARS) + 1)))
    return list(years)[: 2 * _MAX_YEARS]


def _asked_years(subject: Subject) -> list[int]:
    """The years asked for and their neighbors."""
    years: dict[int, None] = dict.fromkeys(_record_years(subject))
    for first, last in _year_spans(subject):
        years.update(dict.fromkeys((first - 1, last + 1)))
    return list(years)[: 2 * _MAX_YEARS]


def _year_spans(subject: Subject) -> Iterable[tuple[int, int]]:
    for born in subject.born:
        try:
            days = span(born)
        except Invalid:
            continue
        yield days.earliest.year, days.latest.year
