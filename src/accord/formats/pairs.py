"""Pairs of subjects for `accord compare --pairs`: CSV with `left` and `right`.

Optional columns: `kind` for both, and any subject field with the prefix `left_` or `right_`
(`left_born`, `right_nationality` ...). Other columns are carried along, since the same rows
come out again.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

import msgspec

from accord.formats.edition import Rejection, reject
from accord.formats.flat import SUBJECT_FIELDS, make_subject
from accord.formats.rows import read_rows
from accord.model.errors import Invalid
from accord.model.subjects import Subject


class Pair(msgspec.Struct, frozen=True):
    line: int
    row: dict[str, str]
    """The row as it came in, by column."""
    left: Subject
    right: Subject


def read_pairs(stream: BinaryIO, *, name: str) -> Iterator[Pair | Rejection]:
    """Pairs in order, in constant memory. Raises Invalid (`column_missing`, and what
    `rows.rows_of` raises) when the file as a whole is bad.
    """
    for row in read_rows(stream, name=name):
        if isinstance(row, Rejection):
            yield row
            continue
        _refuse_without_sides(row.cells, name)
        try:
            yield Pair(row.line, row.cells, _side(row.cells, "left"), _side(row.cells, "right"))
        except Invalid as error:
            yield reject(error, file=name, line=row.line)


def _refuse_without_sides(cells: Mapping[str, str], name: str) -> None:
    for side in ("left", "right"):
        if side not in cells:
            raise Invalid("column_missing", file=name, column=side)


def _side(cells: Mapping[str, str], side: str) -> Subject:
    fields = {"kind": cells.get("kind", ""), "name": cells[side]}
    for field in SUBJECT_FIELDS - {"name"}:
        if text := cells.get(f"{side}_{field}", ""):
            fields[field] = text
    try:
        return make_subject(fields)
    except Invalid as error:
        field = f"{side}_{error.params.get('field', 'name')}"
        raise Invalid(error.code, **(error.params | {"field": field})) from error
