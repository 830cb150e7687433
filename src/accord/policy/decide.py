"""Decisions. Default deny; whatever could not be evaluated whole is denied.

Cedar itself skips a policy that it fails to evaluate, also a `forbid`, and may then answer Allow:
so every error that it reports turns the decision into a refusal here (PROTOCOL 4). Must never
know a principal by its id: decisions rest on body, authority, roles and purposes alone.
"""

from collections.abc import Iterable
from typing import Any

import cedarpy
import msgspec

from accord.model.markings import Basis, Marking, Purpose
from accord.model.principals import Act, Principal, Role
from accord.model.records import BodyId
from accord.model.subjects import SubjectKind
from accord.policy.load import PolicySet

Value = dict[str, str]
"""A value of an enumeration as Cedar's JSON writes it: type and id."""


class RecordClass(msgspec.Struct, frozen=True):
    """All that a release depends on: records that agree in it are decided alike, so it is hashable
    and a key to cache by, together with the policies' version.
    """

    holder: BodyId
    basis: Basis
    marking: Marking
    first_line: bool
    """Whether the records' source is on for first line."""


class PolicyRequest(msgspec.Struct, frozen=True):
    """What is asked, in the words of the schema; `context` and attributes in Cedar's JSON."""

    principal: Principal
    action: str
    context: dict[str, Value | list[Value]]
    resource_type: str = "Node"
    resource: dict[str, Any] = {}


class Decision(msgspec.Struct, frozen=True):
    """`policies` are the ids that decided, sorted: permits when allowed, forbids when not. None of
    either is the default, which is no.
    """

    allowed: bool
    policies: tuple[str, ...]
    errors: tuple[str, ...] = ()
    """What went wrong in evaluation; then nothing is allowed."""


def may_act(
    policies: PolicySet,
    principal: Principal,
    act: Act,
    *,
    purpose: Purpose | None = None,
    kind: SubjectKind | None = None,
    new_roles: tuple[Role, ...] = (),
    new_purposes: tuple[Purpose, ...] = (),
) -> Decision:
    """May `principal` do `act` at this node?

    A check needs `purpose` and the subject's `kind` (without, it is denied); adding a principal
    is decided by the roles and purposes that it is to have.
    """
    context: dict[str, Value | list[Value]] = {}
    if act is Act.ADD_PRINCIPAL:
        context["roles"] = _values("Role", new_roles)
        context["purposes"] = _values("Purpose", new_purposes)
    if purpose is not None:
        context["purpose"] = _value("Purpose", purpose)
    if kind is not None:
        context["kind"] = _value("Kind", kind)
    return decide(policies, PolicyRequest(principal, act.value, context))


def may_release(
    policies: PolicySet,
    principal: Principal,
    records: RecordClass,
    *,
    purpose: Purpose,
    only_pointer: bool = False,
) -> Decision:
    """May `principal` be shown records of this class, or, with `only_pointer`, whom to call
    about them? Whether the principal may state `purpose` was decided when it was admitted.
    """
    action = "release_pointer" if only_pointer else "release"
    context: dict[str, Value | list[Value]] = {"purpose": _value("Purpose", purpose)}
    attributes = _record_attributes(records)
    return decide(policies, PolicyRequest(principal, action, context, "Record", attributes))


def decide(policies: PolicySet, request: PolicyRequest) -> Decision:
    """Whether `request` is allowed. No policy that permits it, a request that does not fit the
    schema, and any error in evaluation all mean no.
    """
    principal = _entity("Principal", _principal_attributes(request.principal))
    resource = _entity(request.resource_type, request.resource)
    asked = {
        "principal": principal["uid"],
        "action": _value("Action", request.action),
        "resource": resource["uid"],
        "context": msgspec.json.encode(request.context).decode(),
    }
    entities = msgspec.json.encode((principal, resource)).decode()
    return _read(cedarpy.is_authorized(asked, policies.engine, entities, policies.schema))


def _read(result: cedarpy.AuthzResult) -> Decision:
    if result.decision is cedarpy.Decision.NoDecision:
        # Cedar's own text repeats the whole request, which is not for logs.
        return Decision(allowed=False, policies=(), errors=("request_does_not_fit_schema",))
    errors = tuple(sorted(result.diagnostics.errors))
    if errors and result.allowed:
        return Decision(allowed=False, policies=(), errors=errors)
    decisive = tuple(sorted(result.diagnostics.reasons))
    return Decision(allowed=result.allowed, policies=decisive, errors=errors)


def _principal_attributes(principal: Principal) -> dict[str, Any]:
    return {
        "body": principal.body,
        "authority": principal.authority,
        "roles": _values("Role", principal.roles),
        "purposes": _values("Purpose", principal.purposes),
    }


def _record_attributes(records: RecordClass) -> dict[str, Any]:
    marking, audience = records.marking, records.marking.audience
    return {
        "holder": records.holder,
        "basis": _value("Basis", records.basis),
        "first_line": records.first_line,
        "handling": _value("Handling", marking.handling),
        "visibility": _value("Visibility", marking.visibility),
        "purposes": _values("Purpose", marking.purposes),
        "everyone": audience.everyone,
        "bodies": audience.bodies,
        "authorities": audience.authorities,
        "excluded": audience.excluded,
    }


def _entity(kind: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """An entity without a name of its own: each kind comes once in a request."""
    return {"uid": {"type": kind, "id": "this"}, "attrs": attributes, "parents": ()}


def _value(kind: str, word: str) -> Value:
    return {"type": kind, "id": word}


def _values(kind: str, words: Iterable[str]) -> list[Value]:
    return [_value(kind, word) for word in words]
