"""The values that every list reader takes and gives.

A reader is `read(streams) -> Edition`. It must never hold more than one entry, and must never
put a name or another fact about a person into a `Rejection`.
"""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from accord.model.codes import Param
from accord.model.errors import Invalid
from accord.model.records import Entry


class NamedStream(msgspec.Struct, frozen=True):
    """An open file and what to call it in a rejection. The opener closes it."""

    name: str
    stream: BinaryIO


class Rejection(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry or row that was not taken, where it starts, and why."""

    file: str
    line: int
    """1-based line on which the entry starts."""
    code: str
    """A key of the word catalogs."""
    params: dict[str, Param] = {}
    """Fields, sizes and the list's own entry id; never personal data."""


class Edition(msgspec.Struct, frozen=True):
    """One edition of a list, about to be read.

    `entries` is lazy and may raise Invalid on any step: then the file as a whole is bad
    (truncated, not the format) and what was read so far says nothing about what is absent.
    """

    edition: str
    """UTC time as `2025-04-19T23:00:04.625Z`; empty when the format states none."""
    entries: Iterator[Entry | Rejection]


def reject(error: Invalid, *, file: str, line: int, entry_id: str = "") -> Rejection:
    """The rejection that says what `error` said, at a place."""
    params: dict[str, Param] = dict(error.params)
    if entry_id:
        params["entry_id"] = entry_id
    return Rejection(file=file, line=line, code=error.code, params=params)
