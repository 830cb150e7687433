"""Names cut into tokens that can be compared: script, sound, skeletons and weight of each.

Half names are joined (`Abd al Rahman`, `Nur al-Din`, `Abu Bakr`), articles dropped, particles and
titles kept with little weight, legal forms of organizations dropped. The same function serves
records and questions, so that both sides meet. Pure; must never raise, whatever the text.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import msgspec

from accord.matching import lexicon
from accord.matching.scripts import Script, romanize, script_of, syllables_glued
from accord.matching.skeleton import (
    abjad_skeletons,
    abjad_sound,
    fold_abjad,
    latin_skeletons,
    sound,
)

MAX_TOKENS = 12
"""Most tokens of one name that are compared."""
MAX_TOKEN_LENGTH = 32
_PARTICLE_WEIGHT, _INITIAL_WEIGHT, _NUMBER_WEIGHT = 0.4, 1.0, 5.0


class Token(msgspec.Struct, frozen=True, array_like=True):
    """One part of a name. `weight` is roughly how rare it is, in natural logarithms."""

    script: str
    """A value of `Script`."""
    ascii: str
    sound: str
    skeletons: tuple[str, ...]
    weight: float
    telling: bool
    """False for particles, titles and initials: they make no keys."""


def name_tokens(text: str, *, organization: bool = False) -> tuple[Token, ...]:
    """The tokens of a name in order; empty when nothing in it can be compared."""
    return _name_tokens(text, organization)


@lru_cache(maxsize=1 << 14)
def _name_tokens(text: str, organization: bool) -> tuple[Token, ...]:  # noqa: FBT001 - cached
    chunks = _join_halves(_chunks(text, organization))
    words = [word for chunk in chunks for word in _words(*chunk)]
    if organization:
        words = _without_legal_forms(words)
    found = [make_token(letters, script, organization) for letters, script in words]
    tokens = [token for token in found if token is not None]
    if len(tokens) > MAX_TOKENS:
        tokens = _heaviest(tokens)
    return tuple(tokens)


def _heaviest(tokens: list[Token]) -> list[Token]:
    kept = sorted(range(len(tokens)), key=lambda at: -tokens[at].weight)[:MAX_TOKENS]
    return [tokens[at] for at in sorted(kept)]


_SILENT: Final = dict.fromkeys(map(ord, "'’‘ʼʻ`´ʿʾʹʺ\"“”"))
_SINGLE_LETTERS = re.compile(r"\b(?:\w\.){2,}\w?\b|\b(?:\w\.){2,}")
_BREAKS: Final = frozenset("\u200c\u200b\t\n\r")


def _clean(text: str) -> str:
    """Composed, folded, without what is not seen; vowel points of abjads dropped."""
    composed = unicodedata.normalize("NFKC", text).translate(_SILENT).casefold()
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(map(_clean_char, composed))


def _clean_char(char: str) -> str:
    category = unicodedata.category(char)
    if char in _BREAKS or category[0] in "ZPS":
        return char if char in "&." else " "
    if category == "Mn" and script_of(char) is Script.ABJAD:
        return ""
    return "" if category[0] == "C" else char


_SPLIT = re.compile(r"[\s.&/\\,;:()\[\]{}<>|!?*+=~^%$#@_-]+")
_FOREIGN_DOTS = re.compile("[·•‧・･]")


def _chunks(text: str, organization: bool) -> list[tuple[str, Script]]:  # noqa: FBT001
    """Runs of one script, in order. Dots between Han characters mark a foreign name, which is
    spelled by sound, so that its parts are whole words.
    """
    foreign = _FOREIGN_DOTS.search(text) is not None
    cleaned = _clean(text)
    if organization and "." in cleaned:
        cleaned = _SINGLE_LETTERS.sub(lambda found: found[0].replace(".", "") + " ", cleaned)
    found: list[tuple[str, Script]] = []
    for chunk in _SPLIT.split(cleaned):
        if chunk.isascii():
            found += [(chunk, Script.LATIN)] if chunk else []
        else:
            found += _runs(chunk)
        if len(found) > 8 * MAX_TOKENS:
            break
    if foreign:
        return [
            (syllables_glued(chunk), Script.OTHER) if script is Script.HAN else (chunk, script)
            for chunk, script in found
        ]
    return found


def _runs(chunk: str) -> list[tuple[str, Script]]:
    runs: list[tuple[str, Script]] = []
    for char in chunk:
        script = runs[-1][1] if runs and not char.isalpha() else script_of(char)
        if runs and runs[-1][1] is script:
            runs[-1] = (runs[-1][0] + char, script)
        else:
            runs.append((char, script))
    return runs


_ABJAD_PREFIXES: Final = {"عبد": "عبد", "ابو": "ابو", "ابي": "ابو", "ابا": "ابو"}
_ABJAD_SUFFIXES: Final = {
    "الله": "الله", "اله": "الله", "الدين": "الدين", "دين": "الدين", "للله": "الله",
}  # fmt: skip
_ABJAD_PARTICLES: Final = frozenset(
    ("بن", "ابن", "بنت", "ولد", "ال", "آل", "اولاد", "ب", "و", "في", "من", "בן", "בת", "אבן")
)


def _join_halves(chunks: list[tuple[str, Script]]) -> list[tuple[str, Script]]:
    """`abd al rahman` to one chunk, `nur al din` likewise; articles dropped."""
    joined: list[tuple[str, Script]] = []
    prefix = ""
    for at, (chunk, script) in enumerate(chunks):
        following = chunks[at + 1][0] if at + 1 < len(chunks) else ""
        letters = fold_abjad(chunk) if script is Script.ABJAD else chunk
        if not letters or ((prefix or following) and _is_article(letters, script, following)):
            continue
        if script is Script.ABJAD:
            letters = _without_abjad_article(letters)
        if prefix:
            letters, prefix = prefix + letters, ""
        elif following and _is_prefix(letters, script):
            prefix = _prefix(letters, script)
            continue
        elif joined and joined[-1][1] is script and _is_suffix(letters, script):
            letters = joined.pop()[0] + _suffix(letters, script)
        joined.append((letters, script))
    if prefix:
        joined.append((prefix, Script.ABJAD if not prefix.isascii() else Script.LATIN))
    return [(_canonical(letters, script), script) for letters, script in joined]


def _is_article(letters: str, script: Script, following: str) -> bool:
    if script is Script.ABJAD:
        return letters == "ال"
    if letters in lexicon.PLAIN_ARTICLES:
        return bool(following)
    return letters in lexicon.ARTICLES and len(following) > 2 and following.startswith(letters[1:])


def _without_abjad_article(letters: str) -> str:
    if letters in _ABJAD_SUFFIXES:
        return letters
    if letters.startswith("عبدال") and len(letters) > 6:
        return "عبد" + letters[5:]
    for prefix in ("ابوال", "وال", "ال", "بال"):
        if letters.startswith(prefix) and len(letters) >= len(prefix) + 2:
            return ("ابو" if prefix == "ابوال" else "") + letters[len(prefix) :]
    return letters


def _is_prefix(letters: str, script: Script) -> bool:
    if script is Script.ABJAD:
        return letters in _ABJAD_PREFIXES
    return letters in lexicon.PREFIXES


def _prefix(letters: str, script: Script) -> str:
    if script is Script.ABJAD:
        return _ABJAD_PREFIXES[letters]
    return "abdul" if "d" in letters else "abu"


def _is_suffix(letters: str, script: Script) -> bool:
    if script is Script.ABJAD:
        return letters in _ABJAD_SUFFIXES
    return letters in lexicon.SUFFIXES


def _suffix(letters: str, script: Script) -> str:
    if script is Script.ABJAD:
        return "له" if _ABJAD_SUFFIXES[letters] == "الله" else "دين"
    return "uddin" if "d" in letters else "ullah"


_ABD = re.compile(r"^abd(?:[aeiou]{1,2})([a-z]{3,})$")
_ULLAH = re.compile(r"^([a-z]{3,}?)[aeiou]{0,2}l?lah?$|^([a-z]{3,}?)[aeiou]{1,2}lla[hi]?$")
_UDDIN = re.compile(r"^([a-z]{2,}?)[aeiou]{1,2}(?:l?dd?[ie]{1,2}ne?)$")


def _canonical(letters: str, script: Script) -> str:
    """One spelling for the ways to glue a half name to its other half."""
    if script is Script.ABJAD:
        return _canonical_abjad(letters)
    return _canonical_latin(letters) if script is Script.LATIN and letters.isascii() else letters


def _canonical_abjad(letters: str) -> str:
    if letters.endswith("الله") and len(letters) > 5:
        return letters[:-4] + "له"
    return letters[:-5] + "دين" if letters.endswith("الدين") and len(letters) > 6 else letters


def _canonical_latin(letters: str) -> str:
    found = _ABD.match(letters)
    if found:
        letters = "abd" + _after_servant(found[1])
    if len(letters) <= 6:
        return letters
    if letters.endswith(("lah", "lla")) and (found := _ULLAH.match(letters)):
        return (found[1] or found[2]) + "ullah"
    if letters.endswith(("din", "dine", "deen")) and (found := _UDDIN.match(letters)):
        return found[1] + "uddin"
    return letters


def _after_servant(rest: str) -> str:
    """What follows `abdu`: without the article, in whatever way it was written."""
    if not rest.strip("lahi"):
        return "ullah"
    if (rest[0] == "l" and len(rest) > 3) or rest[0] == rest[1]:
        return rest[1:]
    return rest


def _words(letters: str, script: Script) -> list[tuple[str, Script]]:
    """A chunk as the words that it is romanized to; abjad letters stay as they are."""
    if script is Script.ABJAD:
        return [(letters, script)]
    if script is Script.LATIN and letters.isascii():
        return [(letters, script)]
    if script in (Script.HAN, Script.HANGUL) and len(letters) > 4:
        return [(syllables_glued(letters), script)]
    return [(word, script) for word in romanize(letters, script).split()]


_PHRASES: Final = sorted(lexicon.LEGAL_PHRASES, key=len, reverse=True)


def _without_legal_forms(words: list[tuple[str, Script]]) -> list[tuple[str, Script]]:
    """Drop legal forms, unless nothing else would be left."""
    line = f" {' '.join(word for word, _ in words)} "
    for phrase in _PHRASES:
        if f" {phrase} " in line:
            drop = phrase.split()
            words = _without_run(words, drop)
            line = f" {' '.join(word for word, _ in words)} "
    kept = [word for word in words if word[0] not in lexicon.LEGAL_FORMS]
    return kept or words


def _without_run(words: list[tuple[str, Script]], drop: list[str]) -> list[tuple[str, Script]]:
    for at in range(len(words) - len(drop) + 1):
        if [word for word, _ in words[at : at + len(drop)]] == drop:
            return words[:at] + words[at + len(drop) :]
    return words


@lru_cache(maxsize=1 << 17)
def make_token(letters: str, script: Script, organization: bool) -> Token | None:  # noqa: FBT001 - cached
    """The token that `letters` make: ASCII, or folded abjad letters. None when nothing is left."""
    letters = letters[:MAX_TOKEN_LENGTH]
    if script is Script.ABJAD:
        return _abjad_token(letters)
    if letters.isdigit():
        return Token(Script.NUMBER, letters, letters, (), _NUMBER_WEIGHT, True)
    if not letters:
        return None
    heard = sound(letters) or letters
    particles = lexicon.PARTICLES if organization else lexicon.PERSON_PARTICLES
    if letters in particles:
        return Token(script, letters, heard, (), _PARTICLE_WEIGHT, False)
    if len(letters) == 1:
        return Token(script, letters, heard, (), _INITIAL_WEIGHT, False)
    skeletons = latin_skeletons(letters)
    weight = _weight(letters, script, organization)
    if skeletons and len(skeletons[0]) >= 4 and not organization:
        weight = min(weight, lexicon.COMMON_SKELETONS.get(skeletons[0], weight))
    titled = not organization and letters in lexicon.TITLES
    return Token(script, letters, heard, skeletons, weight, not titled)


def _abjad_token(letters: str) -> Token | None:
    heard = abjad_sound(letters)
    skeletons = abjad_skeletons(letters)
    if not heard:
        return None
    if letters in _ABJAD_PARTICLES:
        return Token(Script.ABJAD, heard, heard, (), _PARTICLE_WEIGHT, False)
    known = skeletons[0] if skeletons else ""
    weight = lexicon.COMMON_SKELETONS.get(known, min(3.0 + 1.0 * len(known), 7.5))
    return Token(Script.ABJAD, heard, heard, skeletons, weight, True)


_COMMON: Final = {
    **lexicon.COMMON_TOKENS,
    **{_canonical(token, Script.LATIN): known for token, known in lexicon.COMMON_TOKENS.items()},
}
_LENGTH_WEIGHTS: Final = (1.0, 1.0, 3.0, 4.5, 5.5, 6.3, 7.0, 7.4, 7.7, 8.0)


def _weight(letters: str, script: Script, organization: bool) -> float:  # noqa: FBT001
    if organization and letters in lexicon.ORGANIZATION_WORDS:
        return 2.2
    if not organization:
        known = _COMMON.get(letters)
        if known is not None:
            return known
    weight = _LENGTH_WEIGHTS[min(len(letters), len(_LENGTH_WEIGHTS) - 1)]
    return min(5.5, weight - 1.5) if script in (Script.HAN, Script.HANGUL) else weight
