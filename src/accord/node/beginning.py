"""Making a new node: home, secrets, first principal. The settings are written last, so a home
that was left half-made can be made again.
"""

import os
import shutil
from pathlib import Path

from accord.desks.oversight.keep_principals import ALL_PURPOSES, make_api_key, principal_added
from accord.model.events import Draft, PrincipalAdded
from accord.model.principals import Role
from accord.node.home import PRIVATE_FILE, Home, create_home, finish_home, write_secret
from accord.node.parts import (
    ADMINISTRATOR,
    ENTRY_KEY,
    FIRST_PRINCIPAL,
    SIGNING_KEY,
    open_writer,
)
from accord.node.settings import Settings, parse_settings, settings_text, write_settings
from accord.store.sqlite_files import sync_directory
from accord.trust.keys import generate_private_key

API_KEY, ADMIN_KEY = "api.key", "admin.key"
FIRST_ROLES = (Role.OFFICER, Role.DUTY, Role.ANALYST)
SECRET_BYTES = 32


def begin(root: Path, settings: Settings) -> Home:
    """Raises Conflict when there is a node or anything else in that folder, Invalid when it cannot
    be written or the settings are not as they should be.
    """
    parse_settings(settings_text(settings))
    home = create_home(root)
    for left_over in (home.keys, home.data, home.index):
        shutil.rmtree(left_over)
        left_over.mkdir(mode=0o700)
    write_secret(home, SIGNING_KEY, generate_private_key())
    write_secret(home, ENTRY_KEY, os.urandom(SECRET_BYTES))
    first = _make_principal(home, settings, FIRST_PRINCIPAL, FIRST_ROLES, API_KEY)
    administrator = _make_principal(home, settings, ADMINISTRATOR, (Role.ADMINISTRATOR,), ADMIN_KEY)
    with open_writer(home, settings) as writer:
        drafts = [Draft(first, FIRST_PRINCIPAL), Draft(administrator, ADMINISTRATOR)]
        writer.committer.submit(drafts).result()
    for folder in (home.keys, home.data, home.root):
        sync_directory(folder)
    write_settings(home, settings)
    finish_home(home)
    return home


def _make_principal(
    home: Home, settings: Settings, principal_id: str, roles: tuple[Role, ...], key_name: str
) -> PrincipalAdded:
    key = make_api_key()
    write_key_file(home.keys / key_name, key)
    is_keeper = roles == (Role.ADMINISTRATOR,)
    return principal_added(
        principal_id,
        body=settings.body,
        authority=settings.authority,
        roles=roles,
        purposes=() if is_keeper else ALL_PURPOSES,
        key=key,
    )


def write_key_file(path: Path, key: str) -> None:
    """An API key in a file that only its owner can read; never over another."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
