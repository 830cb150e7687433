"""The catalogs are whole: every code has words, and every language says the same."""

import json
import re
from collections.abc import Callable
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

import pytest
from babel import Locale
from tests.words.codes_in_source import ANYTHING, codes_by_name, policy_ids, strings, uses

from accord.desks.records.submit import ImportReport
from accord.model.checks import OutcomeKind, Verdict
from accord.model.markings import (
    Basis,
    Handling,
    InformationEvaluation,
    Purpose,
    SourceEvaluation,
    Visibility,
)
from accord.model.principals import Act, Role
from accord.model.records import RecordStatus, RequestedAction
from accord.model.subjects import IdentifierKind, NameKind, Sex, SubjectKind
from accord.words import languages

ENUMERATIONS: dict[str, type[StrEnum]] = {
    "verdict_": Verdict,
    "outcome_": OutcomeKind,
    "requested_": RequestedAction,
    "basis_": Basis,
    "purpose_": Purpose,
    "role_": Role,
    "act_": Act,
    "refused_": Act,
    "kind_": SubjectKind,
    "name_kind_": NameKind,
    "identifier_": IdentifierKind,
    "sex_": Sex,
    "status_": RecordStatus,
    "handling_": Handling,
    "visibility_": Visibility,
    "source_evaluation_": SourceEvaluation,
    "information_evaluation_": InformationEvaluation,
}
PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
MAY_LEAVE_OUT_THE_NUMBER = {"zero", "one", "two"}
"""Forms that say the number in words (Arabic's dual is a word of its own)."""
COMPLETE_ENOUGH = 0.9
ADDED_ON_THE_WAY = {"field"}
"""What a reader adds to an error that it lets pass: the field in which it came up."""


@cache
def catalog(language: str) -> dict[str, str]:
    text = files("accord.words").joinpath(f"{language}.json").read_text("utf-8")
    pairs: list[tuple[str, str]] = json.loads(text, object_pairs_hook=list)
    assert len(pairs) == len(dict(pairs)), "a key stands twice"
    return dict(pairs)


def split_plural(key: str, language: str = "en") -> tuple[str, str]:
    """A plural has `_other`: that tells a form from a code that only ends like one."""
    base, _, last = key.rpartition("_")
    is_form = last in PLURAL_FORMS and f"{base}_other" in catalog(language)
    return (base, last) if is_form else (key, "")


def codes(language: str) -> dict[str, dict[str, str]]:
    """Code to its forms; a phrase without plurals has the one form ''."""
    found: dict[str, dict[str, str]] = {}
    for key, text in catalog(language).items():
        base, form = split_plural(key, language)
        found.setdefault(base, {})[form] = text
    return found


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\{(?:- )?(\w+)\}\}", text))


def missing_from_english(key: str) -> bool:
    known = codes("en")
    if ANYTHING in key:
        return not any(fnmatchcase(code, key) for code in known)
    return key not in known


@pytest.mark.parametrize("language", languages())
def test_a_catalog_is_flat_text(language: str) -> None:
    for key, text in catalog(language).items():
        assert re.fullmatch(r"[a-z][a-zA-Z0-9_]*", key), key
        assert isinstance(text, str), key
        assert text.strip() == text, key
        assert text, key


@pytest.mark.parametrize("language", languages())
def test_i18next_reads_a_phrase_as_we_do(language: str) -> None:
    """Nothing that i18next would interpret and we would not: formats, options, other nesting."""
    for key, text in catalog(language).items():
        rest = re.sub(r"\$t\(\w+\{\{- \w+\}\}\)|\{\{\w+\}\}", "", text)
        assert not re.search(r"[{}<>&]|\$t\(", rest), key


@pytest.mark.parametrize("language", languages())
def test_a_plural_has_every_form_of_its_language(language: str) -> None:
    """i18next takes English when a form is missing, so none may be."""
    needed = {*Locale.parse(language).plural_form.tags, "other"}
    for code, forms in codes(language).items():
        if "" not in forms:
            assert set(forms) in (needed, needed | {"zero"}), code
        assert "" not in forms or len(forms) == 1, f"{code} is plural and is not"


def test_english_has_every_code_that_the_source_uses() -> None:
    wanted = {f"{use.key}  ({use.where})" for use in uses() if missing_from_english(use.key)}
    assert not wanted, "no words for:\n" + "\n".join(sorted(wanted))


def test_english_has_every_value_of_the_glossary() -> None:
    wanted = {prefix + value for prefix, values in ENUMERATIONS.items() for value in values}
    assert not {key for key in wanted if missing_from_english(key)}


def test_english_has_every_code_that_is_one_by_its_name() -> None:
    assert not {key for key in codes_by_name() if missing_from_english(key)}


def test_english_has_every_line_of_an_import_report() -> None:
    lines = (*ImportReport.__struct_fields__, "seconds", "rejected_file")
    assert not {name for name in lines if missing_from_english(f"import_{name}")}


def test_every_lookup_has_its_words() -> None:
    """`$t(sex_{{- left}})`: there are words behind each prefix that a phrase looks up."""
    for code, forms in codes("en").items():
        for text in forms.values():
            for prefix in re.findall(r"\$t\((\w+)\{\{-", text):
                assert any(key.startswith(prefix) for key in catalog("en")), code


def test_english_has_every_policy_and_no_other() -> None:
    policies = {f"policy_{name.replace('-', '_')}" for name in policy_ids()}
    assert {code for code in codes("en") if code.startswith("policy_")} == policies


def test_no_error_is_given_fewer_values_than_its_words_name() -> None:
    """What an error's words insert, every place that raises it must hand over."""
    short = {
        f"{use.key} lacks {name} ({use.where})"
        for use in uses()
        if use.key.startswith("error_")
        for text in codes("en").get(use.key, {}).values()
        for name in placeholders(text) - use.params - ADDED_ON_THE_WAY
    }
    assert not short, "\n".join(sorted(short))


def test_no_words_for_errors_that_nobody_raises() -> None:
    errors = {code.removeprefix("error_") for code in codes("en") if code.startswith("error_")}
    dead = errors - strings()
    assert not dead


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_other_languages_are_nearly_complete(
    language: str, record_property: Callable[[str, object], None]
) -> None:
    english, other = set(codes("en")), set(codes(language))
    share = len(english & other) / len(english)
    record_property(f"complete_{language}", round(share, 3))
    lacking = ", ".join(sorted(english - other))
    assert share >= COMPLETE_ENOUGH, f"{language} has {share:.0%} of English; it lacks {lacking}"
    assert not other - english, "words that English does not have"


@pytest.mark.parametrize("language", languages())
def test_placeholders_are_the_same_everywhere(language: str) -> None:
    for code, forms in codes(language).items():
        english = set.union(*(placeholders(text) for text in codes("en")[code].values()))
        for form, text in forms.items():
            spoken = {"count"} if form in MAY_LEAVE_OUT_THE_NUMBER else set()
            assert placeholders(text) | spoken == english | spoken, f"{code} {form}"


@pytest.mark.parametrize("language", languages())
def test_a_code_is_plural_everywhere_or_nowhere(language: str) -> None:
    for code, forms in codes(language).items():
        assert ("" in forms) == ("" in codes("en")[code]), code


def test_nothing_is_ever_called_clear() -> None:
    """PRACTICE 1: three verdicts, and none of them says that a person is in order."""
    for key, text in catalog("en").items():
        assert not re.search(r"\b(clear|cleared|clean|safe)\b", text, re.IGNORECASE), key


def test_a_requested_arrest_says_that_it_is_no_warrant() -> None:
    assert "not a warrant" in catalog("en")["requested_arrest"]
