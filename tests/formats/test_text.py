"""Text from outside: what is taken out, what is refused, what stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.formats.text import clean_name, clean_text
from accord.model.errors import Invalid


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  one\t two\r\nthree ", "one two three"),
        ("user\u202eexe.txt\u202c", "userexe.txt"),
        ("a\u2066b\u2069\u200ec\u061cd", "abcd"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u200cA \u200d", "A"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("e\u0301", "\u00e9"),
        ("tag\U000e0041", "tag"),
    ],
)
def test_shapeless_characters_are_taken_out(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize("raw", ["a\x00b", "a\x1bb", "a\x7fb", "a\x9bb", "a\ud800b", "a\uffff"])
def test_control_characters_are_refused(raw: str) -> None:
    with pytest.raises(Invalid, match="text_control_character"):
        clean_text(raw)


def test_length_is_bounded() -> None:
    with pytest.raises(Invalid, match="text_too_long"):
        clean_name("a" * 1_001, field="name")


@given(st.text(alphabet=st.characters(), max_size=40))
def test_cleaning_is_final(raw: str) -> None:
    try:
        once = clean_text(raw)
    except Invalid:
        return
    assert clean_text(once) == once
