"""Signing what the ledger has grown to, every second that it grew and when the node stops."""

from accord.model.errors import Untrusted
from accord.model.ledger import Checkpoint
from accord.store.sqlite_log import SqliteLog
from accord.trust.checkpoint import open_checkpoint, sign_checkpoint
from accord.trust.keys import Signer
from accord.trust.merkle import root


def add_checkpoint(log: SqliteLog, signer: Signer, *, time_us: int) -> str | None:
    """Sign and keep a checkpoint of the log as it is now; None when the newest one says so.

    Call it between commits: size, root and chain belong together.
    """
    newest = log.newest_checkpoint()
    if covers(newest, signer) == log.head():
        return None
    note = sign_checkpoint(
        Checkpoint(
            origin=signer.name,
            size=log.frontier.size,
            root=root(log.frontier),
            position=log.head(),
            chain=log.chain,
            time_us=time_us,
        ),
        signer,
    )
    log.add_checkpoint(note)
    return note


def covers(note: str | None, signer: Signer) -> int:
    """The position that a stored checkpoint covers; -1 for none or one that is not ours."""
    if note is None:
        return -1
    try:
        return open_checkpoint(note, {signer.name: signer.public_key}).position
    except Untrusted:
        return -1
