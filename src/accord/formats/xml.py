"""Entries of an XML list, one at a time, from a stream that nobody trusts.

The parser is defusedxml's: a document type, an entity or an external reference ends the
reading. Beyond that every list is held to limits, so that memory stays constant whatever the
bytes are: depth, size and number of elements of one entry, and bytes without an element.
Everything that goes wrong is `Invalid`; nothing here knows a particular list.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError

import msgspec
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from accord.model.errors import Invalid

CHUNK_BYTES = 64 * 1024
MAX_DEPTH = 64
MAX_ENTRY_CHARACTERS = 1024 * 1024
"""Longest entry: characters of text, names and attributes."""
MAX_ENTRY_ELEMENTS = 20_000
MAX_SILENT_BYTES = 1024 * 1024
"""Longest run of bytes in which no element starts: one text, comment, tag or attribute."""


class Node(msgspec.Struct):
    """An element of an entry: its own text without indentation, and its children in order."""

    tag: str
    text: str = ""
    children: list["Node"] = []
    line: int = 0


class Document(msgspec.Struct, frozen=True):
    """The root's attributes, and its entries (elements `entry_depth` below it) still unread."""

    attributes: dict[str, str]
    entries: Iterator[Node]


def open_document(stream: BinaryIO, *, name: str, root: str, entry_depth: int) -> Document:
    """Read up to the root element. Raises Invalid, then and while `entries` is read:

    `xml_broken` (not well-formed, truncated, encoding), `xml_root_unexpected`,
    `xml_doctype_forbidden`, `xml_too_deep`, `xml_entry_too_large`, `xml_text_too_long`.
    """
    target = _Target(name=name, root=root, entry_depth=entry_depth)
    chunks = _feed(stream, target, name)
    for _ in chunks:
        if target.attributes is not None:
            break
    if target.attributes is None:
        raise Invalid("xml_broken", file=name, line=1)
    return Document(target.attributes, _entries(target, chunks))


def _entries(target: "_Target", chunks: Iterator[None]) -> Iterator[Node]:
    yield from target.take()
    for _ in chunks:
        yield from target.take()


def _feed(stream: BinaryIO, target: "_Target", name: str) -> Iterator[None]:
    expat = _defused(target)
    while chunk := stream.read(CHUNK_BYTES):
        target.silent_bytes += len(chunk)
        _parse(expat, chunk, name, is_last=False)
        if target.silent_bytes > MAX_SILENT_BYTES:
            raise Invalid("xml_text_too_long", file=name, line=expat.CurrentLineNumber)
        yield
    _parse(expat, b"", name, is_last=True)
    yield


def _defused(target: "_Target") -> Any:
    # defusedxml arms the expat parser with its refusals; our handlers then take the place of
    # ElementTree's, which pass every event through three more Python calls.
    expat = DefusedXMLParser(forbid_dtd=True).parser
    expat.DefaultHandlerExpand = None
    expat.ordered_attributes = False
    expat.StartElementHandler = target.start
    expat.EndElementHandler = target.end
    expat.CharacterDataHandler = target.data
    target.expat = expat
    return expat


def _parse(expat: Any, chunk: bytes, name: str, *, is_last: bool) -> None:
    # ValueError: multi-byte encodings that expat cannot take; LookupError: unknown encodings.
    try:
        expat.Parse(chunk, is_last)
    except DefusedXmlException as error:
        raise Invalid("xml_doctype_forbidden", file=name, line=expat.CurrentLineNumber) from error
    except ExpatError as error:
        raise Invalid("xml_broken", file=name, line=error.lineno) from error
    except (ValueError, LookupError) as error:
        raise Invalid("xml_broken", file=name, line=expat.CurrentLineNumber) from error


class _Target:
    """Builds nodes for entries and nothing for what lies above them."""

    def __init__(self, *, name: str, root: str, entry_depth: int) -> None:
        self.expat: Any = None
        self.attributes: dict[str, str] | None = None
        self.silent_bytes = 0
        self._name = name
        self._root = root
        self._entry_depth = entry_depth
        self._depth = 0
        self._size = 0
        self._count = 0
        self._open: list[Node] = []
        self._done: list[Node] = []

    def line(self) -> int:
        return int(self.expat.CurrentLineNumber)

    def take(self) -> list[Node]:
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.silent_bytes = 0
        depth = self._depth
        self._depth = depth + 1
        if depth >= self._entry_depth:
            node = Node(tag, "", [])
            if depth == self._entry_depth:
                self._size = self._count = 0
                node.line = self.line()
            else:
                self._open[-1].children.append(node)
            self._open.append(node)
            self._hold(tag, attributes)
        elif depth == 0:
            self._start_root(tag, attributes)

    def _start_root(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != self._root:
            raise Invalid("xml_root_unexpected", file=self._name, line=self.line())
        self.attributes = attributes

    def _hold(self, tag: str, attributes: dict[str, str]) -> None:
        # Text is counted where it arrives and judged here: between two starts there is at most
        # MAX_SILENT_BYTES of it.
        self._count += 1
        self._size += len(tag)
        if attributes:
            self._size += sum(len(key) + len(value) for key, value in attributes.items())
        if self._size > MAX_ENTRY_CHARACTERS or self._count > MAX_ENTRY_ELEMENTS:
            raise Invalid("xml_entry_too_large", file=self._name, line=self.line())
        if self._depth > MAX_DEPTH:
            raise Invalid("xml_too_deep", file=self._name, line=self.line(), limit=MAX_DEPTH)

    def data(self, text: str) -> None:
        if self._open:
            node = self._open[-1]
            if node.text or not text.isspace():
                node.text += text
                self._size += len(text)

    def end(self, _tag: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._done.append(node)
