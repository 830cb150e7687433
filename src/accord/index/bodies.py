"""The bodies of the index's entries (record id, source, profile) in one file, read by mapping it.

A hundred bodies are read in about half the time that an SQLite table takes, at any size of the
file. A body's number is where it starts. The file only grows, and a body never moves: a removed
one is overwritten with zeros where it lies, so nothing of it is left anywhere. It must never
decide what is to be removed, nor when readers may see what is new: `entries.py` does.

    4 bytes    size of what follows, little-endian; stays when the rest is overwritten
    1 byte     ALIVE, or 0 once it is removed
    the rest   MessagePack array of record id, source, profile
"""

import mmap
import os
import struct
from collections.abc import Sequence
from pathlib import Path

import msgspec

from accord.model.ports import Candidate
from accord.model.records import RecordId, SourceId

FILE_NAME = "bodies"
FIRST = 8
"""Where the first body starts; before it stands what kind of file this is."""

_MAGIC = b"ACCBODY1"
_HEADER = struct.Struct("<IB")
_ALIVE = 1
_BUFFER_BYTES = 1 << 20

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[str, str, bytes]).decode


class BodyFile:
    """The writer's side."""

    def __init__(self, generation: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._file = os.open(generation / FILE_NAME, flags, 0o600)
        self._waiting = bytearray()
        self._written = os.fstat(self._file).st_size
        if self._written < FIRST:
            os.pwrite(self._file, _MAGIC, 0)
            os.fsync(self._file)
            self._written = FIRST

    @property
    def end(self) -> int:
        """The number that the next body gets."""
        return self._written + len(self._waiting)

    def add(self, record_id: RecordId, source: SourceId, profile: bytes) -> int:
        """Take in a body and return its number; it is on the disk after `sync`."""
        number = self.end
        body = _encode((record_id, source, profile))
        self._waiting += _HEADER.pack(len(body) + 1, _ALIVE)
        self._waiting += body
        if len(self._waiting) > _BUFFER_BYTES:
            self._write()
        return number

    def read(self, number: int) -> Candidate:
        """One that was added and not removed."""
        self._write()
        size, _ = _HEADER.unpack(os.pread(self._file, _HEADER.size, number))
        return Candidate(*_decode(os.pread(self._file, size - 1, number + _HEADER.size)))

    def blank(self, number: int) -> None:
        """Overwrite a body. What says that it is alive goes first: a reader looks there last."""
        self._write()
        size, _ = _HEADER.unpack(os.pread(self._file, _HEADER.size, number))
        os.pwrite(self._file, b"\0", number + _HEADER.size - 1)
        os.pwrite(self._file, bytes(size), number + _HEADER.size - 1)

    def blank_from(self, start: int) -> None:
        """Overwrite all from `start` on: what a cut-off run left. Its numbers stay used."""
        while start < self._written:
            size = min(_BUFFER_BYTES, self._written - start)
            os.pwrite(self._file, bytes(size), start)
            start += size

    def sync(self) -> None:
        self._write()
        os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)

    def _write(self) -> None:
        if self._waiting:
            os.pwrite(self._file, self._waiting, self._written)
            self._written += len(self._waiting)
            self._waiting.clear()


class BodyMap:
    """The reader's side: the file as far as it had grown when it was mapped."""

    def __init__(self, generation: Path) -> None:
        with (generation / FILE_NAME).open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def candidates(self, numbers: Sequence[int]) -> list[Candidate] | None:
        """The bodies in the order of their numbers; None when one was removed meanwhile."""
        found = []
        mapped, header = self._map, _HEADER.size
        for number in numbers:
            start = number + header
            size, alive = _HEADER.unpack_from(mapped, number)
            body = mapped[start : start + size - 1]
            if not (alive and mapped[start - 1]):
                return None
            found.append(Candidate(*_decode(body)))
        return found
