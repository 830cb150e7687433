"""What the log refuses to take, checked by the writer against views that are at its head.

One record has one line of versions and one entry of a list has one record; two imports at once
or a retried request must not fork either.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from accord.model.errors import Conflict, Invalid
from accord.model.events import (
    Draft,
    EditionImported,
    PrincipalAdded,
    PrincipalRevoked,
    RecordErased,
    RecordSubmitted,
    RecordWithdrawn,
    SourceSet,
)
from accord.model.ports import RecordState
from accord.model.records import RecordId, RecordStatus, SourceId

CONTROL_FACTS = (SourceSet, EditionImported, PrincipalAdded, PrincipalRevoked)
"""What a permit and an answer's frame depend on: caches of those end with the next of these."""

RECORD_FACTS = (RecordSubmitted, RecordWithdrawn, RecordErased)
"""What an index must have read."""

RECORD_TYPES = frozenset(facts.event_type for facts in RECORD_FACTS)
VIEWED = frozenset(facts.event_type for facts in (*CONTROL_FACTS, *RECORD_FACTS))
"""Types of events that change a view; the many others need not be opened."""


class Standing(Protocol):
    """The reads that these rules need."""

    def records(self, record_ids: Sequence[RecordId]) -> dict[RecordId, RecordState]: ...

    def known_entries(self, keys: Sequence[tuple[SourceId, bytes]]) -> set[tuple[SourceId, bytes]]:
        """Those of `keys` that already have a record that is current or erased."""
        ...


def check_readable(drafts: Sequence[Draft]) -> None:
    """Raises Invalid for facts that could not be read back: in the log they would be for ever.

    Only those that change sources, principals and editions: the others are made of ids that
    this node made itself.
    """
    for draft in drafts:
        if isinstance(draft.facts, CONTROL_FACTS):
            try:
                msgspec.msgpack.decode(msgspec.msgpack.encode(draft.facts), type=type(draft.facts))
            except msgspec.ValidationError as error:
                raise Invalid("event_facts_unusable", type=draft.facts.event_type) from error


def check_next_versions(drafts: Sequence[Draft], standing: Standing) -> None:
    """Raises Conflict for a draft that is not its record's next version or adds an entry twice."""
    changes = [draft.facts for draft in drafts if isinstance(draft.facts, RECORD_FACTS)]
    if not changes:
        return
    states = standing.records([facts.record_id for facts in changes])
    versions = {record_id: state.version for record_id, state in states.items()}
    erased = {r for r, state in states.items() if state.status is RecordStatus.ERASED}
    for facts in changes:
        if facts.record_id in erased:
            raise Conflict("record_erased_already", record_id=facts.record_id)
        if isinstance(facts, RecordErased):
            erased.add(facts.record_id)
            continue
        if facts.version != versions.get(facts.record_id, 0) + 1:
            raise Conflict("record_version_overtaken", record_id=facts.record_id)
        versions[facts.record_id] = facts.version
    _check_new_entries(changes, standing)


def _check_new_entries(
    changes: Sequence[RecordSubmitted | RecordWithdrawn | RecordErased], standing: Standing
) -> None:
    added = [
        (facts.source, facts.entry_key)
        for facts in changes
        if isinstance(facts, RecordSubmitted) and facts.version == 1 and facts.entry_key
    ]
    if len(set(added)) != len(added) or standing.known_entries(added):
        raise Conflict("entry_added_twice")
