r"""Text from outside, made fit for the model.

Formatting characters that have no shape are removed, because they only serve to make two
different strings look alike or one string look like another: bidirectional overrides and
isolates (U+202A-U+202E, U+2066-U+2069; Unicode Standard Annex 9; the "Trojan Source" spoof),
directional marks, zero-width spaces, soft hyphens, byte order marks and tag characters.
Joiners (U+200C, U+200D) stay between two letters, where Persian and Indic words need them.
Control characters have no business in a name: they are refused, not removed.
"""

import re
import unicodedata

from accord.model.errors import Invalid
from accord.model.subjects import MAX_TEXT

_SHAPELESS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_text(raw: str) -> str:
    """`raw` in Unicode NFC, with shapeless characters removed and white space collapsed.

    Raises Invalid (`text_control_character`) on control characters, NUL and lone surrogates.
    """
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())
    if _REFUSED.search(raw):
        raise Invalid("text_control_character")
    text = _SHAPELESS.sub("", raw)
    if "\u200c" in text or "\u200d" in text:
        text = _without_lone_joiners(text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_name(raw: str, *, field: str) -> str:
    """Clean text that may be a `Text` of the model: at most MAX_TEXT characters.

    May be empty. Raises Invalid (`text_control_character`, `text_too_long`) naming `field`.
    """
    try:
        text = clean_text(raw)
    except Invalid as error:
        raise Invalid(error.code, field=field) from error
    if len(text) > MAX_TEXT:
        raise Invalid("text_too_long", field=field, characters=len(text), limit=MAX_TEXT)
    return text


def _without_lone_joiners(text: str) -> str:
    # A combining vowel or virama may stand between a letter and its joiner, so marks count
    # as letters here: `\w` leaves them out.
    kept = []
    for at, char in enumerate(text):
        if char in "\u200c\u200d" and not (_lettery(text, at - 1) and _lettery(text, at + 1)):
            continue
        kept.append(char)
    return "".join(kept)


def _lettery(text: str, at: int) -> bool:
    return 0 <= at < len(text) and unicodedata.category(text[at])[0] in "LM"
