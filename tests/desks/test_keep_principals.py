"""Principals: new ids only, roles that go together, keys that open and then open no more."""

import pytest
from tests.desks.memory_node import DUTY, MemoryNode, run

from accord.desks.oversight.keep_principals import (
    add_principal,
    hash_api_key,
    make_api_key,
    principal_added,
    revoke_principal,
)
from accord.model.errors import Conflict, Invalid, Missing
from accord.model.events import PrincipalAdded
from accord.model.markings import Purpose
from accord.model.principals import Act, Role
from accord.store.encoding import principal_of


def new(principal_id: str = "p:post-7", *roles: Role, key: str = "accord_k") -> PrincipalAdded:
    return principal_added(
        principal_id,
        body="testpol",
        authority="north",
        roles=roles or (Role.OFFICER,),
        purposes=(Purpose.BORDER_CHECK,),
        key=key,
    )


def add(node: MemoryNode, added: PrincipalAdded) -> None:
    async def work() -> None:
        permit = await node.gate.admit(DUTY, Act.ADD_PRINCIPAL, newcomer=principal_of(added))
        await add_principal(node.appender, node.views, permit, added)

    run(work())


def revoke(node: MemoryNode, principal_id: str) -> None:
    async def work() -> None:
        permit = await node.gate.admit(DUTY, Act.ADD_PRINCIPAL)
        await revoke_principal(node.appender, node.views, permit, principal_id)

    run(work())


def test_a_key_opens_until_it_is_revoked(node: MemoryNode) -> None:
    key = make_api_key()
    add(node, new(key=key))
    found = node.views.principal_by_key(hash_api_key(key))
    assert found is not None
    assert (found.id, found.roles, found.purposes) == (
        "p:post-7",
        (Role.OFFICER,),
        (Purpose.BORDER_CHECK,),
    )
    revoke(node, "p:post-7")
    assert node.views.principal_by_key(hash_api_key(key)) is None


def test_the_key_itself_is_stored_nowhere(node: MemoryNode) -> None:
    key = make_api_key()
    add(node, new(key=key))
    assert key.encode() not in b"".join(row.body for row in node.log.event_rows())
    assert len({make_api_key() for _ in range(100)}) == 100


def test_an_id_is_taken_once(node: MemoryNode) -> None:
    add(node, new())
    with pytest.raises(Conflict):
        add(node, new(key="accord_other"))


def test_nobody_cannot_be_revoked(node: MemoryNode) -> None:
    with pytest.raises(Missing):
        revoke(node, "p:nobody")


@pytest.mark.parametrize("name", ["", "ada", "p:", "p:Ada", "p:ada lovelace", "p:" + "a" * 42])
def test_an_id_is_a_pseudonym(name: str) -> None:
    with pytest.raises(Invalid):
        new(name)


@pytest.mark.parametrize("keeper", [Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR])
def test_keepers_are_nothing_else(keeper: Role) -> None:
    assert new("p:keeper", keeper).roles == (keeper,)
    for other in set(Role) - {keeper}:
        with pytest.raises(Invalid):
            new("p:keeper", keeper, other)


def test_a_principal_needs_a_role() -> None:
    with pytest.raises(Invalid):
        principal_added("p:x", body="b", authority="", roles=(), purposes=(), key="k")
