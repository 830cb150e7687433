"""Verifying a home's log as it lies, whether its node runs or not."""

from collections.abc import Callable, Sequence

from accord.desks.oversight.verify import Verification, verify
from accord.node.home import Home
from accord.node.parts import read_signer
from accord.node.settings import read_settings
from accord.store.sqlite_log import SqliteLogReader

ATTEMPTS = 3


def verify_home(
    home: Home,
    *,
    outside: Sequence[tuple[str, str]] = (),
    progress: Callable[[int], None] = lambda _events: None,
) -> Verification:
    """Walk everything at one moment of the log.

    Keys are read a moment after the log: an erasure in between looks like missing keys, so when
    nothing else is wrong it is looked at again.
    """
    signer = read_signer(home, read_settings(home))
    rows = SqliteLogReader.open(home.data)
    try:
        for _ in range(ATTEMPTS):
            with rows.standing_still():
                found = verify(
                    rows,
                    public_keys={signer.name: signer.public_key},
                    outside=outside,
                    progress=progress,
                )
            if not found.findings or {one.code for one in found.findings} != {"key_missing"}:
                break
        return found
    finally:
        rows.close()
