"""A document as the Consolidated List writes it: often a bare number, sometimes a sentence.

"French passport number 12AB34567" must be found by 12AB34567, so the number is taken out of
the sentence and the whole of it is kept in the remarks.
"""

import re
from collections.abc import Mapping

from accord.formats.countries import country_code
from accord.model.subjects import Identifier, IdentifierKind

_AFTER_WORD = re.compile(
    r"^.*?\b(?:numbers?|num[ée]ro|n[úu]mero|nos?|nr)\b[.:]*\s*(?P<number>\S.*)$", re.IGNORECASE
)
_LAST_WORD = re.compile(r"^(?:[^\W\d]{3}\S*\s+)+?(?P<number>(?:[A-Z]{1,3}\s)?\S*\d\S*)$")
_TAIL = re.compile(r"\s*(?:[(,;].*)$", re.DOTALL)

_PASSPORT = re.compile(r"pass[ae]?port|pasaporte|reisepass", re.IGNORECASE)
_NATIONAL = re.compile(r"national\s+id|identi|tazkira|social security|nationality", re.IGNORECASE)


def document_identifier(cells: dict[str, str]) -> tuple[Identifier | None, str]:
    """The identifier (None when no number is given) and what else is said, for the remarks.

    `cells` are the elements of one document, which are all used up or told.
    """
    written = cells.get("NUMBER", "")
    number = _number(written)
    kind_text = " ".join(text for tag in _KINDS if (text := cells.get(tag, "")))
    told = {tag: text for tag, text in cells.items() if tag not in _USED}
    country = _country(cells, told)
    if told or written != number or not number or kind_text.lower() not in _PLAIN_KINDS:
        remark = _remark(written, kind_text, told)
    else:
        remark = ""
    if not number:
        return None, remark
    kind = _kind(f"{kind_text} {written}")
    return Identifier(kind=kind, value=number, country=country), remark


def _country(cells: Mapping[str, str], told: dict[str, str]) -> str | None:
    """Of two countries the issuing one counts and the other is told; so is an unknown one."""
    written = {tag: text for tag in _COUNTRIES if (text := cells.get(tag, ""))}
    first = next(iter(written.values()), "")
    code = country_code(first) if first else None
    told.update({tag: text for tag, text in written.items() if code is None or text != first})
    return code


_COUNTRIES = ("ISSUING_COUNTRY", "COUNTRY_OF_ISSUE")
_KINDS = ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2")
_USED = frozenset({*_KINDS, *_COUNTRIES, "NUMBER"})
_PLAIN_KINDS = frozenset(
    {
        "",
        "passport",
        "numéro de passeport",
        "número de pasaporte",
        "national identification number",
        "national identification no.",
    }
)
"""What the identifier's kind says already."""


def _remark(written: str, kind_text: str, told: Mapping[str, str]) -> str:
    said = [kind_text] if kind_text else []
    said += [text if tag == "NOTE" else f"{_words(tag)} {text}" for tag, text in told.items()]
    label = f"Document {written}".strip()
    if not said:
        return label if written else ""
    return f"{label}: {'; '.join(said)}"


def _kind(text: str) -> IdentifierKind:
    if _PASSPORT.search(text):
        return IdentifierKind.PASSPORT
    return IdentifierKind.NATIONAL_ID if _NATIONAL.search(text) else IdentifierKind.DOCUMENT


def _number(written: str) -> str:
    if not re.search(r"\d", written):
        return written
    found = _AFTER_WORD.match(written) or _LAST_WORD.match(written)
    number = found["number"] if found and re.search(r"\d", found["number"]) else written
    bare = _TAIL.sub("", number)
    return bare if re.search(r"\d", bare) else number


def _words(tag: str) -> str:
    return tag.replace("_", " ").lower()
