"""Questions from flat fields, and files of many questions for `accord check --batch`.

A batch is CSV with a header, or JSON lines: each line a `Question` as the API takes it, or a
flat object with the same keys as the CSV columns.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import BinaryIO

import msgspec

from accord.formats.edition import Rejection, reject
from accord.formats.flat import SUBJECT_FIELDS, make_subject, searchable
from accord.formats.lines import Line, read_lines
from accord.formats.rows import rows_of
from accord.formats.text import clean_name
from accord.model.checks import Question
from accord.model.dates import parse_partial_date
from accord.model.errors import Invalid
from accord.model.markings import Purpose
from accord.model.subjects import Identifier, Subject

QUESTION_FIELDS = SUBJECT_FIELDS | {"purpose", "file_reference", "reason"}
MAX_REFERENCE = 200


class QuestionRow(msgspec.Struct, frozen=True):
    """A question and the line of the batch that it starts on."""

    line: int
    question: Question


def make_question(fields: Mapping[str, str]) -> Question:
    """The question that `fields` (keys: QUESTION_FIELDS; empty text is absent) ask.

    Raises Invalid: `field_unknown`, `purpose_missing`, `purpose_unknown`, and what
    `flat.make_subject` raises, with `field` naming the one to repair.
    """
    if not fields.keys() <= QUESTION_FIELDS:
        raise Invalid("field_unknown")
    return Question(
        subject=make_subject(fields),
        purpose=_purpose(clean_name(fields.get("purpose", ""), field="purpose")),
        file_reference=_bounded(fields, "file_reference", MAX_REFERENCE),
        reason=clean_name(fields.get("reason", ""), field="reason"),
    )


def read_questions(stream: BinaryIO, *, name: str) -> Iterator[QuestionRow | Rejection]:
    """Questions in order, in constant memory; a row that is none is a rejection in its place.

    JSON lines when the first line that is not blank starts with `{`, else CSV. Raises Invalid
    when the file as a whole is bad: `column_unknown` with its number, and what `rows.rows_of`
    raises.
    """
    lines = read_lines(stream, name=name)
    first = next((line for line in lines if isinstance(line, Rejection) or line.text.strip()), None)
    if first is None:
        raise Invalid("csv_header_missing", file=name)
    is_json = isinstance(first, Line) and first.text.lstrip().startswith("{")
    yield from (_json_questions if is_json else _csv_questions)(chain([first], lines), name)


def _csv_questions(
    lines: Iterator[Line | Rejection], name: str
) -> Iterator[QuestionRow | Rejection]:
    for row in rows_of(lines, name=name, known=QUESTION_FIELDS):
        if isinstance(row, Rejection):
            yield row
            continue
        try:
            yield QuestionRow(row.line, make_question(row.cells))
        except Invalid as error:
            yield reject(error, file=name, line=row.line)


def _json_questions(
    lines: Iterator[Line | Rejection], name: str
) -> Iterator[QuestionRow | Rejection]:
    for line in lines:
        if isinstance(line, Rejection):
            yield line
        elif line.text and not line.text.isspace():
            try:
                yield QuestionRow(line.number, read_question(line.text))
            except Invalid as error:
                yield reject(error, file=name, line=line.number)


def read_question(text: str) -> Question:
    """One question in JSON: the struct (it has a `subject`) or a flat object.

    Raises Invalid: `json_unreadable`, `question_unreadable`, and what `make_question` raises.
    """
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Invalid("json_unreadable") from error
    try:
        if isinstance(raw, dict) and "subject" in raw:
            return checked_question(msgspec.convert(raw, Question))
        fields = msgspec.convert(raw, dict[str, str | int | None])
    except (msgspec.ValidationError, RecursionError) as error:
        raise Invalid("question_unreadable") from error
    return make_question({key: str(text) for key, text in fields.items() if text is not None})


def checked_question(question: Question) -> Question:
    """The decoder has seen to lengths and patterns; names and dates are read here."""
    subject = question.subject
    names = tuple(
        msgspec.structs.replace(name, text=_present(name.text, "name")) for name in subject.names
    )
    identifiers = tuple(_identifier(one) for one in subject.identifiers)
    if not names and not identifiers:
        raise Invalid("subject_empty")
    born = tuple(parse_partial_date(date) for date in subject.born)
    cleaned: Subject = msgspec.structs.replace(
        subject, names=names, identifiers=identifiers, born=born
    )
    return msgspec.structs.replace(question, subject=cleaned)


def _identifier(raw: Identifier) -> Identifier:
    field = raw.kind.value
    return searchable(msgspec.structs.replace(raw, value=_present(raw.value, field)), field=field)


def _present(raw: str, field: str) -> str:
    text = clean_name(raw, field=field)
    if not text:
        raise Invalid("text_empty", field=field)
    return text


def _purpose(text: str) -> Purpose:
    if not text:
        raise Invalid("purpose_missing", field="purpose")
    try:
        return Purpose(text.lower())
    except ValueError as error:
        raise Invalid("purpose_unknown", field="purpose") from error


def _bounded(fields: Mapping[str, str], field: str, limit: int) -> str:
    text = clean_name(fields.get(field, ""), field=field)
    if len(text) > limit:
        raise Invalid("text_too_long", field=field, characters=len(text), limit=limit)
    return text
