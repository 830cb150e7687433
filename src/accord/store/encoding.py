"""Events and payloads <-> bytes, and lifting old facts to today's form.

Stored bytes are written once and hashed as they are. This module must never re-encode an event
that was read, since its hash would no longer be the stored one.
"""

from collections.abc import Callable, Mapping

import msgspec

from accord.model.errors import Corrupt
from accord.model.events import (
    EVENT_TYPES,
    PAYLOAD_SUITE,
    Draft,
    Event,
    Facts,
    PayloadRef,
    PrincipalAdded,
)
from accord.model.markings import Purpose
from accord.model.principals import Principal, Role

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that it cannot read: text that is not UTF-8 has its own error."""

Upcaster = Callable[[dict[str, object]], dict[str, object]]

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""(event type, schema version) -> facts of the next version. A step per version, never a jump."""

_encode = msgspec.msgpack.Encoder().encode
_decode_event = msgspec.msgpack.Decoder(Event).decode
_decode_facts = {name: msgspec.msgpack.Decoder(kind).decode for name, kind in EVENT_TYPES.items()}


def encode_event(draft: Draft, *, position: int, time_us: int) -> bytes:
    """The bytes of an event as they will lie in the log for ever."""
    payload = draft.payload
    facts = draft.facts
    return _encode(
        Event(
            position=position,
            type=facts.event_type,
            schema_version=facts.schema_version,
            time_us=time_us,
            principal=draft.principal,
            payload=PayloadRef(PAYLOAD_SUITE, payload.commitment) if payload else None,
            facts=msgspec.Raw(_encode(facts)),
        )
    )


def decode_event(body: bytes) -> Event:
    """Raises Corrupt: only the node's own rows are read here."""
    try:
        return _decode_event(body)
    except UNREADABLE as error:
        raise Corrupt("event_unreadable") from error


def read_facts(event: Event, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS) -> Facts:
    """The facts of an event in today's form, lifted step by step when they are older.

    Raises Corrupt for a type or version that this program does not know (a newer one wrote it).
    """
    kind = EVENT_TYPES.get(event.type)
    if kind is None or event.schema_version > kind.schema_version:
        raise Corrupt("event_from_newer_program", position=event.position)
    try:
        if event.schema_version == kind.schema_version:
            return _decode_facts[event.type](event.facts)
        facts = msgspec.msgpack.decode(event.facts, type=dict[str, object])
        for version in range(event.schema_version, kind.schema_version):
            facts = upcasters[event.type, version](facts)
        return msgspec.convert(facts, kind, strict=False)
    except (*UNREADABLE, KeyError) as error:
        raise Corrupt("event_facts_unreadable", position=event.position) from error


def principal_of(facts: PrincipalAdded) -> Principal:
    """The principal that an event made known."""
    return Principal(
        id=facts.id,
        body=facts.body,
        authority=facts.authority,
        roles=tuple(Role(role) for role in facts.roles),
        purposes=tuple(Purpose(purpose) for purpose in facts.purposes),
    )
