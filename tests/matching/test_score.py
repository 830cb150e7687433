"""Scores: sums of reasons, calibrated where DESIGN says how likely something should be."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.people import organization, person, subjects, wallet

from accord.matching.pairs import compare
from accord.matching.profile import make_profile
from accord.matching.score import Score, probability, score
from accord.model.subjects import (
    Identifier,
    IdentifierKind,
    Name,
    NameKind,
    Sex,
    Subject,
    SubjectKind,
)

RARE = "Zamir Kazvari Tolendal"


def _one(question: Subject, record: Subject) -> Score:
    return score(question, [make_profile(record)])[0]


def _codes(found: Score) -> dict[str, float]:
    return {reason.code: reason.log_odds for reason in found.reasons}


def test_a_rare_full_name_is_likely() -> None:
    assert 0.80 <= _one(person(RARE), person(RARE)).probability <= 0.95


def test_a_common_name_is_not_enough() -> None:
    assert 0.2 <= _one(person("Ali Hassan"), person("Ali Hassan")).probability <= 0.5


@pytest.mark.parametrize("name", [RARE, "Ali Hassan"])
def test_name_and_birth_date_are_nearly_certain(name: str) -> None:
    same = person(name, born="1970-05-12")
    assert _one(same, same).probability >= 0.98


@pytest.mark.parametrize("born", ["1990-05-13", "1955", "1982-11-30"])
def test_another_birth_year_makes_it_unlikely(born: str) -> None:
    found = _one(person(RARE, born=born), person(RARE, born="1970-05-12"))
    assert found.probability <= 0.1
    assert _codes(found)["birth_date_differs"] < 0


def test_one_digit_that_makes_decades_is_another_year() -> None:
    found = _one(person(RARE, born="1990-05-12"), person(RARE, born="1970-05-12"))
    assert found.probability <= 0.1
    assert _codes(found)["birth_date_digit"] < 0


@pytest.mark.parametrize("slip", ["Zamir Kazveri Tolendal", "Zamir Kazvari Tolnedal"])
def test_one_slip_leaves_it_likely(slip: str) -> None:
    assert 0.55 <= _one(person(slip), person(RARE)).probability <= 0.9


def test_strangers_are_unlikely() -> None:
    found = _one(person("Paul Drax"), person("Zoe Whitfield"))
    assert found.probability < 0.01
    assert "name_contradicts" in _codes(found)


def test_contradiction_is_not_omission() -> None:
    omitted = _one(person("Zamir Kazvari Tolendal"), person("Zamir Tolendal"))
    other = _one(person("Zamir Kazvari Tolendal"), person("Zamir Obrecht Tolendal"))
    assert other.probability < 0.1 < omitted.probability
    assert _codes(other)["name_part_contradicts"] < 0
    assert _codes(omitted)["name_part_not_recorded"] < 0


@pytest.mark.parametrize(
    ("asked", "recorded"),
    [
        ("محمد طاهر كزواري", "Muhammad Tahir Kazwari"),
        ("عبد الرحمن كزواري", "Abdulrahman Kazwari"),
        ("Замир Казвари Толендал", RARE),
        ("王小明", "Wang Xiaoming"),
        ("Tolendal Zamir Kazvari", RARE),
        ("Zamir KazvariTolendal", RARE),
        ("Zamir Kaz Vari Tolendal", RARE),
    ],
)
def test_ways_to_write_a_name_are_found(asked: str, recorded: str) -> None:
    assert _one(person(asked), person(recorded)).probability > 0.4


def test_an_initial_agrees_a_little() -> None:
    fits = _one(person("Z. Tolendal"), person("Zamir Tolendal")).log_odds
    other = _one(person("K. Tolendal"), person("Zamir Tolendal")).log_odds
    assert fits > other


def test_a_weak_alias_does_not_decide_alone() -> None:
    names = (Name("Zamir Obrecht"), Name(RARE, NameKind.WEAK_ALIAS))
    found = _one(person(RARE), Subject(kind=SubjectKind.PERSON, names=names))
    assert found.probability < 0.65
    assert _codes(found)["name_weak_alias"] < 0


def test_the_best_alias_counts() -> None:
    alone = _one(person(RARE), person(RARE))
    among = _one(person(RARE), person("Paul Drax", "Zoe Whitfield", RARE))
    assert among == alone


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        ("1970-05-12", "1970-05-12", "birth_date_same"),
        ("1970-05-12", "1970-12-05", "birth_date_day_month_swapped"),
        ("1970-05-12", "1970-05-17", "birth_date_digit"),
        ("1970-05-12", "1970", "birth_date_year_same"),
        ("1970-05-12", "1970-05", "birth_date_month_same"),
        ("1970-05-12", "1970-01-01", "birth_date_year_same"),
        ("1970-01-01", "1970-01-01", "birth_date_year_same"),
        ("1970-05-12", "1971~", "birth_date_about"),
        ("1970-05-12", "1968/1971", "birth_date_within"),
        ("1970-05-12", "1971", "birth_date_near"),
        ("1970-05-12", "1981-06-23", "birth_date_differs"),
    ],
)
def test_birth_dates(left: str, right: str, code: str) -> None:
    assert code in _codes(_one(person(RARE, born=left), person(RARE, born=right)))
    assert code in _codes(_one(person(RARE, born=right), person(RARE, born=left)))


def test_silence_is_no_contradiction() -> None:
    assert _codes(_one(person(RARE, born="1970", sex=Sex.MALE), person(RARE))).keys() == {
        "prior",
        "name_same",
    }


def test_nationality_and_sex() -> None:
    asked = person(RARE, nationality="UTO", sex=Sex.MALE)
    same = _codes(_one(asked, person(RARE, nationality="UTO", sex=Sex.MALE)))
    other = _codes(_one(asked, person(RARE, nationality="XXA", sex=Sex.FEMALE)))
    assert same["nationality_same"] > 0 < same["sex_same"]
    assert other["nationality_differs"] < 0 > other["sex_differs"]


def test_an_equal_document_is_nearly_certain() -> None:
    found = _one(person(RARE, document="X123"), person(RARE, document="x-123"))
    assert found.probability > 0.999
    alone = _one(
        Subject(kind=SubjectKind.DOCUMENT, identifiers=person("x", document="X123").identifiers),
        person(RARE, document="X123"),
    )
    assert alone.probability >= 0.99
    assert "identifier_equal" in _codes(alone)


def test_an_equal_document_under_another_name_is_still_a_hit() -> None:
    found = _one(person("Paul Drax", document="X123"), person(RARE, document="X123"))
    assert found.probability > 0.5


def test_a_wallet_is_its_address() -> None:
    assert _one(wallet("madeupwallet1"), wallet("madeupwallet1")).probability >= 0.99
    assert _one(wallet("madeupwallet1"), wallet("madeupwallet2")).probability < 0.001
    holder = Subject(
        kind=SubjectKind.PERSON,
        names=(Name(RARE),),
        identifiers=(Identifier(IdentifierKind.WALLET, "madeupwallet1"),),
    )
    assert _one(wallet("madeupwallet1"), holder).probability >= 0.99


def test_organizations() -> None:
    same = _one(organization("OOO Kazvar Zentral"), organization("Kazvar Zentral LLC"))
    number = _one(organization("Kazvar Zentral 23"), organization("Kazvar Zentral"))
    acronym = _one(organization("KZB"), organization("Kazvar Zentral Bank"))
    assert same.log_odds > number.log_odds
    assert "name_acronym" in _codes(acronym)
    assert "kind_differs" in _codes(_one(organization("Kazvar Zentral"), person("Kazvar Zentral")))


def test_scores_keep_the_order_of_their_profiles() -> None:
    records = [person("Paul Drax"), person(RARE), person("Zoe Whitfield")]
    found = score(person(RARE), [make_profile(one) for one in records], reasons_for=1)
    assert max(range(3), key=lambda at: found[at].log_odds) == 1
    assert found[1].reasons
    assert score(person(RARE), []) == []


def test_pairs_are_judged_by_another_prior() -> None:
    left, right = person("Zamir Tolendal"), person("Zamir Tolendal")
    assert compare(left, right).probability > _one(left, right).probability
    assert compare(left, right, prior=-8.5) == _one(left, right)


@given(subjects, st.lists(subjects, max_size=4))
def test_any_subjects_can_be_scored(question: Subject, records: list[Subject]) -> None:
    found = score(question, [make_profile(one) for one in records])
    assert len(found) == len(records)
    likeliest = max(found, key=lambda one: one.log_odds, default=None)
    for one in found:
        assert 0 <= one.probability <= 1
        assert one.probability == probability(one.log_odds)
        assert math.isfinite(one.log_odds)
        total = math.fsum(reason.log_odds for reason in one.reasons)
        assert one.log_odds == pytest.approx(total) or (not one.reasons and one is not likeliest)


@given(subjects, subjects)
def test_the_same_comparison_gives_the_same_score(left: Subject, right: Subject) -> None:
    assert compare(left, right) == compare(left, right)
