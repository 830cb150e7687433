"""Rendering never raises, never loses the message, never reads what it inserts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.words.test_catalogs import catalog, split_plural

from accord.model.codes import Param
from accord.words import languages, negotiate, render

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
CODES = sorted({split_plural(key)[0] for key in catalog("en")})
VALUES = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.sampled_from(
        ["{{count}}", "{{phone}}", "$t(kind_person)", "person", "\u202eabc", "a\u2069b", "\x1b[2J"]
    ),
)
NAMES = st.one_of(
    st.sampled_from(["count", "phone", "source", "value", "kind", "left", "right"]),
    st.text(max_size=8),
)
PARAMS = st.dictionaries(NAMES, VALUES, max_size=5)


def test_says_it_in_each_language() -> None:
    said = {render("verdict_second_line", {}, language) for language in languages()}
    assert len(said) == len(languages())
    assert render("verdict_second_line", {}, "en") == "Send to second line"


def test_falls_back_to_english_then_to_the_code() -> None:
    assert render("verdict_second_line", {}, "tlh") == "Send to second line"
    assert render("verdict_second_line", {}, "") == "Send to second line"
    assert render("no_such_code", {}, "ar") == "no_such_code"


def test_a_regional_language_is_its_language() -> None:
    assert render("kind_person", {}, "fr-CA") == render("kind_person", {}, "fr")
    assert render("kind_person", {}, "ar_EG") == render("kind_person", {}, "AR")


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 entry is"),
        ("en", 0, "0 entries are"),
        ("fr", 0, "0 fiche n'est"),
        ("fr", 2, "2 fiches ne sont"),
        ("es", 1, "1 registro aún"),
        ("es", 1_000_000, "1000000 registros aún"),
        ("ar", 0, "كل السجلات"),
        ("ar", 1, "سجل واحد"),
        ("ar", 2, "سجلان"),
        ("ar", 3, f"{ISOLATE}3{END_ISOLATE} سجلات"),
        ("ar", 11, f"{ISOLATE}11{END_ISOLATE} سجلاً"),
        ("ar", 100, f"{ISOLATE}100{END_ISOLATE} سجل "),
    ],
)
def test_plural_forms(language: str, count: int, said: str) -> None:
    assert render("advice_index_behind", {"count": count}, language).startswith(said)


def test_a_whole_float_counts_as_its_number() -> None:
    assert render("advice_record_old", {"count": 1.0}, "en").endswith("is 1 day old")


@pytest.mark.parametrize("count", [float("nan"), float("inf"), 1e300, -1, "many", 1.5])
def test_a_strange_count_is_still_said(count: Param) -> None:
    assert render("advice_record_old", {"count": count}, "en").endswith("old")


def test_a_number_that_python_would_not_print_is_still_said() -> None:
    assert render("advice_record_old", {"count": 10**5_000}, "en").endswith("days old")


def test_a_missing_value_shows_as_an_ellipsis() -> None:
    assert render("permitted_hold_nothing_call_duty", {}, "en").endswith("duty desk: …")
    assert render("advice_index_behind", {}, "en").startswith("… entries")


def test_a_value_is_never_read_as_a_placeholder() -> None:
    params: dict[str, Param] = {"source": "{{phone}} {{source}}", "phone": "112"}
    assert render("advice_source_not_asked", params, "en").startswith("{{phone}} {{source}} was")


def test_a_value_that_is_a_code_is_said_in_words() -> None:
    assert render("reason_sex_same", {"sex": "F"}, "es") == "Mismo sexo: Femenino"
    assert render("reason_sex_same", {"sex": "Q"}, "en") == "Same sex: Q"
    assert render("reason_sex_same", {"sex": "$t(sex_F)"}, "en") == "Same sex: $t(sex_F)"
    assert render("reason_sex_same", {}, "en") == "Same sex: …"


def test_values_are_isolated_in_arabic_and_where_direction_differs() -> None:
    params: dict[str, Param] = {"phone": "+961 1 000"}
    code = "permitted_hold_nothing_call_duty"
    assert f"{ISOLATE}+961 1 000{END_ISOLATE}" in render(code, params, "ar")
    assert ISOLATE not in render(code, params, "en")
    source: dict[str, Param] = {"source": "قائمة"}
    assert render("advice_source_not_asked", source, "en").startswith(
        f"{ISOLATE}قائمة{END_ISOLATE} "
    )


@given(
    code=st.one_of(st.sampled_from(CODES), st.text(max_size=20)),
    params=PARAMS,
    language=st.one_of(st.sampled_from(languages()), st.text(max_size=5)),
)
def test_any_value_is_rendered_as_one_safe_line(
    code: str, params: dict[str, Param], language: str
) -> None:
    text = render(code, params, language)
    assert not {unicodedata.category(character) for character in text} & {"Cc", "Zl", "Zp", "Cs"}
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067") & set(text)
    assert text.count(ISOLATE) == text.count(END_ISOLATE)
    text.encode("utf-8")


@given(PARAMS)
def test_arabic_never_speaks_outside_its_isolates(params: dict[str, Param]) -> None:
    """Whatever is inserted, the sentence around it stays the sentence of the catalog."""
    text = render("advice_source_not_asked", params, "ar")
    before, _, rest = text.partition(ISOLATE)
    _, _, after = rest.partition(END_ISOLATE)
    assert f"{before}{{{{source}}}}{after}" == catalog("ar")["advice_source_not_asked"]


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "en"),
        ("ar", "ar"),
        ("AR-eg", "ar"),
        ("de", "en"),
        ("de, fr;q=0.5", "fr"),
        ("fr-CH, fr;q=0.9, en;q=0.95", "fr"),
        ("es;q=0.3, ar;q=0.30, en;q=0.2", "es"),
        ("en;q=0.8, es", "es"),
        ("*", "en"),
        ("fr;q=0.5, *;q=0.8", "en"),
        ("en;q=0.1, *", "ar"),
        ("fr;q=0, fr-CA", "en"),
        ("en;q=0", "en"),
        ("*;q=0", "en"),
        ("fr;q=1.5, es;q=0.1", "es"),
        ("fr;q=0.1234, es;q=0.1", "es"),
        (" fr ; q=0.9 ,\tes;Q=0.95", "es"),
        (",,;q=1,fr", "fr"),
        ("fr;q=\u0661", "en"),
        ("english", "en"),
    ],
)
def test_negotiation(header: str, chosen: str) -> None:
    assert negotiate(header) == chosen


@given(st.one_of(st.text(), st.text(alphabet="arfrenes-*;,q=01. \t\0")))
def test_any_header_gives_a_language(header: str) -> None:
    assert negotiate(header) in languages()


def test_a_long_header_is_read_only_so_far() -> None:
    assert negotiate("de," * 100_000 + "fr") == "en"
    assert negotiate("a-" * 100_000) == "en"
