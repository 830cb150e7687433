"""Block keys: what must meet meets, and nothing explodes."""

import pytest
from hypothesis import given
from tests.matching.people import organization, person, subjects, wallet

from accord.matching.deletion import one_deletions, two_deletions
from accord.matching.keys import MAX_QUESTION_KEYS, MAX_RECORD_KEYS, block_keys, question_keys
from accord.model.subjects import Name, Subject, SubjectKind


def _shared(question: Subject, record: Subject) -> set[str]:
    return set(question_keys(question)) & set(block_keys(record))


@pytest.mark.parametrize(
    ("asked", "recorded"),
    [
        ("محمد طاهر كزواري", "Muhammad Tahir Kazwari"),
        ("Kazvari Zamir", "Zamir Kazvari"),
        ("Замир Казвари", "Zamir Kazvari"),
        ("Zamir Kazwaree", "Zameer Kazvari"),
        ("יוסף כזורי", "Yosef Kazvari"),
    ],
)
def test_spellings_share_a_pair(asked: str, recorded: str) -> None:
    assert any(key.startswith("p:") for key in _shared(person(asked), person(recorded)))


def test_one_slip_shares_a_deletion() -> None:
    for slip in ("Kazvri", "Kazvarri", "Kazbari", "Kavzari"):
        assert _shared(person(slip), person("Kazvari"))


def test_two_slips_in_one_token_share_the_other_and_a_half() -> None:
    assert any(
        key.startswith("q:") for key in _shared(person("Zamir Tolxendaq"), person("Zamir Tolendal"))
    )


def test_a_year_off_by_one_still_meets() -> None:
    shared = _shared(person("Kazvari", born="1971"), person("Kazvari", born="1970-05-12"))
    assert any(key.startswith("y:1970") for key in shared)


def test_documents_meet_whatever_they_are_called() -> None:
    question = person("Zamir Kazvari", document="x 123-456")
    assert "i:document:X123456" in _shared(question, person("Other Name", document="X123456"))


def test_a_long_identifier_is_hashed() -> None:
    keys = block_keys(wallet("z" * 900))
    assert len(keys) == 1
    assert len(keys[0]) < 80


def test_an_acronym_meets_its_name() -> None:
    shared = _shared(organization("KZB"), organization("Kazvari Zentral Bank"))
    assert "a:kzb" in shared


def test_a_usual_name_has_at_most_sixty_keys() -> None:
    names = ("Valery Nikolaevich Ermakov", "Muhammad Tahir Kazwari", "Maria Fernanda Tolendal")
    assert max(len(block_keys(person(name, born="1970"))) for name in names) <= 60


def test_identifiers_then_pairs_come_first() -> None:
    keys = question_keys(person("Zamir Tahir Tolendal", document="X1", born="1970"))
    assert [key[:2] for key in keys[:5]] == ["i:", "p:", "p:", "p:", "y:"]


def test_hundreds_of_aliases_keep_their_pairs() -> None:
    names = tuple(
        Name(f"Zamir{'abcdefghij'[at % 10]} Tol{'klmnoprstv'[at // 10 % 10]}end{at}al")
        for at in range(500)
    )
    keys = block_keys(Subject(kind=SubjectKind.PERSON, names=names))
    assert len(keys) <= MAX_RECORD_KEYS


@given(subjects)
def test_keys_are_few_short_and_plain(subject: Subject) -> None:
    for keys, most in ((block_keys(subject), MAX_RECORD_KEYS), (question_keys(subject), 128)):
        assert len(keys) == len(set(keys)) <= most
        assert all(key.isascii() and key.isprintable() and len(key) < 200 for key in keys)
    assert MAX_QUESTION_KEYS == 128


@given(subjects)
def test_a_record_is_found_by_its_own_words(subject: Subject) -> None:
    if question_keys(subject):
        assert _shared(subject, subject)


def test_deletions() -> None:
    assert one_deletions("abc") == ()
    assert set(one_deletions("abcd")) == {"bcd", "acd", "abd", "abc"}
    assert two_deletions("abcdef") == ()
    assert "cdefg" in two_deletions("abcdefg")
