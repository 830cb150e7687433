"""Wiring by hand: the parts of a node, put together for the process that needs them.

Three ways to hold a home: as its *writer* (lock, log, group commit), *attached* to a running
writer through its socket, or *offline* (the command line is then the writer for a moment, and
keeps the index itself). What the desks get is the same in all three.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from accord.desks.checks.run import CheckDesk, CheckPractice
from accord.desks.records.follow_index import FollowIndex
from accord.desks.records.submit import RecordKeeping
from accord.gate.admit import Gate
from accord.index.tantivy_index import TantivyReader, TantivyWriter
from accord.model.errors import Invalid, Missing, Unavailable
from accord.model.ports import Appender
from accord.model.principals import Principal
from accord.node.bridge import RemoteAppender
from accord.node.home import Home, is_served, read_secret, writer_lock
from accord.node.settings import Settings, read_settings
from accord.node.time import MachineTime, now_us
from accord.policy.load import PolicySet, load_policies, packaged_policies, packaged_schema
from accord.store.group_commit import GroupCommit
from accord.store.sqlite_log import SqliteLog, SqliteLogReader
from accord.store.sqlite_views import SqliteViews, SqliteViewsReader
from accord.trust.keys import Ed25519Signer

FOLLOW_AT_ONCE = 20_000
SIGNING_KEY, ENTRY_KEY = "signing.key", "entries.key"
FIRST_PRINCIPAL, ADMINISTRATOR = "p:first", "p:admin"


class Parts(msgspec.Struct, frozen=True):
    """What a process of a node works with."""

    home: Home
    settings: Settings
    log: SqliteLogReader
    views: SqliteViewsReader
    appender: Appender
    index: TantivyReader
    gate: Gate

    @property
    def checks(self) -> CheckDesk:
        settings = self.settings
        return CheckDesk(
            gate=self.gate,
            index=self.index,
            log=self.log,
            views=self.views,
            time=MachineTime(),
            practice=CheckPractice(
                body=settings.body,
                duty_number=settings.duty_number,
                hits_at_most=settings.hits_at_most,
                show_from=settings.show_from,
                old_after_days=settings.old_after_days,
            ),
        )

    @property
    def records(self) -> RecordKeeping:
        return RecordKeeping(
            appender=self.appender,
            views=self.views,
            time=MachineTime(),
            body=self.settings.body,
            entry_secret=read_secret(self.home, ENTRY_KEY),
        )

    def first_principal(self) -> Principal:
        """Whom the command line acts as; raises Missing when it was revoked."""
        return self._principal(FIRST_PRINCIPAL)

    def administrator(self) -> Principal:
        """Whom `accord principals` acts as: it adds and revokes, and searches nothing."""
        return self._principal(ADMINISTRATOR)

    def _principal(self, principal_id: str) -> Principal:
        principal = self.views.principal(principal_id)
        if principal is None:
            raise Missing("principal_not_there")
        return principal


class WriterParts(msgspec.Struct, frozen=True):
    """What the writing process owns beside its parts."""

    log: SqliteLog
    views: SqliteViews
    committer: GroupCommit
    signer: Ed25519Signer


@contextmanager
def open_writer(home: Home, settings: Settings, *, wait_s: float = 0.0) -> Iterator[WriterParts]:
    """Lock the home and own its log. Raises Unavailable when another process still does after
    `wait_s`.
    """
    with writer_lock(home, wait_s=wait_s):
        log = SqliteLog.create(home.data, now_us=now_us)
        views = SqliteViews.create(home.data)
        reserve_bytes = settings.disk_reserve_mb * 1_000_000
        committer = GroupCommit(
            log, views, has_room=lambda: shutil.disk_usage(home.data).free > reserve_bytes
        )
        try:
            yield WriterParts(log, views, committer, read_signer(home, settings))
        finally:
            committer.close()
            views.close()
            log.close()


@contextmanager
def open_parts(home: Home, settings: Settings, appender: Appender) -> Iterator[Parts]:
    """Readers over a home's files, and what decides over them."""
    log = SqliteLogReader.open(home.data)
    views = SqliteViewsReader.open(home.data)
    try:
        yield Parts(
            home=home,
            settings=settings,
            log=log,
            views=views,
            appender=appender,
            index=TantivyReader(home.index),
            gate=Gate(
                policies=read_policies(home),
                views=views,
                appender=appender,
                body=settings.body,
            ),
        )
    finally:
        views.close()
        log.close()


@contextmanager
def open_node(home: Home) -> Iterator[Parts]:
    """For the command line: attached when the node runs, else offline.

    A node whose writer is being started again runs: taking its place would keep officers waiting
    for as long as an import takes. Offline, the index is brought to the log's head before and
    after.
    """
    settings = read_settings(home)
    if is_served(home):
        with open_parts(home, settings, RemoteAppender(home.socket)) as parts:
            yield parts
        return
    try:
        with open_writer(home, settings) as writer:
            follow_index_to_head(home, writer.log)
            with open_parts(home, settings, writer.committer) as parts:
                yield parts
            follow_index_to_head(home, writer.log)
    except Unavailable as error:
        if error.code != "home_in_use":
            raise
        with open_parts(home, settings, RemoteAppender(home.socket)) as parts:
            yield parts


def follow_index_to_head(home: Home, log: SqliteLogReader) -> None:
    """Bring the index to where the log is now."""
    if TantivyReader(home.index).position() == log.head() != 0:
        return
    writer = TantivyWriter(home.index)
    try:
        follow_to_head(FollowIndex(log, writer), log)
    finally:
        writer.close()


def follow_to_head(follower: FollowIndex, log: SqliteLogReader) -> bool:
    """Follow until nothing is new; True when something was."""
    moved = False
    while events := log.read(after=follower.position(), limit=FOLLOW_AT_ONCE):
        follower.follow(events)
        moved = True
    return moved


def read_signer(home: Home, settings: Settings) -> Ed25519Signer:
    return Ed25519Signer(f"{settings.body}.accord", read_secret(home, SIGNING_KEY))


def read_policies(home: Home) -> PolicySet:
    """The packaged policies and the body's own beside them; raises Invalid with file and line."""
    own = {
        f"policies/{path.name}": _policy_text(path)
        for path in sorted(home.policies.glob("*.cedar"))
    }
    return load_policies({**packaged_policies(), **own}, packaged_schema())


def _policy_text(path: Path) -> str:
    name = f"policies/{path.name}"
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Invalid("policy_invalid", file=name, line=line, detail="not UTF-8") from error
    except OSError as error:
        raise Invalid("file_unreadable", file=name) from error
