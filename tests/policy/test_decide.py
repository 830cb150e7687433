"""Who may what; and that whatever goes wrong means no."""

from itertools import combinations
from typing import cast

import cedarpy
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.model.markings import Audience, Basis, Handling, Marking, Purpose, Visibility
from accord.model.principals import Act, Principal, Role
from accord.model.subjects import SubjectKind
from accord.policy.decide import Decision, RecordClass, may_act, may_release
from accord.policy.load import PolicySet, load_policies, packaged_policies, packaged_schema

POLICIES = load_policies(packaged_policies(), packaged_schema())
HOME, OTHER = "mountain-body", "river-body"
SEARCH = {Role.OFFICER, Role.DUTY, Role.ANALYST, Role.COORDINATOR}
KEEP = {Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR}
SECOND_LINE = SEARCH - {Role.OFFICER}
DAILY = tuple(purpose for purpose in Purpose if purpose is not Purpose.OVERSIGHT)

MAY: dict[Act, set[Role]] = {
    Act.CHECK: SEARCH,
    Act.SUBMIT: SECOND_LINE,
    Act.WITHDRAW: SECOND_LINE,
    Act.ERASE: {Role.DUTY, Role.COORDINATOR},
    Act.SWITCH_SOURCE: {Role.DUTY, Role.COORDINATOR, Role.ADMINISTRATOR},
    Act.ADD_PRINCIPAL: {Role.DUTY, Role.ADMINISTRATOR},
    Act.AUDIT: {Role.AUDITOR},
    Act.REBUILD: {Role.DUTY, Role.OPERATOR},
}
FIRST_PRINCIPAL = {Role.OFFICER, Role.DUTY, Role.ANALYST}


def principal(
    *roles: Role, body: str = HOME, authority: str = "north", purposes: tuple[Purpose, ...] = DAILY
) -> Principal:
    return Principal(id="p", body=body, authority=authority, roles=roles, purposes=purposes)


def act(who: Principal, what: Act, policies: PolicySet = POLICIES) -> Decision:
    if what is Act.CHECK:
        return may_act(policies, who, what, purpose=Purpose.ARREST, kind=SubjectKind.PERSON)
    return may_act(policies, who, what)


def records(
    audience: Audience | None = None,
    *,
    basis: Basis = Basis.BODY_PUBLISHED,
    visibility: Visibility = Visibility.OPEN,
    handling: Handling = Handling.H1,
    purposes: tuple[Purpose, ...] = (),
    first_line: bool = True,
) -> RecordClass:
    marking = Marking(
        handling=handling,
        visibility=visibility,
        purposes=purposes,
        audience=audience or Audience(),
    )
    return RecordClass(holder=HOME, basis=basis, marking=marking, first_line=first_line)


def shown(
    who: Principal, what: RecordClass, purpose: Purpose = Purpose.BORDER_CHECK
) -> tuple[bool, bool]:
    """Whether content is released, and whether a pointer is."""
    return (
        may_release(POLICIES, who, what, purpose=purpose).allowed,
        may_release(POLICIES, who, what, purpose=purpose, only_pointer=True).allowed,
    )


ALL, POINTER, NOTHING = (True, True), (False, True), (False, False)
EVERYONE = Audience(everyone=True)


@pytest.mark.parametrize("what", Act)
@pytest.mark.parametrize("role", Role)
def test_who_may_do_what(role: Role, what: Act) -> None:
    decision = act(principal(role), what)
    assert decision.allowed is (role in MAY[what])
    assert not decision.errors
    assert bool(decision.policies) is (decision.allowed or (what is Act.CHECK and role in KEEP))


@pytest.mark.parametrize("what", Act)
def test_what_the_first_principal_of_a_home_may_do(what: Act) -> None:
    decision = act(principal(*FIRST_PRINCIPAL), what)
    assert decision.allowed is (what is not Act.AUDIT)


@pytest.mark.parametrize("what", Act)
@pytest.mark.parametrize("both", [pair for pair in combinations(Role, 2) if KEEP & set(pair)])
def test_roles_that_exclude_one_another_may_do_nothing(both: tuple[Role, Role], what: Act) -> None:
    decision = act(principal(*both), what)
    assert not decision.allowed
    forbidden = {f"{role}-is-nothing-else" for role in KEEP & set(both)}
    assert forbidden <= set(decision.policies)


@pytest.mark.parametrize("what", Act)
def test_without_a_role_nothing_is_allowed(what: Act) -> None:
    assert not act(principal(), what).allowed


@pytest.mark.parametrize("stated", Purpose)
def test_a_check_needs_a_purpose_that_was_given(stated: Purpose) -> None:
    who = principal(Role.OFFICER, purposes=(Purpose.ARREST, Purpose.OVERSIGHT))
    decision = may_act(POLICIES, who, Act.CHECK, purpose=stated, kind=SubjectKind.VEHICLE)
    assert decision.allowed is (stated is Purpose.ARREST)


@pytest.mark.parametrize("role", Role)
def test_oversight_looks_nobody_up(role: Role) -> None:
    who = principal(role, purposes=tuple(Purpose))
    decision = may_act(POLICIES, who, Act.CHECK, purpose=Purpose.OVERSIGHT, kind=SubjectKind.PERSON)
    assert not decision.allowed
    assert "oversight-looks-nobody-up" in decision.policies


@pytest.mark.parametrize(
    ("adder", "roles", "purposes", "allowed"),
    [
        (Role.DUTY, (Role.OFFICER,), (Purpose.ARREST,), True),
        (Role.DUTY, (Role.OFFICER,), (Purpose.OVERSIGHT,), False),
        (Role.DUTY, (Role.DUTY,), (), False),
        (Role.DUTY, (Role.OFFICER, Role.ANALYST), (), False),
        (Role.DUTY, (Role.ADMINISTRATOR,), (), False),
        (Role.ADMINISTRATOR, (Role.DUTY, Role.OFFICER), DAILY, True),
        (Role.ADMINISTRATOR, (Role.AUDITOR,), (Purpose.OVERSIGHT,), True),
        (Role.ADMINISTRATOR, (Role.OFFICER,), (Purpose.OVERSIGHT,), False),
        (Role.ADMINISTRATOR, (Role.AUDITOR, Role.OFFICER), (), False),
        (Role.ADMINISTRATOR, (Role.OPERATOR, Role.ADMINISTRATOR), (), False),
        (Role.OFFICER, (Role.OFFICER,), (), False),
    ],
)
def test_who_may_add_whom(
    adder: Role, roles: tuple[Role, ...], purposes: tuple[Purpose, ...], *, allowed: bool
) -> None:
    decision = may_act(
        POLICIES,
        principal(adder),
        Act.ADD_PRINCIPAL,
        new_roles=roles,
        new_purposes=purposes,
    )
    assert decision.allowed is allowed


@pytest.mark.parametrize(
    ("what", "inside", "outside"),
    [
        (records(), ALL, NOTHING),
        (records(EVERYONE), ALL, ALL),
        (records(Audience(bodies=(OTHER,))), ALL, ALL),
        (records(Audience(bodies=("third-body",))), ALL, NOTHING),
        (records(Audience(authorities=("north",))), ALL, ALL),
        (records(Audience(authorities=("south",))), ALL, NOTHING),
        (records(Audience(everyone=True, excluded=(OTHER,))), ALL, NOTHING),
        (records(Audience(everyone=True, excluded=("north",))), NOTHING, NOTHING),
        (records(EVERYONE, visibility=Visibility.POINTER), ALL, POINTER),
        (records(visibility=Visibility.POINTER), ALL, NOTHING),
        (records(EVERYONE, visibility=Visibility.HIDDEN), NOTHING, NOTHING),
        (records(EVERYONE, purposes=(Purpose.BORDER_CHECK,)), ALL, ALL),
        (records(EVERYONE, purposes=(Purpose.ARREST,)), NOTHING, NOTHING),
        (records(EVERYONE, basis=Basis.PARTNER_INTELLIGENCE), NOTHING, NOTHING),
        (records(EVERYONE, basis=Basis.CARRIER_DATA), NOTHING, NOTHING),
        (records(EVERYONE, handling=Handling.H3), NOTHING, NOTHING),
        (records(EVERYONE, handling=Handling.H2), ALL, ALL),
        (records(EVERYONE, first_line=False), NOTHING, NOTHING),
        (records(EVERYONE, basis=Basis.UNILATERAL_SANCTIONS), ALL, NOTHING),
    ],
)
def test_what_an_officer_is_shown(
    what: RecordClass, inside: tuple[bool, bool], outside: tuple[bool, bool]
) -> None:
    assert shown(principal(Role.OFFICER), what) == inside
    assert shown(principal(Role.OFFICER, body=OTHER), what) == outside


@pytest.mark.parametrize(
    ("what", "duty", "analyst"),
    [
        (records(visibility=Visibility.HIDDEN), NOTHING, ALL),
        (records(basis=Basis.PARTNER_INTELLIGENCE), ALL, ALL),
        (records(basis=Basis.CARRIER_DATA), ALL, ALL),
        (records(basis=Basis.CARRIER_DATA, purposes=(Purpose.ARREST,)), NOTHING, NOTHING),
        (records(handling=Handling.H3), ALL, ALL),
        (records(first_line=False), ALL, ALL),
        (records(first_line=False, basis=Basis.UNILATERAL_SANCTIONS), NOTHING, NOTHING),
    ],
)
def test_what_the_second_line_is_shown(
    what: RecordClass, duty: tuple[bool, bool], analyst: tuple[bool, bool]
) -> None:
    assert shown(principal(Role.DUTY), what) == duty
    assert shown(principal(Role.ANALYST), what) == analyst
    assert shown(principal(Role.COORDINATOR), what) == analyst


def test_carrier_data_serves_its_own_purposes_only() -> None:
    what = records(basis=Basis.CARRIER_DATA)
    allowed = {purpose for purpose in Purpose if shown(principal(Role.DUTY), what, purpose)[0]}
    assert allowed == {Purpose.PREVENTION, Purpose.INVESTIGATION, Purpose.BORDER_CHECK}


@pytest.mark.parametrize("role", Role)
def test_who_is_shown_records_at_all(role: Role) -> None:
    assert shown(principal(role), records()) == (ALL if role in SEARCH else NOTHING)


NAMES = st.sampled_from([HOME, OTHER, "north", "south"])
SETS = st.lists(NAMES, max_size=3, unique=True).map(tuple)
CLASSES = st.builds(
    RecordClass,
    holder=st.sampled_from([HOME, OTHER]),
    basis=st.sampled_from(Basis),
    marking=st.builds(
        Marking,
        handling=st.sampled_from(Handling),
        visibility=st.sampled_from(Visibility),
        purposes=st.lists(st.sampled_from(Purpose), max_size=2).map(tuple),
        audience=st.builds(
            Audience, everyone=st.booleans(), bodies=SETS, authorities=SETS, excluded=SETS
        ),
    ),
    first_line=st.booleans(),
)
PRINCIPALS = st.builds(
    Principal,
    id=st.text(),
    body=st.sampled_from([HOME, OTHER]),
    authority=st.sampled_from(["north", "south"]),
    roles=st.lists(st.sampled_from(Role), max_size=3).map(tuple),
    purposes=st.just(DAILY),
)


@given(PRINCIPALS, CLASSES, st.sampled_from(Purpose))
def test_the_originator_is_obeyed_whoever_asks(
    who: Principal, what: RecordClass, purpose: Purpose
) -> None:
    released, pointed = shown(who, what, purpose)
    marking, audience = what.marking, what.marking.audience
    outside = who.body != what.holder
    addressed = (
        audience.everyone or who.body in audience.bodies or who.authority in audience.authorities
    )
    if {who.body, who.authority} & set(audience.excluded) or (outside and not addressed):
        assert (released, pointed) == NOTHING
    if marking.visibility is Visibility.HIDDEN and outside:
        assert (released, pointed) == NOTHING
    if marking.visibility is Visibility.POINTER and outside:
        assert not released
    if marking.purposes and purpose not in marking.purposes:
        assert (released, pointed) == NOTHING
    assert pointed or not released
    assert not (KEEP & set(who.roles) and pointed)
    assert SEARCH & set(who.roles) or not pointed


@given(PRINCIPALS, CLASSES, st.sampled_from(Purpose), st.text())
def test_a_principal_s_id_decides_nothing(
    who: Principal, what: RecordClass, purpose: Purpose, other: str
) -> None:
    assert shown(who, what, purpose) == shown(msgspec.structs.replace(who, id=other), what, purpose)


def test_a_class_of_records_is_a_key() -> None:
    assert {records(EVERYONE): 1}[records(Audience(everyone=True))] == 1


@given(st.text(), st.sampled_from(Act))
def test_an_unknown_role_may_do_nothing(role: str, what: Act) -> None:
    unknown = cast("Role", f"?{role}")
    assert not act(principal(unknown), what).allowed
    assert not act(principal(Role.OFFICER, Role.DUTY, unknown), what).allowed


@pytest.mark.parametrize("what", Act)
def test_no_policies_allow_nothing(what: Act) -> None:
    empty = load_policies({}, packaged_schema())
    for role in Role:
        decision = act(principal(role), what, empty)
        assert decision == Decision(allowed=False, policies=())


def test_a_request_that_lacks_what_its_act_needs_is_denied() -> None:
    who = principal(Role.OFFICER)
    for decision in (
        may_act(POLICIES, who, Act.CHECK),
        may_act(POLICIES, who, Act.CHECK, purpose=Purpose.ARREST),
        may_act(POLICIES, who, Act.CHECK, kind=SubjectKind.PERSON),
        may_act(POLICIES, principal(Role.DUTY), Act.SUBMIT, purpose=Purpose.ARREST),
    ):
        assert not decision.allowed
        assert decision.errors == ("request_does_not_fit_schema",)


def unvalidated(text: str) -> PolicySet:
    """What `load_policies` would never make."""
    engine, schema = cedarpy.PolicySet.from_str(text), cedarpy.Schema.from_str(packaged_schema())
    return PolicySet(engine=engine, schema=schema, ids=(), version="test")


PERMIT_ALL = "permit(principal, action, resource);"


@pytest.mark.parametrize(
    "condition",
    [
        'principal.colour == "red"',
        "context.nothing",
        f"{2**63 - 1} + 1 > 0",
        'resource.body == "x"',
    ],
)
@pytest.mark.parametrize("effect", ["permit", "forbid"])
def test_an_evaluation_error_denies(effect: str, condition: str) -> None:
    failing = f"{effect}(principal, action, resource) when {{ {condition} }};"
    decision = act(principal(Role.DUTY), Act.SUBMIT, unvalidated(PERMIT_ALL + failing))
    assert not decision.allowed
    assert decision.errors
    assert act(principal(Role.DUTY), Act.SUBMIT, unvalidated(PERMIT_ALL)).allowed


def test_what_forbids_is_named_beside_an_error() -> None:
    text = (
        'forbid(principal, action, resource) when { principal.colour == "red" };'
        "forbid(principal, action, resource);"
    )
    decision = act(principal(Role.DUTY), Act.SUBMIT, unvalidated(text))
    assert (decision.allowed, decision.policies) == (False, ("policy1",))
    assert len(decision.errors) == 1
