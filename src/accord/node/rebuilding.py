"""Rebuilding views and index from the log. The node must be stopped: one process writes a home."""

from collections.abc import Callable

from accord.desks.records.follow_index import FollowIndex
from accord.index.generations import fresh_generation, publish
from accord.index.tantivy_index import TantivyWriter
from accord.model.errors import Unavailable
from accord.node.home import Home, is_served
from accord.node.parts import FOLLOW_AT_ONCE, open_writer
from accord.node.settings import read_settings
from accord.store.sqlite_log import SqliteLog
from accord.store.sqlite_views import VIEWS_FILE


def rebuild_home(
    home: Home, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> int:
    """Follow the whole log again into new views and a new index; the number of events.

    Raises Unavailable while the node runs.
    """
    settings = read_settings(home)
    if is_served(home):
        raise Unavailable("home_in_use")
    with open_writer(home, settings):
        pass  # nobody writes: what follows may remove the views
    for suffix in ("", "-wal", "-shm"):
        (home.data / f"{VIEWS_FILE}{suffix}").unlink(missing_ok=True)
    with open_writer(home, settings) as writer:  # the views follow as it opens
        generation = fresh_generation(home.index)
        index = TantivyWriter(home.index, generation=generation)
        try:
            _follow_whole(writer.log, FollowIndex(writer.log, index), progress)
            index.commit(writer.log.head())
        finally:
            index.close()
        publish(home.index, generation)
        return writer.log.head()


def _follow_whole(
    log: SqliteLog, follower: FollowIndex, progress: Callable[[int, int], None]
) -> None:
    total = log.head()
    while events := log.read(after=follower.position(), limit=FOLLOW_AT_ONCE):
        follower.follow(events)
        progress(follower.position(), total)
