"""A node's home: where its settings, secrets, data and running state lie.

    node.toml        settings, read once              keys/    secrets, one a file, mode 0600
    data/            log, keys, views                 index/   candidates by block key
    run/             node.json, socket, lock          out/     rejected rows of imports
    policies/        the body's own Cedar policies, beside the packaged ones

Secrets never leave `keys/` for a command line, a log or an error.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from accord.model.errors import Conflict, Invalid, Missing, Unavailable
from accord.store.sqlite_files import sync_directory

PRIVATE_DIR, PRIVATE_FILE = 0o700, 0o600
LOOK_S, POLL_S = 1.0, 0.02


class Home(msgspec.Struct, frozen=True):
    """Paths of one node's home."""

    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "node.toml"

    @property
    def half_made(self) -> Path:
        return self.root / ".half-made"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def policies(self) -> Path:
        return self.root / "policies"

    @property
    def socket(self) -> Path:
        return self.run / "writer.sock"

    @property
    def node_file(self) -> Path:
        return self.run / "node.json"


def create_home(root: Path) -> Home:
    """Make the folders of a new home, which counts as half-made until `finish_home`.

    Raises Conflict when there is a node already, or anything but a half-made home: what lies there
    is somebody's.
    """
    home = Home(root.absolute())
    if home.settings.exists():
        raise Conflict("home_exists_already")
    made = [home.root, *(folder for folder in home.root.parents if not folder.exists())]
    try:
        home.root.mkdir(mode=PRIVATE_DIR, parents=True, exist_ok=True)
        if any(home.root.iterdir()) and not home.half_made.exists():
            raise Conflict("home_exists_already")
        home.half_made.touch(mode=PRIVATE_FILE)
        sync_directory(home.root)
        for folder in (home.keys, home.data, home.index, home.run, home.out, home.policies):
            folder.mkdir(mode=PRIVATE_DIR, exist_ok=True)
        for folder in made:
            sync_directory(folder.parent)
    except OSError as error:
        raise Invalid("home_not_writable") from error
    return home


def finish_home(home: Home) -> None:
    """Everything is there: what lies in it is kept from now on."""
    home.half_made.unlink()


def open_home(root: Path) -> Home:
    """A home that was made by `create_home`; raises Missing otherwise."""
    home = Home(root.absolute())
    if not home.settings.exists():
        raise Missing("home_not_there")
    for folder in (home.run, home.out):
        folder.mkdir(mode=PRIVATE_DIR, exist_ok=True)
    return home


def write_secret(home: Home, name: str, value: bytes) -> Path:
    """Write a new secret as hex, durable, mode 0600; never over an old one."""
    path = home.keys / name
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(handle, "w") as file:
        file.write(value.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def write_durably(path: Path, text: str) -> None:
    """Write a whole file in one step: after power loss it is the old one or the new one."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_directory(path.parent)


def read_secret(home: Home, name: str) -> bytes:
    """Raises Missing when it is not there and Invalid when others could read it."""
    path = home.keys / name
    try:
        mode = path.stat().st_mode & 0o777
        raw = path.read_bytes()
    except OSError as error:
        raise Missing("secret_not_there", name=name) from error
    if mode & 0o077:
        raise Invalid("secret_readable_by_others", name=name)
    try:
        return bytes.fromhex(raw.decode().strip())
    except ValueError as error:
        raise Invalid("secret_unreadable", name=name) from error


@contextmanager
def writer_lock(home: Home, *, wait_s: float = 0.0) -> Iterator[None]:
    """Only one process writes a home; raises Unavailable when another one still does after
    `wait_s`.

    The kernel lets go of the lock when its holder dies, however it dies.
    """
    handle = os.open(home.run / "writer.lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        _take(lambda: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB), wait_s)
        yield
    finally:
        os.close(handle)


@contextmanager
def node_lock(home: Home) -> Iterator[None]:
    """Held while a home is served, also while its writer is being started again. Raises
    Unavailable when it is served already.

    A record lock: unlike that of the writer it is not handed on to workers that are forked. It
    belongs to the process, which must not open the file a second time.
    """
    handle = os.open(home.run / "node.lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        # Whoever looks with `is_served` has it for a moment.
        _take(lambda: fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB), LOOK_S)
        yield
    finally:
        os.close(handle)


def is_served(home: Home) -> bool:
    """Whether a node runs on this home, from another process than the node's."""
    handle = os.open(home.run / "node.lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _take(lock: Callable[[], None], wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while True:
        try:
            return lock()
        except OSError as error:
            if time.monotonic() >= until:
                raise Unavailable("home_in_use") from error
        time.sleep(POLL_S)
