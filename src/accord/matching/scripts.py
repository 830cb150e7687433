"""Scripts and their romanization: from any writing to plain ASCII, one chunk at a time.

Han and Hangul are cut into family and given name; all others go through `anyascii`. Arabic and
Hebrew write consonants and long vowels only: `skeleton` reads them as they are. Pure; must
never raise, whatever the text.
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from anyascii import anyascii

from accord.matching.lexicon import HAN_DOUBLE_FAMILY_NAMES, HANGUL_FAMILY_NAMES


class Script(StrEnum):
    """How a token was written; the value is stored in profiles."""

    LATIN = "l"
    """Written with its vowels: Latin, Cyrillic, Greek and the like."""
    ABJAD = "a"
    """Arabic or Hebrew: short vowels are not written."""
    HAN = "h"
    HANGUL = "k"
    OTHER = "o"
    """Everything else: vowels are written, but spellings in Latin differ widely."""
    NUMBER = "n"


_RANGES: Final = (
    (0x0370, 0x052F, Script.LATIN),
    (0x0590, 0x05FF, Script.ABJAD),
    (0x0600, 0x077F, Script.ABJAD),
    (0x08A0, 0x08FF, Script.ABJAD),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1E00, 0x1FFF, Script.LATIN),
    (0x3130, 0x318F, Script.HANGUL),
    (0x3400, 0x9FFF, Script.HAN),
    (0xAC00, 0xD7AF, Script.HANGUL),
    (0xF900, 0xFAFF, Script.HAN),
    (0xFB1D, 0xFDFF, Script.ABJAD),
    (0xFE70, 0xFEFC, Script.ABJAD),
    (0x20000, 0x3FFFF, Script.HAN),
)


def script_of(char: str) -> Script:
    """The script of a letter; letters of no script named here are OTHER."""
    point = ord(char)
    if point < 0x0370:
        return Script.LATIN
    for first, last, script in _RANGES:
        if first <= point <= last:
            return script
    return Script.OTHER


_NOT_ASCII_WORD = re.compile(r"[^0-9a-z]+")
_CAMEL = re.compile(r"[A-Z][a-z]*|[a-z]+|\d+")


def romanize(chunk: str, script: Script) -> str:
    """ASCII letters and digits in lower case; words in it are parted by spaces.

    `chunk` is in one script, composed (NFKC) and case-folded.
    """
    match script:
        case Script.HAN:
            return _family_first(_syllables(chunk), _han_family_length(chunk))
        case Script.HANGUL:
            return _hangul(chunk)
        case _:
            return _plain(chunk)


def syllables_glued(chunk: str) -> str:
    """Han or Hangul that spells a foreign name: all syllables as one word."""
    return "".join(_syllables(chunk))


def _plain(text: str) -> str:
    if not text.isascii():
        text = anyascii(text).lower()
    return _NOT_ASCII_WORD.sub(" ", text).strip()


def _syllables(chunk: str) -> list[str]:
    return [part.lower() for char in chunk for part in _CAMEL.findall(anyascii(char))]


def _han_family_length(chunk: str) -> int:
    return 2 if chunk[:2] in HAN_DOUBLE_FAMILY_NAMES and len(chunk) > 2 else 1


def _family_first(syllables: list[str], family_length: int) -> str:
    family, given = "".join(syllables[:family_length]), "".join(syllables[family_length:])
    return f"{family} {given}".strip()


def _hangul(chunk: str) -> str:
    composed = unicodedata.normalize("NFC", chunk)
    syllables = _syllables(composed)
    if 2 <= len(composed) <= 4 and syllables:
        syllables[0] = HANGUL_FAMILY_NAMES.get(composed[0], syllables[0])
        return _family_first(syllables, 1)
    return "".join(syllables)
