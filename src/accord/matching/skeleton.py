"""Sound keys: what is left of a token when the ways to spell it are taken away.

Two depths. The *sound* keeps three vowels and merges spellings of one consonant, so that
`Mohammed` is near `Muhamad`. The *skeleton* keeps classes of consonants only, so that an Arabic
or Hebrew token, which has no short vowels, meets its Latin spellings. A token may have several
skeletons, where a letter is read in several ways. Pure; input is ASCII in lower case or abjad
letters as `fold_abjad` leaves them.

Classes: B (b p), F (f v), H, J (j zh), K (k q g kh gh), L, M, N, R, S (s z sh ch), T (t d),
W and Y at the start, A for any vowel, ayn or hamza at the start.
"""

import re
from functools import lru_cache
from typing import Final

MAX_SKELETONS = 3
_CACHE = 1 << 17

_DOUBLED = re.compile(r"([a-z])\1+")
_VOWEL_RUN = re.compile(r"[aeiouyw]+")
_HARD_BEFORE_H: Final = frozenset("bdfgjklmnprtvz")

_SOUND_UNITS: Final = re.compile(
    r"tsch|shch|sch|tch|dzh|dsh|ch|sh|kh|gh|ck|cq|th|dh|ph|zh|dj|ts|tz|cz|[a-z]|\d+"
)
_SOUNDS: Final = {
    "tsch": "x", "shch": "x", "sch": "x", "tch": "x", "dzh": "j", "dsh": "j", "ch": "x",
    "sh": "x", "kh": "k", "gh": "g", "ck": "k", "cq": "k", "th": "t", "dh": "d", "ph": "f",
    "zh": "j", "dj": "j", "ts": "z", "tz": "z", "cz": "x", "x": "ks", "q": "k",
}  # fmt: skip


@lru_cache(maxsize=_CACHE)
def sound(token: str) -> str:
    """`token` (ASCII) with its spelling evened out; never longer than twice the token."""
    text = _DOUBLED.sub(r"\1", token)
    head = text[:1] if text[:1] in ("w", "y") else ""
    rest = text[len(head) :]
    parts = [_sound_unit(rest, found.start(), found[0]) for found in _SOUND_UNITS.finditer(rest)]
    return head + _DOUBLED.sub(r"\1", _VOWEL_RUN.sub(_one_vowel, "".join(parts)))


def _sound_unit(text: str, at: int, unit: str) -> str:
    after = text[at + len(unit) : at + len(unit) + 1]
    if unit == "c":
        return "s" if after in ("e", "i", "y") else "k"
    if unit == "ch" and after in ("r", "l", "t"):
        return "k"
    if unit == "h" and _is_silent(text, at):
        return ""
    if unit == "x" and at == 0:
        return unit
    return _SOUNDS.get(unit, unit)


def _is_silent(text: str, at: int) -> bool:
    """An h at the end, or after a consonant that it does not change."""
    return at > 0 and (at == len(text) - 1 or text[at - 1] in _HARD_BEFORE_H)


def _one_vowel(run: re.Match[str]) -> str:
    vowels = run[0]
    if "o" in vowels or "u" in vowels or "w" in vowels:
        return "u"
    return "i" if vowels.strip("a") else "a"


_LATIN_UNITS: Final = re.compile(
    r"tsch|shch|sch|tch|dzh|dsh|ch|sh|kh|gh|ck|cq|th|dh|ph|zh|dj|dz|ts|tz|cz|[a-z]"
)
_LATIN: Final = {
    "tsch": "S", "shch": "S", "sch": "S", "tch": "S", "dzh": "J", "dsh": "J", "ch": "SJ",
    "sh": "S", "kh": "K", "gh": "K", "ck": "K", "cq": "K", "th": "TS", "dh": "TS", "ph": "F",
    "zh": "J", "dj": "J", "dz": "ST", "ts": "S", "tz": "S", "cz": "S", "b": "B", "p": "B",
    "c": "K", "d": "T", "t": "T", "f": "F", "v": "F-", "g": "K", "h": "H", "j": "J", "k": "K",
    "q": "K", "l": "L", "m": "M", "n": "N", "r": "R", "s": "S", "z": "S", "x": "S",
}  # fmt: skip
"""Unit to the classes it may be, the likeliest first; `-` is silence. The rest is silent."""


@lru_cache(maxsize=_CACHE)
def latin_skeletons(token: str) -> tuple[str, ...]:
    """The consonant classes of a romanized token: up to three readings, the likeliest first."""
    text = _DOUBLED.sub(r"\1", token)
    found = (_latin_unit(text, unit.start(), unit[0]) for unit in _LATIN_UNITS.finditer(text))
    readings = _readings([option for option in found if option])
    if text[:2] in ("al", "el") and len(text) >= 6:
        readings[1:1] = [one for one in latin_skeletons(text[2:])[:1] if one not in readings]
    return tuple(readings[:MAX_SKELETONS])


def _latin_unit(text: str, at: int, unit: str) -> str:
    after = text[at + len(unit) : at + len(unit) + 1]
    if at == 0:
        first = _latin_first(text, unit, after)
        if first:
            return first
    elif unit == "h" and _is_silent(text, at):
        return ""
    if unit == "c" and after in ("e", "i", "y"):
        return "S"
    if unit == "ch" and after in ("r", "l", "t"):
        return "K"
    if unit == "g" and after in ("e", "i", "y"):
        return "KJ"
    return _LATIN.get(unit, "")


def _latin_first(text: str, unit: str, after: str) -> str:
    if unit in ("w", "v") or (text[:2] == "ou" and text[2:3] in ("a", "e", "i", "y")):
        return "W"
    if unit == "y":
        return "Y" if after in ("a", "e", "i", "o", "u") else "A"
    return "A" if unit in ("a", "e", "i", "o", "u") else ""


_ABJAD: Final = {
    "ب": "B", "پ": "B", "ت": "T", "ث": "TS", "ج": "JK", "چ": "S", "ح": "H", "خ": "K", "د": "T",
    "ذ": "TS", "ر": "R", "ز": "S", "ژ": "J", "س": "S", "ش": "S", "ص": "S", "ض": "TS", "ط": "T",
    "ظ": "ST", "غ": "K", "ف": "F", "ڤ": "F", "ق": "K", "ك": "K", "گ": "K", "ګ": "K", "ل": "L",
    "م": "M", "ن": "N", "ں": "N", "ڼ": "N", "ه": "H", "و": "-F", "ٹ": "T", "ټ": "T",
    "ڈ": "T", "ډ": "T", "ڑ": "R", "ړ": "R", "ځ": "SJ", "څ": "S", "ږ": "JK", "ښ": "SK", "ڵ": "L",
    "ڕ": "R", "ڭ": "N",
    "ב": "BF", "ג": "K", "ד": "T", "ה": "H", "ו": "-F", "ז": "S", "ח": "HK", "ט": "T", "כ": "K",
    "ל": "L", "מ": "M", "נ": "N", "ס": "S", "פ": "BF", "ף": "F", "צ": "S", "ק": "K", "ר": "R",
    "ש": "S", "ת": "T",
}  # fmt: skip
_ABJAD_FIRST: Final = {
    "ا": "A", "ع": "A", "ء": "A", "ئ": "A", "ؤ": "A", "و": "W", "ي": "Y", "ې": "A",
    "א": "A", "ע": "A", "ו": "W", "י": "Y",
}  # fmt: skip
_SILENT_LAST: Final = frozenset("هةה")


@lru_cache(maxsize=_CACHE)
def abjad_skeletons(letters: str) -> tuple[str, ...]:
    """The consonant classes of an Arabic or Hebrew token, as `latin_skeletons`."""
    last = len(letters) - 1
    options = []
    for at, letter in enumerate(letters):
        if at == last > 0 and letter in _SILENT_LAST:
            continue
        option = (_ABJAD_FIRST.get(letter) if at == 0 else None) or _ABJAD.get(letter, "")
        if option:
            options.append(option)
    return tuple(_readings(options)[:MAX_SKELETONS])


def _readings(options: list[str]) -> list[str]:
    """First every likeliest class, then the second choice of one unit at a time."""
    likeliest = [option[0] for option in options]
    found = ["".join(likeliest)]
    for at, option in enumerate(options):
        found.extend(
            "".join([*likeliest[:at], other, *likeliest[at + 1 :]]) for other in option[1:]
        )
        if len(found) > MAX_SKELETONS:
            break
    return [one for one in dict.fromkeys(one.replace("-", "") for one in found) if one]


_ABJAD_SOUNDS: Final = {
    "ا": "a", "ئ": "i", "ؤ": "u", "ب": "b", "پ": "p", "ت": "t", "ث": "t",
    "ج": "j", "چ": "x", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "ژ": "j",
    "س": "s", "ش": "x", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ڤ": "v",
    "ق": "k", "ك": "k", "گ": "g", "ګ": "g", "ل": "l", "م": "m", "ن": "n", "ں": "n", "ڼ": "n",
    "ه": "h", "ة": "a", "و": "u", "ي": "i", "ې": "i", "ٹ": "t", "ټ": "t", "ڈ": "d", "ډ": "d",
    "ڑ": "r", "ړ": "r", "ځ": "z", "څ": "z", "ږ": "j", "ښ": "x", "ڵ": "l", "ڕ": "r", "ڭ": "n",
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "u", "ז": "z", "ח": "h", "ט": "t",
    "י": "i", "כ": "k", "ל": "l", "מ": "m", "נ": "n", "ס": "s", "פ": "p", "ף": "f", "צ": "z",
    "ק": "k", "ר": "r", "ש": "x", "ת": "t",
}  # fmt: skip
_ABJAD_FIRST_SOUNDS: Final = {"و": "w", "ו": "w", "ي": "y", "י": "y", "ع": "a", "ע": "a"}


@lru_cache(maxsize=_CACHE)
def abjad_sound(letters: str) -> str:
    """The sound of an abjad token with the long vowels that it shows, comparable to `sound`."""
    first = _ABJAD_FIRST_SOUNDS.get(letters[:1], "")
    body = letters[1:] if first else letters
    text = "".join(_ABJAD_SOUNDS.get(letter, "") for letter in body)
    if text.endswith("h") and len(first + text) > 1:
        text = text[:-1]
    return first + _VOWEL_RUN.sub(_one_vowel, text)


_FOLDS: Final = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ی": "ي", "ى": "ي", "ۍ": "ي", "ێ": "ي", "ے": "ي",
        "ۓ": "ي", "ک": "ك", "ہ": "ه", "ۀ": "ه", "ە": "ه", "ھ": "", "ۃ": "ة", "ۆ": "و", "ۋ": "و",
        "ـ": "", "ך": "כ", "ם": "מ", "ן": "נ", "ץ": "צ",
    }
)  # fmt: skip


def fold_abjad(chunk: str) -> str:
    """One letter for the ways to write it, without vowel points and the stretching stroke."""
    return "".join(char for char in chunk.translate(_FOLDS) if char.isalpha())
