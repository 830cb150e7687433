"""Events: the entries of the log. Frozen in form, since everything hashes or parses them.

An event is stored once, as MessagePack, and the stored bytes are hashed; nothing ever encodes
it again. It carries ids, codes and commitments only. What a person could be known by is the
*payload*: encrypted under a key of its own beside the log and bound to the event by a salted
hash (`commitment`), so that destroying one key erases it and every hash still verifies.

Facts have a schema version per type; `upcast` in `store/` lifts old ones to today's form.
"""

from typing import ClassVar

import msgspec

from accord.model.markings import Purpose
from accord.model.principals import Act
from accord.model.records import RecordId, Source, SourceId
from accord.model.subjects import SubjectKind

HASH_ALGORITHM = "sha256"
PAYLOAD_SUITE = "aes256gcm-sha256-salt256"
"""AES-256-GCM under a random key; commitment is SHA-256(256-bit salt || plaintext)."""


class PayloadRef(msgspec.Struct, frozen=True, array_like=True):
    """Where an event's payload is bound: suite and commitment; it lies under the same position."""

    suite: str
    commitment: bytes


class Event(msgspec.Struct, frozen=True, array_like=True):
    """One entry of the log. `facts` stays raw: its struct is chosen by type and schema version."""

    position: int
    """Gap-free, from 1."""
    type: str
    schema_version: int
    time_us: int
    """Microseconds since 1970-01-01 UTC."""
    principal: str
    payload: PayloadRef | None
    facts: msgspec.Raw


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of what an event states. `on_ledger` ones get a ledger leaf in the same commit."""

    event_type: ClassVar[str] = ""
    schema_version: ClassVar[int] = 1
    on_ledger: ClassVar[bool] = False


class RecordSubmitted(Facts, frozen=True, omit_defaults=True):
    """A record is new (version 1) or amended. Payload: the `Record`.

    `entry_key` and `content_key` are HMACs under the node's own key of the list's entry id and
    of the entry's content: a re-import compares them without opening anything.
    """

    event_type: ClassVar[str] = "record_submitted"
    record_id: RecordId
    version: int
    source: SourceId
    entry_key: bytes = b""
    content_key: bytes = b""


class RecordWithdrawn(Facts, frozen=True, omit_defaults=True):
    """The holder no longer stands by it; it is not answered any more."""

    event_type: ClassVar[str] = "record_withdrawn"
    record_id: RecordId
    version: int
    source: SourceId
    reason: str = ""


class RecordErased(Facts, frozen=True, omit_defaults=True):
    """Its payload keys are destroyed; `payloads` are the positions that they belonged to."""

    event_type: ClassVar[str] = "record_erased"
    on_ledger: ClassVar[bool] = True
    record_id: RecordId
    source: SourceId
    payloads: tuple[int, ...]
    reason: str = ""


class EditionImported(Facts, frozen=True, omit_defaults=True):
    """An edition of a source was read to its end. Rejected entries are counted here and listed
    in a file beside the import; nothing of them is kept.
    """

    event_type: ClassVar[str] = "edition_imported"
    source: SourceId
    edition: str
    read: int
    added: int
    amended: int
    unchanged: int
    rejected: int
    withdrawn: int


class SourceSet(Facts, frozen=True):
    """A source was made known or changed: its basis, completeness, first line on or off."""

    event_type: ClassVar[str] = "source_set"
    source: Source


class PrincipalAdded(Facts, frozen=True, omit_defaults=True):
    """A principal and the hash of its API key. Payload: none; the id is a pseudonym."""

    event_type: ClassVar[str] = "principal_added"
    id: str
    body: str
    authority: str
    roles: tuple[str, ...]
    purposes: tuple[str, ...]
    key_hash: bytes


class PrincipalRevoked(Facts, frozen=True):
    event_type: ClassVar[str] = "principal_revoked"
    id: str


class AnswerReleased(Facts, frozen=True, omit_defaults=True):
    """One instalment left the gate. Payload: the `Question`. The leaf of the ledger."""

    event_type: ClassVar[str] = "answer_released"
    on_ledger: ClassVar[bool] = True
    check_id: str
    purpose: Purpose
    kind: SubjectKind
    verdict: str
    policies: tuple[str, ...]
    policy_version: str
    sources_asked: tuple[SourceId, ...]
    sources_not_asked: tuple[SourceId, ...] = ()
    released: tuple[tuple[RecordId, int], ...] = ()
    """Ids and versions of the records whose content was released."""


class ActRefused(Facts, frozen=True, omit_defaults=True):
    """The gate said no. Payload: the `Question`, when there was one."""

    event_type: ClassVar[str] = "act_refused"
    on_ledger: ClassVar[bool] = True
    act: Act
    reason: str
    policies: tuple[str, ...]
    policy_version: str
    purpose: Purpose | None = None
    kind: SubjectKind | None = None


class Draft(msgspec.Struct, frozen=True):
    """An event to be: the log gives it position and time."""

    facts: Facts
    principal: str
    payload: "SealedPayload | None" = None


class SealedPayload(msgspec.Struct, frozen=True, array_like=True):
    """A payload as it is stored: `key` goes to the key store, `sealed` to the log."""

    commitment: bytes
    key: bytes
    sealed: bytes


EVENT_TYPES: dict[str, type[Facts]] = {
    facts.event_type: facts
    for facts in (
        RecordSubmitted,
        RecordWithdrawn,
        RecordErased,
        EditionImported,
        SourceSet,
        PrincipalAdded,
        PrincipalRevoked,
        AnswerReleased,
        ActRefused,
    )
}
