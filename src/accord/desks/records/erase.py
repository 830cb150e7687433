"""Erasing a record for good: the log keeps that it was, and nothing of what it said.

The event destroys the keys of all its versions (the writer does so before it answers), the index
child takes it out and rewrites its files. It is done when a byte scan of the home finds nothing:
`find_remains` is that scan.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from accord.desks.records.submit import RecordKeeping
from accord.matching.profile import make_profile
from accord.model.errors import Missing
from accord.model.events import Draft, RecordErased
from accord.model.ports import IndexReader, LogReader
from accord.model.principals import Permit
from accord.model.records import Record, RecordId, RecordStatus
from accord.search.find import profiles_beside

CHUNK_BYTES = 4 * 1024 * 1024
SHORTEST_NEEDLE_BYTES = 6
"""A shorter text is found by chance in any large file."""

_decode_record = msgspec.msgpack.Decoder(Record).decode


class Erasure(msgspec.Struct, frozen=True):
    """What was erased and what must not be found any more."""

    record_id: RecordId
    versions: int
    position: int
    needles: tuple[bytes, ...]


async def erase_record(
    keeping: RecordKeeping,
    permit: Permit,
    log: LogReader,
    index: IndexReader,
    record_id: RecordId,
    *,
    reason: str,
) -> Erasure:
    """Erase all versions of a record. Durable and on the ledger when it returns, and found no
    more within a second; the index's files are rewritten after that, which takes about a minute
    at a million records. Raises Missing when there is no such record or it is gone already.

    What other records say too is no needle: it would be found for ever.
    """
    state = keeping.views.record(record_id)
    if state is None or state.status is RecordStatus.ERASED:
        raise Missing("record_not_there")
    positions = keeping.views.payload_positions(record_id)
    records = [_decode_record(payload) for payload in log.payloads(positions).values()]
    subjects = [record.subject for record in records]
    beside = profiles_beside(permit, record_id, subjects, index=index)
    said = b"\0".join(beside).lower()
    needles = {needle for needle in _needles(records) if needle.lower() not in said}
    facts = RecordErased(
        record_id=record_id, source=state.source, payloads=tuple(positions), reason=reason
    )
    (position,) = await keeping.appender.append([Draft(facts, permit.principal.id)])
    return Erasure(record_id, len(positions), position, tuple(sorted(needles)))


def find_remains(needles: Iterable[bytes], files: Iterable[Path]) -> list[Path]:
    """Those of `files` that still hold one of the texts, in any place and in any letter case."""
    wanted = [needle.lower() for needle in needles]
    if not wanted:
        return []
    return [path for path in files if _holds_any(path, wanted)]


def _holds_any(path: Path, needles: list[bytes]) -> bool:
    overlap = max(map(len, needles)) - 1
    tail = b""
    for chunk in _chunks(path):
        window = tail + chunk.lower()
        if any(needle in window for needle in needles):
            return True
        tail = window[-overlap:]
    return False


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except FileNotFoundError:
        return  # merged or truncated away meanwhile: nothing is left in it


def _needles(records: Iterable[Record]) -> set[bytes]:
    """The names, identifiers and remarks of all versions, and what the index holds of them."""
    texts: set[str] = set()
    for record in records:
        texts.update(name.text for name in record.subject.names)
        texts.update(one.value for one in record.subject.identifiers)
        texts.update({record.remarks, *record.references})
    profiles = {make_profile(record.subject) for record in records}
    needles = {text.encode() for text in texts} | profiles
    return {needle for needle in needles if len(needle) >= SHORTEST_NEEDLE_BYTES}
