"""Everything about a subject but its name: birth, nationality, sex, place, identifiers.

Each comparer gives a reason, or none where one side says nothing: silence is no contradiction.
Pure.
"""

from collections.abc import Iterator
from typing import Final

from accord.matching import calibration as c
from accord.matching.dates import compare_births
from accord.matching.profile import Profile
from accord.model.checks import Reason
from accord.model.subjects import Sex, SubjectKind

NAMED: Final = frozenset(
    (
        SubjectKind.PERSON,
        SubjectKind.ORGANIZATION,
        SubjectKind.VESSEL,
        SubjectKind.AIRCRAFT,
    )
)
"""Kinds that are known by their names; the rest are what their identifier says."""


def fact_reasons(asked: Profile, known: Profile) -> Iterator[Reason]:
    """Reasons that the two give besides their names."""
    yield from _identifiers(asked, known)
    if asked.kind is not known.kind and {asked.kind, known.kind} <= NAMED:
        yield Reason("kind_differs", {"left": asked.kind, "right": known.kind}, c.KIND_DIFFERS)
    if asked.born and known.born:
        yield from _birth(asked, known)
    if asked.nationalities and known.nationalities:
        yield _nationality(asked, known)
    if Sex.UNKNOWN not in (asked.sex, known.sex):
        yield _sex(asked.sex, known.sex)
    yield from _places(asked, known)


def fact_log_odds(asked: Profile, known: Profile) -> float:
    return sum(reason.log_odds for reason in fact_reasons(asked, known))


def _birth(asked: Profile, known: Profile) -> Iterator[Reason]:
    verdict = compare_births(asked.born, known.born)
    if verdict is not None:
        params = {"left": verdict.left, "right": verdict.right}
        yield Reason(verdict.code, {**params}, verdict.log_odds)


def _nationality(asked: Profile, known: Profile) -> Reason:
    shared = [country for country in asked.nationalities if country in known.nationalities]
    if shared:
        return Reason("nationality_same", {"country": shared[0]}, c.NATIONALITY_SAME)
    params = {
        "left": ", ".join(asked.nationalities[:5]),
        "right": ", ".join(known.nationalities[:5]),
    }
    return Reason("nationality_differs", {**params}, c.NATIONALITY_DIFFERS)


def _sex(left: Sex, right: Sex) -> Reason:
    if left is right:
        return Reason("sex_same", {"sex": left}, c.SEX_SAME)
    return Reason("sex_differs", {"left": left, "right": right}, c.SEX_DIFFERS)


def _places(asked: Profile, known: Profile) -> Iterator[Reason]:
    shared = [place for place in asked.places if place in known.places]
    towns = [place for place in shared if not place.isupper()]
    if towns:
        yield Reason("place_same", {"place": towns[0]}, c.PLACE_SAME)
    elif shared:
        yield Reason("place_country_same", {"country": shared[0]}, c.COUNTRY_SAME)


def _identifiers(asked: Profile, known: Profile) -> Iterator[Reason]:
    if not asked.identifiers:
        return
    shared = [form for form in asked.identifiers if form in known.identifiers]
    if shared:
        kind, _, value = shared[0].partition(":")
        params = {"kind": kind, "value": value}
        yield Reason("identifier_equal", {**params}, c.IDENTIFIER_EQUAL)
        return
    kinds = {form.partition(":")[0] for form in known.identifiers}
    both = [form.partition(":")[0] for form in asked.identifiers if form.partition(":")[0] in kinds]
    if both:
        alone = asked.kind not in NAMED
        cost = c.IDENTIFIER_DIFFERS_ALONE if alone else c.IDENTIFIER_DIFFERS
        yield Reason("identifier_differs", {"kind": both[0]}, cost)
