"""Rows of a CSV file with a header (RFC 4180), streaming, each with the line it starts on."""

import csv
from collections.abc import Collection, Iterator
from typing import BinaryIO

import msgspec

from accord.formats.edition import Rejection
from accord.formats.lines import Line, read_lines
from accord.model.errors import Invalid

MAX_COLUMNS = 200
MAX_ROW_CHARACTERS = 256 * 1024
"""Longest row, over all the lines that its quoted cells run on."""


class Row(msgspec.Struct, frozen=True):
    line: int
    cells: dict[str, str]
    """By column, as the header names it; short rows are filled with empty cells."""


def read_rows(stream: BinaryIO, *, name: str) -> Iterator[Row | Rejection]:
    """`rows_of` the lines of `stream`."""
    return rows_of(read_lines(stream, name=name), name=name)


def rows_of(
    source: Iterator[Line | Rejection], *, name: str, known: Collection[str] | None = None
) -> Iterator[Row | Rejection]:
    """Rows in order; one that cannot be read is a rejection in its place. Blank rows are passed.

    With `known` the header may name no other columns. Raises Invalid (`csv_header_missing`,
    `csv_header_unreadable`, `csv_column_twice`, `column_unknown` with its number,
    `file_not_utf8`) when there is no use in going on.
    """
    lines = _Lines(source)
    header: list[str] | None = None
    for line, cells in _records(lines):
        refused = lines.rejections()
        if header is None:
            header = _header(cells, refused, name, line)
            _refuse_unknown(header, known, name)
            continue
        yield from refused
        if isinstance(cells, csv.Error):
            yield Rejection(name, line, "csv_row_unreadable")
        elif len(cells) > len(header):
            yield Rejection(name, line, "csv_row_too_long", {"columns": len(header)})
        elif any(cells):
            padded = cells + [""] * (len(header) - len(cells))
            yield Row(line, dict(zip(header, padded, strict=True)))
    if header is None:
        raise Invalid("csv_header_missing", file=name)
    yield from lines.rejections()


def _records(lines: "_Lines") -> Iterator[tuple[int, list[str] | csv.Error]]:
    reader = csv.reader(lines, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield lines.first, error
        else:
            yield lines.first, cells


def _header(
    cells: list[str] | csv.Error, refused: list[Rejection], name: str, line: int
) -> list[str]:
    if refused or isinstance(cells, csv.Error) or len(cells) > MAX_COLUMNS:
        raise Invalid("csv_header_unreadable", file=name, line=line)
    header = [cell.strip() for cell in cells]
    if len(set(header)) < len(header):
        raise Invalid("csv_column_twice", file=name, line=line)
    return header


def _refuse_unknown(header: list[str], known: Collection[str] | None, name: str) -> None:
    # By number: without a header the "column" is somebody's name. Before any row: a file of one
    # line would else be one without rows.
    for number, column in enumerate(header, start=1):
        if known is not None and column not in known:
            raise Invalid("column_unknown", file=name, column=number)


class _Lines:
    """Feeds the CSV reader line by line and remembers where a row began and what was refused."""

    def __init__(self, source: Iterator[Line | Rejection]) -> None:
        self.first = 0
        self._lines = source
        self._fed = 0
        self._refused: list[Rejection] = []

    def begin(self) -> None:
        self._fed = 0

    def rejections(self) -> list[Rejection]:
        refused, self._refused = self._refused, []
        return refused

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        for line in self._lines:
            if isinstance(line, Rejection):
                self._refused.append(line)
                continue
            if self._fed == 0:
                self.first = line.number
            self._fed += len(line.text) + 1
            if self._fed > MAX_ROW_CHARACTERS:
                # An open quote would otherwise gather the rest of the file into one row.
                raise csv.Error
            return line.text + "\n"
        raise StopIteration
