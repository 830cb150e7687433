"""The newest checkpoint of a home: signed now when nobody else is writing, else waited for."""

from accord.model.errors import Missing, Unavailable
from accord.node.checkpoints import covers
from accord.node.home import Home
from accord.node.parts import open_writer, read_signer
from accord.node.processes import checkpoint_now, wait_until
from accord.node.settings import read_settings
from accord.store.sqlite_log import SqliteLogReader

WAIT_S = 10.0


def newest_checkpoint(home: Home) -> str:
    """A checkpoint that covers everything which was in the log when this was called."""
    settings = read_settings(home)
    try:
        with open_writer(home, settings) as writer:
            checkpoint_now(writer)
    except Unavailable as error:
        if error.code != "home_in_use":
            raise
    log = SqliteLogReader.open(home.data)
    try:
        head, signer = log.head(), read_signer(home, settings)
        wait_until(lambda: covers(log.newest_checkpoint(), signer) >= head, timeout_s=WAIT_S)
        note = log.newest_checkpoint()
    finally:
        log.close()
    if note is None:
        raise Missing("checkpoint_not_there")
    return note
