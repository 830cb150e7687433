"""Who acts, and what the gate decided about it."""

from enum import StrEnum

import msgspec

from accord.model.codes import Coded
from accord.model.markings import Purpose
from accord.model.records import BodyId, SourceId


class Role(StrEnum):
    """Administrator, operator and auditor exclude one another and everything else: they run and
    examine the node and search nothing (PROTOCOL 4).
    """

    OFFICER = "officer"
    DUTY = "duty"
    ANALYST = "analyst"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


class Principal(msgspec.Struct, frozen=True, omit_defaults=True):
    """The person or system that acts. `id` is a pseudonym: it may stand in the log."""

    id: str
    body: BodyId
    authority: str
    roles: tuple[Role, ...]
    purposes: tuple[Purpose, ...] = ()
    """Purposes that this principal may state; empty means none."""


class Act(StrEnum):
    """What a principal can ask the gate to be allowed to do."""

    CHECK = "check"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    SWITCH_SOURCE = "switch_source"
    ADD_PRINCIPAL = "add_principal"
    AUDIT = "audit"
    REBUILD = "rebuild"


class Permit(msgspec.Struct, frozen=True):
    """The gate's decision: this principal, this act, this purpose, these sources.

    Only `gate/` makes one (a test holds that); a function that returns records takes one.
    """

    act: Act
    principal: Principal
    purpose: Purpose | None
    sources: tuple[SourceId, ...]
    sources_not_asked: tuple[SourceId, ...]
    policies: tuple[str, ...]
    """Ids of the policies that allowed it."""
    policy_version: str


class Refusal(msgspec.Struct, frozen=True):
    """Why not, in words; `policies` are the ids of the rules that forbade it."""

    act: Act
    reason: Coded
    policies: tuple[str, ...]
    policy_version: str
