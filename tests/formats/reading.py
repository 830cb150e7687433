"""Short ways to hand bytes to a reader."""

from collections.abc import Iterator
from io import BufferedReader, BytesIO, RawIOBase
from itertools import chain, repeat
from pathlib import Path
from typing import BinaryIO

from accord.formats.edition import Edition, NamedStream, Rejection
from accord.formats.registry import FORMATS
from accord.model.records import Entry

FIXTURES = Path(__file__).parent / "fixtures"


def open_bytes(format_id: str, **files: bytes) -> Edition:
    """Files by name; a double underscore stands for the dot before the ending."""
    streams = [
        NamedStream(name.replace("__", "."), BytesIO(content)) for name, content in files.items()
    ]
    return FORMATS[format_id].read(streams)


def un_sc(content: bytes) -> Edition:
    return open_bytes("un-sc", list__xml=content)


def un_sc_entries(content: bytes) -> list[Entry | Rejection]:
    return list(un_sc(content).entries)


def un_sc_list(inside: str, *, encoding: str = "utf-8") -> bytes:
    """A Consolidated List around the given individuals."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        '<CONSOLIDATED_LIST dateGenerated="2024-01-01T00:00:00.000Z"><INDIVIDUALS>\n'
        f"{inside}\n</INDIVIDUALS></CONSOLIDATED_LIST>"
    )
    return text.encode(encoding)


def individual(name: str = "TARVO", *, extra: str = "", data_id: str = "1") -> str:
    return (
        f"<INDIVIDUAL><DATAID>{data_id}</DATAID><FIRST_NAME>{name}</FIRST_NAME>{extra}</INDIVIDUAL>"
    )


class _Made(RawIOBase):
    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._held:
            self._held = next(self._parts, b"")
        taken = self._held[: len(buffer)]
        self._held = self._held[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def endless(head: bytes, body: bytes, *, size_bytes: int, tail: bytes = b"") -> BinaryIO:
    """A stream that is made while it is read: `head`, `body` again and again, `tail`."""
    block = body * (65_536 // len(body) + 1)
    bodies = repeat(block, size_bytes // len(block) + 1)
    return BufferedReader(_Made(chain([head] if head else [], bodies, [tail])))
