"""Records, the sources that they come from, and their identity.

A record id is `<body>:<uuid7>` and stays for ever; a version counts up from 1. Both are frozen
decisions: events, ledger leaves and peers hash or parse them.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from accord.model.dates import PartialDate
from accord.model.markings import Basis, Marking
from accord.model.subjects import Subject

RECORD_ID_PATTERN = (
    r"^[a-z][a-z0-9-]{1,30}:[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
)
RecordId = Annotated[str, Meta(pattern=RECORD_ID_PATTERN)]
SourceId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
BodyId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{1,30}$")]


class RequestedAction(StrEnum):
    """What the holder asks for. What may be done here is another question (permitted)."""

    ASSET_FREEZE = "asset_freeze"
    TRAVEL_BAN = "travel_ban"
    ARMS_EMBARGO = "arms_embargo"
    NO_TRANSACTION = "no_transaction"
    ARREST = "arrest"
    LOCATE = "locate"
    IDENTIFY = "identify"
    DISCREET_CHECK = "discreet_check"
    SEIZE = "seize"
    PROTECT = "protect"
    INFORM_HOLDER = "inform_holder"


class Link(msgspec.Struct, frozen=True):
    """A typed link to another record. A link never widens what its reader may see."""

    kind: str
    record_id: RecordId


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """A list, system or body that records come from.

    `first_line` switches it on for officers' checks. `complete` means that what a new edition
    no longer names is withdrawn.
    """

    id: SourceId
    name: str
    basis: Basis
    complete: bool = False
    first_line: bool = False


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of a list as read from its file: not a record yet, since it has no id of ours."""

    entry_id: str
    """The list's own id of the entry, stable from edition to edition."""
    subject: Subject
    requested: tuple[RequestedAction, ...] = ()
    remarks: str = ""
    listed_on: PartialDate | None = None
    regime: str = ""
    """The list's own division: a sanctions regime, a program, a kind of notice."""
    references: tuple[str, ...] = ()
    marking: Marking = Marking()


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One main subject, who holds it, on what basis, what is requested, its marking, its life."""

    id: RecordId
    version: int
    holder: BodyId
    source: SourceId
    basis: Basis
    subject: Subject
    requested: tuple[RequestedAction, ...] = ()
    marking: Marking = Marking()
    links: tuple[Link, ...] = ()
    remarks: str = ""
    listed_on: PartialDate | None = None
    regime: str = ""
    references: tuple[str, ...] = ()
    entry_id: str = ""
    as_of: str = ""
    """The edition of the source that this version was read from, as an ISO 8601 date or time."""


class RecordStatus(StrEnum):
    CURRENT = "current"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
