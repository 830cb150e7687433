"""Questions from flat fields, CSV and JSON lines."""

from io import BytesIO

import pytest

from accord.formats.edition import Rejection
from accord.formats.questions import QuestionRow, make_question, read_questions
from accord.model.checks import Question
from accord.model.errors import Invalid
from accord.model.markings import Purpose
from accord.model.subjects import (
    Identifier,
    IdentifierKind,
    Name,
    NameKind,
    Sex,
    Subject,
    SubjectKind,
)

PERSON = {
    "name": "Tarvo Belandir; Tarvo Oskem",
    "born": "1970-01-02;1971~",
    "nationality": "Norway;SWE",
    "sex": "male",
    "document": "ZZ 0001",
    "purpose": "border_check",
    "file_reference": "F-1",
}
QUESTION = Question(
    subject=Subject(
        kind=SubjectKind.PERSON,
        names=(Name("Tarvo Belandir"), Name("Tarvo Oskem", NameKind.ALIAS)),
        born=("1970-01-02", "1971~"),
        nationalities=("NOR", "SWE"),
        sex=Sex.MALE,
        identifiers=(Identifier(kind=IdentifierKind.DOCUMENT, value="ZZ 0001"),),
    ),
    purpose=Purpose.BORDER_CHECK,
    file_reference="F-1",
)


def read(content: bytes) -> list[QuestionRow | Rejection]:
    return list(read_questions(BytesIO(content), name="batch"))


def test_question_about_a_person() -> None:
    assert make_question(PERSON) == QUESTION


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("wallet", "0x" + "ab" * 20, SubjectKind.WALLET),
        ("plate", "AB 123", SubjectKind.VEHICLE),
        ("phone", "+47 000", SubjectKind.PHONE),
        ("hash", "ab" * 32, SubjectKind.FILE_HASH),
        ("passport", "ZZ1", SubjectKind.DOCUMENT),
    ],
)
def test_an_identifier_alone_says_its_kind(field: str, value: str, kind: SubjectKind) -> None:
    question = make_question({field: value, "purpose": "investigation"})
    assert question.subject.kind is kind
    assert [one.value for one in question.subject.identifiers] == [value]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"born": "02/01/1970"}, "date_unreadable", "born"),
        ({"born": "2999-01-01"}, "date_out_of_range", "born"),
        ({"nationality": "Nowhere"}, "nationality_unknown", "nationality"),
        ({"sex": "often"}, "sex_unknown", "sex"),
        ({"kind": "ghost"}, "kind_unknown", "kind"),
        ({"purpose": ""}, "purpose_missing", "purpose"),
        ({"purpose": "curiosity"}, "purpose_unknown", "purpose"),
        ({"name": "A" * 10_000}, "text_too_long", "name"),
        ({"name": "A\x00"}, "text_control_character", "name"),
        ({"name": ";".join("abc" * 20)}, "text_too_many", "name"),
        ({"phone": "call me"}, "identifier_unreadable", "phone"),
        ({"file_reference": "F" * 201}, "text_too_long", "file_reference"),
    ],
)
def test_what_cannot_be_read_names_its_field(change: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        make_question(PERSON | change)
    assert (caught.value.code, caught.value.params["field"]) == (code, field)


def test_nothing_to_ask_about() -> None:
    with pytest.raises(Invalid, match="subject_empty"):
        make_question({"purpose": "arrest", "born": "1970"})
    with pytest.raises(Invalid, match="field_unknown"):
        make_question(PERSON | {"shoe": "44"})


def test_csv() -> None:
    header = ",".join(PERSON)
    good = ",".join(PERSON.values())
    content = f'{header}\r\n{good}\r\n"Two\nlines",x,,,,arrest\n\n{good}\n'.encode("utf-8-sig")
    assert read(content) == [
        QuestionRow(2, QUESTION),
        Rejection("batch", 3, "date_unreadable", {"field": "born"}),
        QuestionRow(6, QUESTION),
    ]


def test_json_lines_flat_and_whole() -> None:
    content = (
        b"\n"
        b'{"name": "Tarvo", "born": 1970, "sex": null, "purpose": "arrest"}\n'
        b'{"subject": {"kind": "person", "names": [{"text": "Tarvo"}], "born": ["1970"]},'
        b' "purpose": "arrest"}\n'
        b'{"subject": {"kind": "person", "names": [{"text": "\\u202eTarvo"}], "born": ["2999"]},'
        b' "purpose": "arrest"}\n'
        b'{"subject": {"kind": "person"}, "purpose": "arrest"}\n'
        b"[1]\n"
        b"{\n" + b"[" * 60_000 + b"\n"
    )
    rows = read(content)
    asked = [row.question for row in rows if isinstance(row, QuestionRow)]
    assert asked[0] == asked[1]
    assert [(row.line, row.code) for row in rows if isinstance(row, Rejection)] == [
        (4, "date_out_of_range"),
        (5, "subject_empty"),
        (6, "question_unreadable"),
        (7, "json_unreadable"),
        (8, "json_unreadable"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "csv_header_missing"),
        (b"\n\n", "csv_header_missing"),
        (b"Tarvo Belandir,1970\nx,y\n", "column_unknown"),
        (b"name,name\nx,y\n", "csv_column_twice"),
        (b'"name\n' + b"x\n" * 100_000, "csv_header_unreadable"),
        ("name\n".encode("utf-16"), "file_not_utf8"),
    ],
)
def test_files_that_are_no_batch(content: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code) as caught:
        read(content)
    assert "Tarvo" not in str(caught.value)


def test_rows_that_are_no_rows() -> None:
    content = (
        b'name,purpose\na,arrest,x\n"a"b,arrest\n\xff,arrest\n' + b"a" * 70_000 + b"\nA,arrest\n"
    )
    assert [getattr(row, "code", "") for row in read(content)] == [
        "csv_row_too_long",
        "csv_row_unreadable",
        "line_not_utf8",
        "line_too_long",
        "",
    ]


def test_a_file_without_a_header_is_not_a_file_without_questions() -> None:
    with pytest.raises(Invalid) as caught:
        list(read_questions(BytesIO(b"Tarvo Belandir,1970,border_check\n"), name="q.csv"))
    assert caught.value.code == "column_unknown"
