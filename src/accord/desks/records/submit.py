"""Taking records in: one edition of a list, or one entry at a time.

What is compared with what is already here are keyed hashes of the list's own ids and of content,
so nothing stored is opened. Each batch is durable before the next is counted: a broken
import is simply run again. An entry that could not be read is never taken for one that is absent.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import msgspec

from accord.formats.content import content_bytes
from accord.formats.edition import Edition, Rejection
from accord.model.errors import Conflict
from accord.model.events import (
    Draft,
    EditionImported,
    Facts,
    RecordSubmitted,
    RecordWithdrawn,
    SealedPayload,
)
from accord.model.ids import make_record_id
from accord.model.ports import Appender, EntryState, Time, Views
from accord.model.principals import Permit
from accord.model.records import Entry, Record, RecordId, RecordStatus, Source
from accord.trust.hashing import keyed_hash
from accord.trust.payloads import seal_payload

T = TypeVar("T")

BATCH = 500
WITHDRAW_AT_MOST = 0.10
"""Share of a source's current records that one edition may withdraw unasked (DESIGN 5)."""

_encode = msgspec.msgpack.Encoder().encode


class RecordKeeping(msgspec.Struct, frozen=True):
    """What this desk needs."""

    appender: Appender
    views: Views
    time: Time
    body: str
    entry_secret: bytes
    """Key of the hashes by which entries are recognized; never leaves the node."""


class ImportReport(msgspec.Struct, frozen=True):
    """read = added + amended + unchanged + rejected."""

    read: int = 0
    added: int = 0
    amended: int = 0
    unchanged: int = 0
    rejected: int = 0
    withdrawn: int = 0


class _Intake(msgspec.Struct, frozen=True):
    """Who takes what in, from where."""

    keeping: RecordKeeping
    permit: Permit
    source: Source
    as_of: str

    def draft(self, facts: Facts, payload: SealedPayload | None = None) -> Draft:
        return Draft(facts, self.permit.principal.id, payload)

    def hashed(self, what: bytes, value: bytes) -> bytes:
        return keyed_hash(self.keeping.entry_secret, what, self.source.id.encode(), value)


class _Count:
    """An import under way."""

    def __init__(self) -> None:
        self.added = self.amended = self.unchanged = self.rejected = self.withdrawn = 0
        self.seen: set[bytes] = set()
        self.unnamed_rejections = 0

    def report(self) -> ImportReport:
        read = self.added + self.amended + self.unchanged + self.rejected
        return ImportReport(
            read, self.added, self.amended, self.unchanged, self.rejected, self.withdrawn
        )


async def import_edition(  # noqa: PLR0913 (an import has this many choices, all by keyword)
    keeping: RecordKeeping,
    permit: Permit,
    source: Source,
    edition: Edition,
    *,
    force: bool = False,
    may_withdraw: Callable[[int, int], bool] = lambda _withdrawn, _current: False,
    on_rejection: Callable[[Rejection], None] = lambda _rejection: None,
    progress: Callable[[ImportReport], None] = lambda _report: None,
) -> ImportReport:
    """Read an edition to its end; change only what is new, amended or no longer named.

    `may_withdraw(withdrawn, current)` is asked when more than a tenth of the source's records
    would go, or when an unreadable entry could be one of them. Raises Conflict for an older
    edition without `force` and when it says no; Invalid when the file as a whole is bad:
    what was read stays, nothing is withdrawn.
    """
    newest = keeping.views.edition(source.id)
    if edition.edition and edition.edition < newest and not force:
        raise Conflict("edition_older", edition=edition.edition, newest=newest)
    as_of = edition.edition or keeping.time.now().isoformat(timespec="seconds")
    intake, count = _Intake(keeping, permit, source, as_of), _Count()
    await _take_in(intake, edition.entries, count, on_rejection, progress)
    if source.complete:
        await _withdraw_absent(intake, count, may_withdraw)
    report = count.report()
    progress(report)
    if not _is_known(intake, report):
        facts = EditionImported(source=source.id, edition=as_of, **msgspec.structs.asdict(report))
        await keeping.appender.append([intake.draft(facts)])
    return report


async def _take_in(
    intake: _Intake,
    entries: Iterable[Entry | Rejection],
    count: _Count,
    on_rejection: Callable[[Rejection], None],
    progress: Callable[[ImportReport], None],
) -> None:
    """Read on while the batch before is written; whatever happens, that one is waited for."""
    pending: asyncio.Future[list[int]] | None = None
    try:
        for items in _batches(entries, BATCH):
            drafts = _drafts(intake, items, count, on_rejection)
            if pending is not None:
                await pending
            append = intake.keeping.appender.append
            pending = asyncio.ensure_future(append(drafts)) if drafts else None
            # Let the writer start on this batch while the next one is read.
            await asyncio.sleep(0)
            progress(count.report())
    finally:
        if pending is not None:
            await pending


async def submit_entry(
    keeping: RecordKeeping, permit: Permit, source: Source, entry: Entry
) -> tuple[RecordId, int]:
    """Take in one entry: new, or the next version of what the source said before.

    Returns record id and version; an unchanged entry gives those it has. Raises Conflict when
    the entry was erased.
    """
    intake = _Intake(keeping, permit, source, keeping.time.now().isoformat(timespec="seconds"))
    key = _entry_key(intake, entry.entry_id)
    state = keeping.views.entry_states(source.id, [key]).get(key)
    if state is not None and state.status is RecordStatus.ERASED:
        raise Conflict("entry_erased_before")
    content = intake.hashed(b"content", content_bytes(entry))
    if state is not None and _stands(state, content):
        return state.record_id, state.version
    record, draft = _submission(intake, entry, state, key=key, content=content)
    await keeping.appender.append([draft])
    return record.id, record.version


def _drafts(
    intake: _Intake,
    items: Sequence[Entry | Rejection],
    count: _Count,
    on_rejection: Callable[[Rejection], None],
) -> list[Draft]:
    keys = [_item_key(intake, item) for item in items]
    known = [key for key in keys if key]
    states = intake.keeping.views.entry_states(intake.source.id, known)
    drafts = []
    for item, key in zip(items, keys, strict=True):
        accepted = _accept(item, key, states, count)
        if isinstance(accepted, Rejection):
            count.rejected += 1
            count.unnamed_rejections += not key
            on_rejection(accepted)
            continue
        state = states.get(key)
        content = intake.hashed(b"content", content_bytes(accepted))
        if state is not None and _stands(state, content):
            count.unchanged += 1
            continue
        drafts.append(_submission(intake, accepted, state, key=key, content=content)[1])
        count.amended += state is not None and state.status is RecordStatus.CURRENT
        count.added += state is None or state.status is RecordStatus.WITHDRAWN
    return drafts


def _accept(
    item: Entry | Rejection, key: bytes, states: dict[bytes, EntryState], count: _Count
) -> Entry | Rejection:
    """The entry, or why it is not taken. Marks it as named by this edition in any case."""
    twice = key in count.seen
    if key:
        count.seen.add(key)
    if isinstance(item, Rejection):
        return item
    if twice:
        return Rejection("", 0, "entry_named_twice", {"entry_id": item.entry_id})
    state = states.get(key)
    if state is not None and state.status is RecordStatus.ERASED:
        return Rejection("", 0, "entry_erased_before", {"entry_id": item.entry_id})
    return item


def _submission(
    intake: _Intake, entry: Entry, state: EntryState | None, *, key: bytes, content: bytes
) -> tuple[Record, Draft]:
    keeping, source = intake.keeping, intake.source
    now_us = int(keeping.time.now().timestamp() * 1_000_000)
    record = Record(
        id=state.record_id if state else make_record_id(keeping.body, now_us),
        version=state.version + 1 if state else 1,
        holder=keeping.body,
        source=source.id,
        basis=source.basis,
        subject=entry.subject,
        requested=entry.requested,
        marking=entry.marking,
        remarks=entry.remarks,
        listed_on=entry.listed_on,
        regime=entry.regime,
        references=entry.references,
        entry_id=entry.entry_id,
        as_of=intake.as_of,
    )
    facts = RecordSubmitted(
        record_id=record.id,
        version=record.version,
        source=source.id,
        entry_key=key,
        content_key=content,
    )
    return record, intake.draft(facts, seal_payload(_encode(record)))


async def _withdraw_absent(
    intake: _Intake, count: _Count, may_withdraw: Callable[[int, int], bool]
) -> None:
    current = [
        entry
        for entry in intake.keeping.views.entries(intake.source.id)
        if entry.status is RecordStatus.CURRENT
    ]
    absent = [entry for entry in current if entry.entry_key not in count.seen]
    if not absent:
        return
    must_ask = len(absent) > WITHDRAW_AT_MOST * len(current) or count.unnamed_rejections
    if must_ask and not may_withdraw(len(absent), len(current)):
        raise Conflict("withdrawals_not_agreed", withdrawn=len(absent), current=len(current))
    for batch in _batches(absent, BATCH):
        await intake.keeping.appender.append([_withdrawal(intake, entry) for entry in batch])
        count.withdrawn += len(batch)


def _withdrawal(intake: _Intake, entry: EntryState) -> Draft:
    return intake.draft(
        RecordWithdrawn(
            record_id=entry.record_id,
            version=entry.version + 1,
            source=intake.source.id,
            reason="absent_from_edition",
        )
    )


def _is_known(intake: _Intake, report: ImportReport) -> bool:
    """The same edition again, which changed nothing: not worth another event."""
    changed = report.added + report.amended + report.withdrawn
    return changed == 0 and intake.keeping.views.edition(intake.source.id) == intake.as_of


def _stands(state: EntryState, content: bytes) -> bool:
    return state.status is RecordStatus.CURRENT and state.content_key == content


def _item_key(intake: _Intake, item: Entry | Rejection) -> bytes:
    """Empty for a rejected row that does not even say which entry it is."""
    if isinstance(item, Entry):
        return _entry_key(intake, item.entry_id)
    named = str(item.params.get("entry_id", ""))
    return _entry_key(intake, named) if named else b""


def _entry_key(intake: _Intake, entry_id: str) -> bytes:
    return intake.hashed(b"entry", entry_id.encode())


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
