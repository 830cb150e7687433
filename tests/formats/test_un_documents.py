"""Document numbers as the Consolidated List writes them, all made up."""

import pytest

from accord.formats.un_documents import document_identifier
from accord.model.subjects import Identifier, IdentifierKind


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("ZZ 000111", "ZZ 000111"),
        ("D 000111", "D 000111"),
        ("000-111-2", "000-111-2"),
        ("Norwegian passport number ZZ 000111", "ZZ 000111"),
        ("Provisional passport No.: 000111", "000111"),
        ("Diplomatic Passport D000111", "D000111"),
        ("Norway ZZ 000111", "ZZ 000111"),
        ("000111 (Expired 1 Jan. 2001)", "000111"),
        ("D000111, Norway", "D000111"),
        ("N°000/AA/BB", "N°000/AA/BB"),
        ("unknown", "unknown"),
    ],
)
def test_number_is_taken_out_of_its_sentence(written: str, number: str) -> None:
    identifier, remark = document_identifier({"NUMBER": written})
    assert identifier is not None
    assert identifier.value == number
    assert (written in remark) == (written != number)


def test_kind_and_country() -> None:
    identifier, remark = document_identifier(
        {"TYPE_OF_DOCUMENT": "Número de pasaporte", "NUMBER": "ZZ1", "COUNTRY_OF_ISSUE": "Norway"}
    )
    assert identifier == Identifier(kind=IdentifierKind.PASSPORT, value="ZZ1", country="NOR")
    assert remark == ""


def test_country_that_is_not_known_is_told_in_the_remarks() -> None:
    identifier, remark = document_identifier(
        {"TYPE_OF_DOCUMENT": "Passport", "NUMBER": "ZZ1", "ISSUING_COUNTRY": "Nowhere Land"}
    )
    assert identifier == Identifier(kind=IdentifierKind.PASSPORT, value="ZZ1")
    assert remark == "Document ZZ1: Passport; issuing country Nowhere Land"


def test_second_country_is_told_in_the_remarks() -> None:
    identifier, remark = document_identifier(
        {"NUMBER": "ZZ1", "ISSUING_COUNTRY": "Norway", "COUNTRY_OF_ISSUE": "Sweden"}
    )
    assert identifier == Identifier(kind=IdentifierKind.DOCUMENT, value="ZZ1", country="NOR")
    assert remark == "Document ZZ1: country of issue Sweden"


def test_document_without_number_is_told_in_the_remarks() -> None:
    assert document_identifier({"NOTE": "lost"}) == (None, "Document: lost")
    assert document_identifier({}) == (None, "")
