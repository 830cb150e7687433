"""Principals: adding and revoking them. An API key is shown once; only its hash is kept."""

import hashlib
import os
import re
from collections.abc import Sequence

from accord.model.errors import Conflict, Invalid, Missing
from accord.model.events import Draft, PrincipalAdded, PrincipalRevoked
from accord.model.markings import Purpose
from accord.model.ports import Appender, Views
from accord.model.principals import Permit, Role

KEY_PREFIX = "accord_"
KEY_BYTES = 32
"""Enough entropy that a plain hash of the key cannot be guessed back."""

_PRINCIPAL_ID = re.compile(r"p:[a-z0-9][a-z0-9-]{0,40}")
KEEPERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR})
ALL_PURPOSES = tuple(purpose for purpose in Purpose if purpose is not Purpose.OVERSIGHT)


def make_api_key() -> str:
    return KEY_PREFIX + os.urandom(KEY_BYTES).hex()


def hash_api_key(key: str) -> bytes:
    """What is stored and looked up in place of a key."""
    return hashlib.sha256(key.encode()).digest()


def principal_added(
    principal_id: str,
    *,
    body: str,
    authority: str,
    roles: Sequence[Role],
    purposes: Sequence[Purpose],
    key: str,
) -> PrincipalAdded:
    """The event that makes a principal known. Raises Invalid for an id that is not `p:` and a
    pseudonym, for no role, and for roles that exclude one another.
    """
    if not _PRINCIPAL_ID.fullmatch(principal_id):
        raise Invalid("principal_id_unusable")
    if not roles or (KEEPERS & set(roles) and len(set(roles)) > 1):
        raise Invalid("roles_exclude_one_another")
    return PrincipalAdded(
        id=principal_id,
        body=body,
        authority=authority,
        roles=tuple(roles),
        purposes=tuple(purposes),
        key_hash=hash_api_key(key),
    )


async def add_principal(
    appender: Appender, views: Views, permit: Permit, added: PrincipalAdded
) -> None:
    """Make a principal known under a new id."""
    if views.principal(added.id) is not None:
        raise Conflict("principal_there_already")
    await appender.append([Draft(added, permit.principal.id)])


async def revoke_principal(
    appender: Appender, views: Views, permit: Permit, principal_id: str
) -> None:
    """Its key opens nothing any more, from the next request on."""
    if views.principal(principal_id) is None:
        raise Missing("principal_not_there")
    await appender.append([Draft(PrincipalRevoked(id=principal_id), permit.principal.id)])
