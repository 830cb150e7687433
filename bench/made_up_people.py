"""Made-up persons by the million: names from syllables, as unevenly spread as real ones are.

Given names follow Zipf's law with exponent 1.0 and family names with 0.8, so that the commonest
given name is borne by nearly one person in ten. Nothing here is, or resembles, a real list.
"""

import itertools
import random
from collections.abc import Iterator

from accord.model.subjects import (
    Identifier,
    IdentifierKind,
    Name,
    NameKind,
    Sex,
    Subject,
    SubjectKind,
)

GIVEN_NAMES, FAMILY_NAMES = 50_000, 600_000
_ONSETS = [*"bdfghjklmnprstvwyz", "sh", "kh", "th", "ch", "br", "st"]
_VOWELS = [*"aaaeeiiou", "ou", "ei"]
_ENDS = ["", "", "", *"nrsdmlk"]
_COUNTRIES = ["FRA", "DEU", "MAR", "EGY", "KEN", "PER", "COL", "THA", "IDN", "KAZ", "TUR", "ARE"]
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class People:
    """An endless row of persons, always the same for a seed."""

    def __init__(self, seed: int) -> None:
        self._given = _vocabulary(GIVEN_NAMES, seed)
        self._family = _vocabulary(FAMILY_NAMES, seed + 1)
        self._given_weights = _zipf(GIVEN_NAMES, 1.0)
        self._family_weights = _zipf(FAMILY_NAMES, 0.8)
        self._chance = random.Random(seed + 2)

    def take(self, count: int) -> Iterator[Subject]:
        for _ in range(count):
            yield self._person()

    def _person(self) -> Subject:
        chance = self._chance
        aliases = chance.choices([0, 1, 3], cum_weights=[70, 90, 100])[0]
        names = [Name(self._name()), *(Name(self._name(), NameKind.ALIAS) for _ in range(aliases))]
        born = f"{chance.randrange(1940, 2006)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        country = chance.choice(_COUNTRIES)
        passport = Identifier(
            IdentifierKind.PASSPORT,
            f"{chance.randrange(36**4):04X}{chance.randrange(10**6):06d}",
            country,
        )
        return Subject(
            kind=SubjectKind.PERSON,
            names=tuple(names),
            born=(born,),
            nationalities=(country,),
            sex=chance.choice([Sex.FEMALE, Sex.MALE]),
            identifiers=(passport,) if chance.random() < 0.6 else (),
        )

    def _name(self) -> str:
        form = self._chance.choices([(1, 1), (2, 1), (2, 2)], cum_weights=[50, 80, 100])[0]
        given = self._chance.choices(self._given, cum_weights=self._given_weights, k=form[0])
        family = self._chance.choices(self._family, cum_weights=self._family_weights, k=form[1])
        return " ".join([*given, *family]).title()


def with_one_typo(name: str, chance: random.Random) -> str:
    """One letter replaced, left out, put in or swapped with the next, never at a word's border."""
    places = [at for at in range(1, len(name) - 1) if name[at - 1 : at + 2].isalpha()]
    at = chance.choice(places)
    letter = chance.choice(_ALPHABET)
    return chance.choice(
        [
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
        ]
    )


def _vocabulary(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = (
            chance.choice(_ONSETS) + chance.choice(_VOWELS)
            for _ in range(chance.choice([2, 2, 3, 3, 4]))
        )
        words["".join(syllables) + chance.choice(_ENDS)] = None
    return list(words)


def _zipf(count: int, exponent: float) -> list[float]:
    return list(itertools.accumulate(1 / rank**exponent for rank in range(1, count + 1)))
