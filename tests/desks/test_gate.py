"""The gate: what is decided is kept only as long as what it rests on stands."""

import msgspec
import pytest
from tests.desks.memory_node import (
    ANALYST,
    DUTY,
    EVERYONE,
    LIST,
    OFFICER,
    OUTSIDER,
    MemoryNode,
    about,
    memory_node,
    run,
)

from accord.gate import admit
from accord.gate.admit import Gate
from accord.model.errors import Denied
from accord.model.events import ActRefused, Draft, PrincipalAdded
from accord.model.markings import Audience, Basis, Purpose
from accord.model.principals import Act, Permit, Principal, Role
from accord.model.records import Source
from accord.policy.decide import RecordClass
from accord.policy.load import load_policies, packaged_schema

WHO = about("Zacharias Umberlin Quodlibet")


def test_a_permit_names_act_purpose_sources_and_policies(node: MemoryNode) -> None:
    permit = run(node.gate.admit(OFFICER, Act.CHECK, WHO))
    assert (permit.act, permit.principal, permit.purpose) == (Act.CHECK, OFFICER, WHO.purpose)
    assert (permit.sources, permit.sources_not_asked) == ((LIST.id,), ())
    assert permit.policies == ("check",)
    assert permit.policy_version == node.gate.policies.version


def test_admitting_alone_writes_nothing(node: MemoryNode) -> None:
    head = node.log.head()
    run(node.gate.admit(OFFICER, Act.CHECK, WHO))
    assert node.log.head() == head


def test_a_kept_permit_ends_when_a_source_is_switched(node: MemoryNode) -> None:
    first = node.gate.decide(OFFICER, Act.CHECK, WHO)
    assert node.gate.decide(OFFICER, Act.CHECK, WHO) is first
    node.know(msgspec.structs.replace(LIST, first_line=False))
    second = node.gate.decide(OFFICER, Act.CHECK, WHO)
    assert isinstance(second, Permit)
    assert (second.sources, second.sources_not_asked) == ((), (LIST.id,))


def test_a_kept_permit_ends_when_a_source_is_new(node: MemoryNode) -> None:
    node.gate.decide(OFFICER, Act.CHECK, WHO)
    node.know(Source("newer-list", "Newer", Basis.TEST, first_line=True))
    permit = node.gate.decide(OFFICER, Act.CHECK, WHO)
    assert isinstance(permit, Permit)
    assert permit.sources == ("newer-list", LIST.id)


def test_a_kept_permit_ends_with_the_next_event_about_a_principal(node: MemoryNode) -> None:
    first = node.gate.decide(OFFICER, Act.CHECK, WHO)
    added = PrincipalAdded("p:new", "testpol", "north", ("officer",), (), b"k" * 32)
    run(node.appender.append([Draft(added, DUTY.id)]))
    assert node.gate.decide(OFFICER, Act.CHECK, WHO) is not first


def test_purpose_kind_and_principal_are_decided_apart(node: MemoryNode) -> None:
    assert isinstance(node.gate.decide(OFFICER, Act.CHECK, WHO), Permit)
    other = msgspec.structs.replace(WHO, purpose=Purpose.ARREST)
    assert not isinstance(node.gate.decide(OFFICER, Act.CHECK, other), Permit)
    auditor = msgspec.structs.replace(OFFICER, roles=(Role.AUDITOR,))
    assert not isinstance(node.gate.decide(auditor, Act.CHECK, WHO), Permit)


def test_what_is_kept_is_bounded(node: MemoryNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admit, "CACHED_DECISIONS", 3)
    for number in range(10):
        who = msgspec.structs.replace(OFFICER, id=f"p:{number}")
        permit = node.gate.decide(who, Act.CHECK, WHO)
        assert isinstance(permit, Permit)
        assert permit.principal == who
        shown = RecordClass("testpol", Basis.TEST, EVERYONE, first_line=True)
        assert node.gate.may_release(permit, shown)
    assert len(node.gate._decided) <= 3
    assert len(node.gate._releases) <= 3


def test_release_is_decided_by_who_asks(node: MemoryNode) -> None:
    shut = RecordClass("testpol", Basis.TEST, LIST_MARKING, first_line=True)
    for who, allowed in ((OFFICER, True), (ANALYST, True), (OUTSIDER, False)):
        permit = node.gate.decide(who, Act.CHECK, WHO)
        assert isinstance(permit, Permit)
        assert node.gate.may_release(permit, shut) is allowed


LIST_MARKING = msgspec.structs.replace(EVERYONE, audience=Audience())


@pytest.mark.parametrize(
    ("act", "who"),
    [
        (Act.SUBMIT, OFFICER),
        (Act.ERASE, ANALYST),
        (Act.SWITCH_SOURCE, OFFICER),
        (Act.ADD_PRINCIPAL, OFFICER),
        (Act.AUDIT, DUTY),
        (Act.REBUILD, OFFICER),
    ],
)
def test_every_refused_act_is_on_the_ledger(node: MemoryNode, act: Act, who: Principal) -> None:
    with pytest.raises(Denied) as caught:
        run(node.gate.admit(who, act))
    assert caught.value.code == f"refused_{act}"
    (refused,) = node.facts(ActRefused)
    assert isinstance(refused, ActRefused)
    assert (refused.act, refused.reason, refused.purpose) == (act, f"refused_{act}", None)
    assert refused.policy_version == node.gate.policies.version
    assert node.log.ledger_size() == 1
    assert node.events()[-1].payload is None


def test_a_policy_that_cannot_be_evaluated_refuses_and_says_so() -> None:
    import cedarpy

    from accord.policy.load import PolicySet

    text = (
        "permit(principal, action, resource);"
        'forbid(principal, action, resource) when { principal.colour == "red" };'
    )
    failing = PolicySet(
        engine=cedarpy.PolicySet.from_str(text),
        schema=cedarpy.Schema.from_str(packaged_schema()),
        ids=(),
        version="test",
    )
    with memory_node(LIST) as node:
        node.gate.policies = failing
        with pytest.raises(Denied) as caught:
            node.ask(WHO)
        assert caught.value.code == "refused_policy_error"
        assert node.log.ledger_size() == 1


def test_without_policies_nothing_goes() -> None:
    with memory_node(LIST) as node:
        gate = Gate(
            policies=load_policies({}, packaged_schema()),
            views=node.views,
            appender=node.appender,
            body="testpol",
        )
        for act in Act:
            with pytest.raises(Denied):
                run(gate.admit(DUTY, act))
        assert node.log.ledger_size() == len(Act)


@pytest.mark.parametrize(
    ("newcomer", "allowed"),
    [
        (msgspec.structs.replace(OFFICER, id="p:new"), True),
        (msgspec.structs.replace(ANALYST, id="p:new"), False),
        (msgspec.structs.replace(DUTY, id="p:new"), False),
        (msgspec.structs.replace(OFFICER, roles=(Role.ADMINISTRATOR,)), False),
        (msgspec.structs.replace(OFFICER, purposes=(Purpose.ARREST,)), False),
    ],
)
def test_whom_the_duty_desk_may_take_in(
    node: MemoryNode, newcomer: Principal, *, allowed: bool
) -> None:
    decision = node.gate.decide(DUTY, Act.ADD_PRINCIPAL, newcomer=newcomer)
    assert isinstance(decision, Permit) is allowed
