"""Lines of a text file that nobody trusts: UTF-8, bounded length, numbered.

Never holds more than one line of MAX_LINE_BYTES, however long the line in the file is.
"""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from accord.formats.edition import Rejection
from accord.model.errors import Invalid

MAX_LINE_BYTES = 64 * 1024


class Line(msgspec.Struct, frozen=True):
    number: int
    """1-based."""
    text: str
    """Without its line end."""


def read_lines(stream: BinaryIO, *, name: str) -> Iterator[Line | Rejection]:
    """Lines in order; a line that is too long or not UTF-8 is a rejection in its place.

    Raises Invalid (`file_not_utf8`) when a byte order mark says that the file is UTF-16 or 32.
    """
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1:
            raw = _without_mark(raw, name)
        if len(raw) > MAX_LINE_BYTES:
            _skip_line(stream, raw)
            yield Rejection(name, number, "line_too_long", {"limit_bytes": MAX_LINE_BYTES})
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            yield Rejection(name, number, "line_not_utf8")
        else:
            yield Line(number, text.rstrip("\r\n"))


def _without_mark(raw: bytes, name: str) -> bytes:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        raise Invalid("file_not_utf8", file=name)
    return raw.removeprefix(codecs.BOM_UTF8)


def _skip_line(stream: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(MAX_LINE_BYTES)
