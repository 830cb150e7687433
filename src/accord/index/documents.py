"""How an entry is written as a tantivy document, and how tantivy's files say what they hold.

A document has its keys and its source as plain terms, and the number of its body (`bodies.py`).
Keys are a *bytes* field on purpose: tantivy keeps lengths of text fields and would rank a record
with many aliases low. The number is a *signed* field on purpose: tantivy-py deletes by signed
terms only, and a delete on a field that is not indexed aborts the process. It is *spread* on
purpose: a column of rising numbers is packed in blocks, whose heads tantivy reads anew at each
question (measured: 0.2 ms at 5 million), a column of spread ones is not. Nothing is stored in
documents: it could only be erased by writing its segment anew.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import tantivy

from accord.index.keys import IDENTIFIER_BOOST, is_identifier
from accord.model.errors import Corrupt, Unavailable
from accord.model.records import SourceId

KEY, SOURCE, NUMBER = "key", "source", "number"

_SPREAD_BITS = 40
"""Numbers are below a terabyte."""
_SPREAD_MASK = (1 << _SPREAD_BITS) - 1
_SPREAD = 0x9E3779B97F
_GATHER = pow(_SPREAD, -1, 1 << _SPREAD_BITS)
_SCAN, _SCAN_MOST = 100_000, 1_000_000


_SEGMENT = re.compile(r"^[0-9a-f]{32}$")


def terms_folder(generation: Path) -> Path:
    return generation / "terms"


def meta_file(generation: Path) -> Path:
    """The file that each commit and each merge replaces."""
    return terms_folder(generation) / "meta.json"


def open_or_make(generation: Path) -> tantivy.Index:
    """Raises Corrupt when what lies there is not an index of ours."""
    place = terms_folder(generation)
    place.mkdir(exist_ok=True)
    try:
        index = tantivy.Index(_schema(), path=os.fspath(place))
    except ValueError as error:
        raise Corrupt("index_unreadable") from error
    index.config_reader("manual")
    return index


def open_writer(index: tantivy.Index, heap_bytes: int) -> tantivy.IndexWriter:
    """One indexing thread; raises Unavailable while another writer has the index."""
    try:
        return index.writer(heap_bytes, 1)
    except ValueError as error:
        raise Unavailable("index_writer_busy") from error


def remove_strays(generation: Path) -> None:
    """Remove what a commit left that was cut off before the meta file named it. Tantivy would come
    upon its own file of deletes again, and refuse to write it. Only while nothing else writes.
    """
    living: dict[str, str] = {}
    for segment in _meta(generation)["segments"]:
        deletes = segment["deletes"]
        newest = f".{deletes['opstamp']}.del" if deletes else ""
        living[segment["segment_id"].replace("-", "")] = newest
    for path in terms_folder(generation).iterdir():
        segment_id, _, rest = path.name.partition(".")
        is_stale = rest.endswith("del") and f".{rest}" != living.get(segment_id)
        if _SEGMENT.match(segment_id) and (segment_id not in living or is_stale):
            path.unlink(missing_ok=True)


def document(number: int, source: SourceId, keys: Iterable[bytes]) -> tantivy.Document:
    made = tantivy.Document()
    made.add_integer(NUMBER, _spread(number))
    made.add_bytes(SOURCE, source.encode())
    for key in keys:
        made.add_bytes(KEY, key)
    return made


def delete_document(writer: tantivy.IndexWriter, number: int) -> None:
    writer.delete_documents_by_term(NUMBER, _spread(number))


def key_query(schema: tantivy.Schema, key: bytes) -> tantivy.Query:
    query = term_query(schema, KEY, key)
    return tantivy.Query.boost_query(query, IDENTIFIER_BOOST) if is_identifier(key) else query


def term_query(schema: tantivy.Schema, field: str, value: bytes) -> tantivy.Query:
    return tantivy.Query.term_query(schema, field, value, index_option="basic")


def numbers_at(searcher: tantivy.Searcher, places: list[tantivy.DocAddress]) -> list[int]:
    """Numbers of the documents at these places, in their order."""
    spread = cast("list[int]", searcher.fast_field_values(NUMBER, places))
    return [one * _GATHER & _SPREAD_MASK for one in spread]


def last_opstamp(generation: Path) -> int:
    """Tantivy's number of its last commit: grows with each commit, stays with merges."""
    return int(_meta(generation)["opstamp"])


def is_clean(generation: Path) -> bool:
    """Whether no segment holds terms of deleted documents."""
    return not any(segment["deletes"] for segment in _meta(generation)["segments"])


def numbers_beside_deleted(generation: Path) -> Iterator[int]:
    """Numbers of what is alive in segments that hold deleted documents too.

    Only while nothing commits or merges. Segments are searched in the order of the meta file.
    """
    segments = enumerate(_meta(generation)["segments"])
    touched = {ordinal for ordinal, segment in segments if segment["deletes"]}
    index = open_or_make(generation)
    index.reload()
    searcher = index.searcher()
    step = -(-_SPREAD_MASK // (searcher.num_docs // _SCAN + 1))
    for start in range(0, _SPREAD_MASK + 1, step):
        some = tantivy.Query.range_query(
            index.schema, NUMBER, tantivy.FieldType.Integer, start, start + step - 1
        )
        hits = searcher.search(some, _SCAN_MOST, count=False).hits
        places = [place for _, place in hits if place.segment_ord in touched]
        yield from numbers_at(searcher, places)


def _spread(number: int) -> int:
    """Another number for each number, without order; `numbers_at` takes it back."""
    return number * _SPREAD & _SPREAD_MASK


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_bytes_field(KEY, indexed=True)
    builder.add_bytes_field(SOURCE, indexed=True)
    builder.add_integer_field(NUMBER, indexed=True, fast=True)
    return builder.build()


def _meta(generation: Path) -> dict[str, Any]:
    meta: dict[str, Any] = json.loads(meta_file(generation).read_bytes())
    return meta
