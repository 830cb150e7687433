"""Policies are loaded whole and sound, or refused with file and line."""

import re
from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.model.errors import Invalid
from accord.model.markings import Basis, Handling, Purpose, Visibility
from accord.model.principals import Act, Role
from accord.model.subjects import SubjectKind
from accord.policy.load import SCHEMA_FILE, load_policies, packaged_policies, packaged_schema

TEXTS = packaged_policies()
SCHEMA = packaged_schema()
WORDS: dict[str, type[StrEnum]] = {
    "Role": Role,
    "Purpose": Purpose,
    "Kind": SubjectKind,
    "Handling": Handling,
    "Visibility": Visibility,
    "Basis": Basis,
}
GOOD = '@id("good")\npermit(principal, action == Action::"check", resource);\n'
FORBID = '@id("x") forbid(principal, action, resource)\n'
FORBID_CHECK = '@id("x") forbid(principal, action == Action::"check", resource)\n'


class Misspelling(NamedTuple):
    """One packaged file with one word changed, and where."""

    file: str
    line: int
    written: str
    text: str


def misspellings(pattern: str) -> list[Misspelling]:
    """Every place in the packaged policies that `pattern` finds, its group 1 with an x more."""
    return [
        Misspelling(
            file,
            text.count("\n", 0, found.start()) + 1,
            found[0],
            f"{text[: found.end(1)]}x{text[found.end(1) :]}",
        )
        for file, text in TEXTS.items()
        for found in re.finditer(pattern, text)
    ]


def named(misspelling: Misspelling) -> str:
    return f"{misspelling.file}:{misspelling.line}:{misspelling.written}"


def refusal(texts: dict[str, str], schema: str = SCHEMA) -> Invalid:
    with pytest.raises(Invalid) as caught:
        load_policies(texts, schema)
    assert caught.value.code == "policy_invalid"
    return caught.value


def place(error: Invalid) -> tuple[str | int, str | int]:
    return error.params["file"], error.params["line"]


def test_the_packaged_policies_load() -> None:
    policies = load_policies(TEXTS, SCHEMA)
    written = re.findall(r'^@id\("([^"]+)"\)', "".join(TEXTS.values()), re.MULTILINE)
    assert policies.ids == tuple(sorted(written))
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", policies.version)


@pytest.mark.parametrize(
    "wrong", misspellings(r"\b(?:principal|resource|context)\.(\w+)"), ids=named
)
def test_every_misspelled_attribute_is_refused_at_its_line(wrong: Misspelling) -> None:
    assert place(refusal({wrong.file: wrong.text})) == (wrong.file, wrong.line)


@pytest.mark.parametrize("wrong", misspellings(r'\b[A-Z]\w+::"(\w+)"'), ids=named)
def test_every_misspelled_word_is_refused_at_its_line(wrong: Misspelling) -> None:
    assert place(refusal({wrong.file: wrong.text})) == (wrong.file, wrong.line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("permit(principal, action, resource);", 1),
        (GOOD + "\n// and\n\npermit(principal, action, resource);", 6),
        (GOOD + GOOD, 3),
        ('@id("")permit(principal, action, resource);', 1),
        ('@id("Not an id")permit(principal, action, resource);', 1),
        (GOOD + '@id("x")\npermit(principal, action, resource', 3),
        (GOOD + 'this is no "policy;"', 3),
        (GOOD + "\n;", 4),
        ('@id("x") permit(principal == ?principal, action, resource);', 1),
        ('@id("x") permit(principal, action, resource) when { principal.roles == [] };', 1),
        ('@id("x") permit(principal, action, resource) when {\n principal.body == 1 };', 1),
        (
            FORBID + 'when { principal has colour && principal.colour == "x" };',
            1,
        ),
        ('@id("x") forbid(principal, action, resource) when { !(principal has boddy) };', 1),
        (
            FORBID + 'when { principal.body == "b" ||\n (false && principal.boddy == "x") };',
            3,
        ),
        (
            FORBID_CHECK + 'when { resource is Record && resource.holder == "x" };',
            1,
        ),
        ('@id("x") forbid(principal, action, resource) when { false };', 1),
        ('@id("x") forbid(principal is Personn, action, resource);', 1),
    ],
)
def test_what_could_fail_to_mean_what_it_says_is_refused(text: str, line: int) -> None:
    assert place(refusal({"own.cedar": text})) == ("own.cedar", line)


def test_an_id_stands_once_over_all_files() -> None:
    error = refusal({"a.cedar": GOOD, "b.cedar": f"\n{GOOD}"})
    assert place(error) == ("b.cedar", 2)


def test_a_semicolon_in_a_text_or_comment_ends_nothing() -> None:
    text = (
        '// not; here\n@id("x") forbid(principal, action, resource) // nor; here\n'
        'when { principal.body == "a;\\"b;" };\n// nor at the end;\n'
    )
    assert load_policies({"a.cedar": text}, SCHEMA).ids == ("x",)


def test_an_optional_attribute_in_the_schema_is_refused() -> None:
    loose = SCHEMA.replace("authority: String", "authority?: String")
    error = refusal(TEXTS, loose)
    line = loose[: loose.index("authority?")].count("\n") + 1
    assert place(error) == (SCHEMA_FILE, line)


def test_an_unreadable_schema_is_refused() -> None:
    assert place(refusal(TEXTS, "entity {"))[0] == SCHEMA_FILE


@given(st.text(max_size=60))
def test_nonsense_is_invalid_only(text: str) -> None:
    with suppress(Invalid):
        load_policies({"a.cedar": GOOD + text}, SCHEMA)


def test_no_policies_are_a_set_that_allows_nothing() -> None:
    assert load_policies({}, SCHEMA).ids == ()


def test_the_version_names_every_text() -> None:
    version = load_policies({"a.cedar": GOOD}, SCHEMA).version
    assert version == load_policies({"a.cedar": GOOD}, SCHEMA).version
    others = {
        load_policies({"b.cedar": GOOD}, SCHEMA).version,
        load_policies({"a.cedar": f"{GOOD}// same\n"}, SCHEMA).version,
        load_policies({"a.cedar": GOOD}, f"{SCHEMA}// same\n").version,
        load_policies({"a.cedar": GOOD, "b.cedar": ""}, SCHEMA).version,
    }
    assert len(others | {version}) == 5


@pytest.mark.parametrize("name", WORDS)
def test_the_schema_knows_the_model_s_words_and_no_others(name: str) -> None:
    found = re.search(rf"entity {name} enum \[(.*?)\]", SCHEMA, re.DOTALL)
    assert found is not None
    assert sorted(re.findall(r'"(\w+)"', found[1])) == sorted(WORDS[name])


def test_the_schema_knows_every_act() -> None:
    actions = re.findall(r"^action ([\w, ]+) appliesTo", SCHEMA, re.MULTILINE)
    names = {name.strip() for names in actions for name in names.split(",")}
    assert names == {*Act, "release", "release_pointer"}
