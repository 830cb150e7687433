"""A code and its parameters in, a sentence in one language out.

The catalogs are part of the package and read once. Rendering never raises and never loses the
message: a language without the phrase falls back to English, a code without any to the code.
It must never treat what it inserts as anything but text: values come from lists and from peers.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from accord.model.codes import Param

DEFAULT_LANGUAGE = "en"
LONGEST_HEADER = 1_000
"""Characters of Accept-Language that are read; no browser sends as many. Ours."""
BEYOND_COUNTING = 2**53
"""From here on numbers are no counts any more (and JavaScript cannot hold them)."""
NOT_GIVEN = "…"
"""Stands where a phrase names a parameter that was not given."""

_LANGUAGES = (DEFAULT_LANGUAGE, "ar", "es", "fr")
_RIGHT_TO_LEFT = frozenset({"ar"})
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}|\$t\((\w+)\{\{- (\w+)\}\}\)")
"""`{{name}}` is a value; `$t(sex_{{- name}})` the words for `sex_` and the value."""
_EMBEDDING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RANGE = re.compile(
    r"(?P<tag>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)"
    r"(?:[ \t]*;[ \t]*[qQ]=(?P<q>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)


def languages() -> tuple[str, ...]:
    """BCP 47 codes of the catalogs, the default first."""
    return _LANGUAGES


def render(code: str, params: Mapping[str, Param], language: str) -> str:
    """The text of `code` in `language`, in English when that lacks it, else the code itself.

    `params["count"]` chooses among plural forms (CLDR rules). A parameter that the phrase names
    and `params` lacks shows as an ellipsis. In right-to-left text, and wherever the direction
    of a value differs from the text's, values stand between U+2068 and U+2069 (UAX 9).
    """
    if not params:
        return _render_bare(code, language)
    return _render(code, params, language)


@lru_cache(maxsize=4096)
def _render_bare(code: str, language: str) -> str:
    """Most codes have no parameters, and the same few are said with every answer."""
    return _render(code, {}, language)


def _render(code: str, params: Mapping[str, Param], language: str) -> str:
    for tongue in (_nearest(language), DEFAULT_LANGUAGE):
        phrase = _phrase(code, params.get("count"), tongue)
        if phrase is not None:
            return _fill(phrase, params, tongue)
    return _plain(code)


def negotiate(accept_language: str) -> str:
    """The catalog that suits an Accept-Language header best; English when none does.

    RFC 9110 section 12.5.4 with the lookup of RFC 4647 section 3.4: `ar-EG` is served by `ar`,
    `*` by whatever else is not refused, weight 0 refuses. Elements that cannot be read are
    passed over, as is what follows the first thousand characters.
    """
    ranges = _ranges(accept_language[:LONGEST_HEADER])
    refused = {tag for tag, weight in ranges if weight == 0}
    best, best_weight = DEFAULT_LANGUAGE, 0.0
    for tag, weight in ranges:
        served = _served_by(tag, ranges)
        if weight > best_weight and served is not None and served not in refused:
            best, best_weight = served, weight
    return best


def _ranges(header: str) -> list[tuple[str, float]]:
    """Language ranges in lower case with their weights, in the order written."""
    found = (_RANGE.fullmatch(element.strip(" \t")) for element in header.split(","))
    return [(one["tag"].lower(), float(one["q"] or 1)) for one in found if one is not None]


def _served_by(tag: str, ranges: list[tuple[str, float]]) -> str | None:
    """The catalog behind a range; for `*` the first that no other range names."""
    if tag != "*":
        primary = tag.partition("-")[0]
        return primary if primary in _LANGUAGES else None
    named = {other.partition("-")[0] for other, _ in ranges}
    return next((language for language in _LANGUAGES if language not in named), None)


def _nearest(language: str) -> str:
    primary = language.replace("_", "-").partition("-")[0].lower()
    return primary if primary in _LANGUAGES else DEFAULT_LANGUAGE


@cache
def _catalog(language: str) -> dict[str, str]:
    text = files(__package__).joinpath(f"{language}.json").read_text(encoding="utf-8")
    catalog: dict[str, str] = json.loads(text)
    return catalog


def _phrase(code: str, count: Param | None, language: str) -> str | None:
    """The phrase in the order that i18next looks: zero, then the plural form; at the end the
    rest form, since a language's own word beats another language's.
    """
    catalog = _catalog(language)
    if f"{code}_other" not in catalog:
        return catalog.get(code)
    zero = (f"{code}_zero",) if count == 0 else ()
    forms = (*zero, f"{code}_{_plural_form(count, language)}", f"{code}_other")
    return next((catalog[form] for form in forms if form in catalog), None)


def _plural_form(count: Param | None, language: str) -> str:
    if count is None or isinstance(count, str) or not abs(count) < BEYOND_COUNTING:
        return "other"
    return _plural_rule(language)(abs(count))


@cache
def _plural_rule(language: str) -> Callable[[float], str]:
    from babel import Locale  # costs tens of milliseconds; most texts need no plural

    return Locale.parse(language).plural_form


def _fill(phrase: str, params: Mapping[str, Param], language: str) -> str:
    """One pass over the phrase, so that what a value looks like is never read again."""

    def filled(found: re.Match[str]) -> str:
        name, prefix, looked_up = found.groups()
        value = params.get(name or looked_up)
        text = NOT_GIVEN if value is None else _plain(_written(value))
        words = _catalog(language).get(f"{prefix}{text}") if prefix else None
        return words or _isolated(text, language)

    return _PLACEHOLDER.sub(filled, phrase)


def _written(value: Param) -> str:
    """As a person writes it: a whole float without its point, as JavaScript does too."""
    if isinstance(value, str):
        return value
    if not abs(value) < BEYOND_COUNTING:
        return f"{value:.6e}" if isinstance(value, float) else hex(value)
    return str(int(value)) if value == int(value) else str(value)


def _plain(text: str) -> str:
    """Without controls: they could end the isolate, reverse the sentence or drive a terminal."""
    return "".join(
        " " if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} else character
        for character in text
        if character not in _EMBEDDING
    )


def _isolated(text: str, language: str) -> str:
    if language in _RIGHT_TO_LEFT or _has_right_to_left(text):
        return f"{_ISOLATE}{text}{_END_ISOLATE}"
    return text


def _has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
