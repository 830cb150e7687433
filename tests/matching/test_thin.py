"""What would sharpen a question, and when there is nothing to ask."""

from hypothesis import given
from tests.matching.people import person, subjects, wallet

from accord.matching.keys import question_keys
from accord.matching.thin import is_askable, thinness
from accord.model.subjects import Sex, Subject


def _codes(subject: Subject) -> list[str]:
    return [advice.code for advice in thinness(subject)]


def test_a_full_question_needs_nothing() -> None:
    full = person("Zamir Kazvari", born="1970-05-12", nationality="UTO", sex=Sex.MALE)
    assert _codes(full) == []


def test_a_common_name_alone_needs_everything() -> None:
    assert _codes(person("Ali Hassan")) == [
        "advice_add_name_part",
        "advice_add_birth_date",
        "advice_add_nationality",
    ]


def test_one_name_needs_another() -> None:
    assert "advice_add_name_part" in _codes(person("Tolendal"))


def test_a_letter_is_too_short() -> None:
    assert _codes(person("X"))[0] == "advice_name_too_short"
    assert _codes(person("..."))[0] == "advice_name_too_short"


def test_an_identifier_is_enough() -> None:
    assert _codes(person("Ali", document="X123")) == []
    assert _codes(wallet("madeupwallet1")) == []


def test_nothing_left_cannot_be_asked() -> None:
    assert not is_askable(person())
    assert not is_askable(person("\u202e\u202c ..."))
    assert not is_askable(wallet(" "))
    assert is_askable(person("Li"))
    assert is_askable(wallet("madeupwallet1"))


@given(subjects)
def test_what_can_be_asked_has_keys(subject: Subject) -> None:
    assert bool(question_keys(subject)) or not is_askable(subject)
    assert len(thinness(subject)) <= 4
