"""Pairs of subjects for comparison."""

from io import BytesIO

import pytest

from accord.formats.edition import Rejection
from accord.formats.pairs import Pair, read_pairs
from accord.model.errors import Invalid
from accord.model.subjects import Name, Sex, Subject, SubjectKind


def read(content: bytes) -> list[Pair | Rejection]:
    return list(read_pairs(BytesIO(content), name="pairs"))


def test_sides_and_columns_that_are_carried_along() -> None:
    content = (
        b"left,right,kind,left_born,right_nationality,right_sex,label\n"
        b"Tarvo,Tarwo,,1970,Norway,F,yes\n"
        b"Tarvo,,person\n"
        b"Belandir Ltd,Belandir Limited,organization,,,,no\n"
        b"Tarvo,Tarwo,,soon,,,\n"
    )
    first, empty, second, bad = read(content)
    assert isinstance(first, Pair)
    assert first.line == 2
    assert first.row["label"] == "yes"
    assert first.left == Subject(kind=SubjectKind.PERSON, names=(Name("Tarvo"),), born=("1970",))
    assert first.right == Subject(
        kind=SubjectKind.PERSON, names=(Name("Tarwo"),), nationalities=("NOR",), sex=Sex.FEMALE
    )
    assert empty == Rejection("pairs", 3, "subject_empty", {"field": "right_name"})
    assert isinstance(second, Pair)
    assert second.left.kind is SubjectKind.ORGANIZATION
    assert bad == Rejection("pairs", 5, "date_unreadable", {"field": "left_born"})


def test_columns_that_must_be_there() -> None:
    with pytest.raises(Invalid, match="column_missing"):
        read(b"left,other\na,b\n")
    with pytest.raises(Invalid, match="csv_header_missing"):
        read(b"")
