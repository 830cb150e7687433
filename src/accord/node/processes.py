"""Process roles: the writer, its index child, the HTTP workers, and the parent of them all.

    parent ── writer ── index child          a role ends when its parent is gone, however
       └───── HTTP workers                   that died; a child that ends is started again

A fault in the index cannot take the log down: the child restarts from its saved position.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from accord.desks.records.follow_index import FollowIndex
from accord.index.tantivy_index import TantivyWriter
from accord.model.errors import Unavailable
from accord.node.bridge import serve_appends
from accord.node.checkpoints import add_checkpoint
from accord.node.home import Home, open_home
from accord.node.parts import WriterParts, follow_to_head, open_writer
from accord.node.settings import read_settings
from accord.node.time import now_us
from accord.store.sqlite_log import SqliteLogReader

CHECKPOINT_EVERY_S = 1.0
INDEX_POLL_S = 0.02
PARENT_POLL_S = 0.5
STOP_POLL_S = 0.1
TAKE_OVER_S = 30.0
"""How long a new writer waits for the one before it to end."""
RESTART_AFTER_S = (0.1, 0.5, 2.0, 5.0)
"""Waits before a child is started again, growing while it keeps on ending."""
START_TIMEOUT_S = 60.0

log = structlog.get_logger()


class Child:
    """A child process that is started again when it ends."""

    def __init__(self, role: str, home: Home) -> None:
        self._role = role
        self._home = home
        self._stopping = threading.Event()
        self._process = self._start()
        self._thread = threading.Thread(target=self._watch, name=f"watch-{role}", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        self._stopping.set()
        while self._thread.is_alive():  # it may just have been starting the next one
            self._process.terminate()
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._process.kill()
            self._thread.join(timeout=STOP_POLL_S)

    def _start(self) -> subprocess.Popen[bytes]:
        what = [self._role, str(self._home.root), str(os.getpid())]
        command = [sys.executable, "-m", "accord.node.roles", *what]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 (our own module)

    def _watch(self) -> None:
        failures = 0
        while True:
            started = time.monotonic()
            code = self._process.wait()
            if self._stopping.is_set():
                return
            failures = 0 if time.monotonic() - started > 60 else failures + 1
            wait_s = RESTART_AFTER_S[min(failures, len(RESTART_AFTER_S) - 1)]
            log.warning("child_ended", role=self._role, code=code, restart_after_s=wait_s)
            if self._stopping.wait(wait_s):
                return
            self._process = self._start()
            note_process(self._home, self._role, self._process.pid)


def run_writer(home: Home, *, ready: Callable[[], None] = lambda: None) -> None:
    """The writer's role: own the log, serve appends, keep the index child, sign checkpoints."""
    settings = read_settings(home)
    with open_writer(home, settings, wait_s=TAKE_OVER_S) as writer:
        index = Child("index", home)
        note_process(home, "index", index.pid)
        try:
            asyncio.run(_serve_appends_until_told(home, writer, ready))
        finally:
            index.stop()
            home.socket.unlink(missing_ok=True)
        checkpoint_now(writer)


async def _serve_appends_until_told(
    home: Home, writer: WriterParts, ready: Callable[[], None]
) -> None:
    stopping = stop_on_signals()
    server = await serve_appends(home.socket, writer.committer)
    ready()
    async with server:
        await sign_until(writer, stopping)


async def sign_until(writer: WriterParts, stopping: asyncio.Event) -> None:
    """Sign a checkpoint each second that the log grew, and finish erasures that waited."""
    signed = -1
    while not stopping.is_set():
        if writer.log.head() != signed or writer.log.is_erasing or writer.views.is_erasing:
            signed = writer.log.head()
            try:
                await asyncio.wrap_future(writer.committer.between_commits(lambda: _tend(writer)))
            except Unavailable as error:  # a full disk, for instance: once more in a second
                log.warning("checkpoint_put_off", code=error.code)
                signed = -1
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), CHECKPOINT_EVERY_S)


def checkpoint_now(writer: WriterParts) -> str | None:
    """Sign a checkpoint between commits and wait for it."""
    return writer.committer.between_commits(lambda: _tend(writer)).result()


def _tend(writer: WriterParts) -> str | None:
    writer.log.finish_erasing()
    writer.views.finish_erasing()
    return add_checkpoint(writer.log, writer.signer, time_us=now_us())


def run_index(home: Home, *, is_stopping: Callable[[], bool] | None = None) -> None:
    """The index child's role: follow the log into the index until told to stop."""
    if is_stopping is None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        is_stopping = stopping.is_set
    reader = _when_there(lambda: SqliteLogReader.open(home.data), is_stopping)
    if reader is None:
        return
    index = TantivyWriter(home.index)
    try:
        follower = FollowIndex(reader, index)
        while not is_stopping():
            if not follow_to_head(follower, reader):
                time.sleep(INDEX_POLL_S)
    finally:
        index.close()
        reader.close()


def _when_there(
    open_it: Callable[[], SqliteLogReader], is_stopping: Callable[[], bool]
) -> SqliteLogReader | None:
    while not is_stopping():
        with contextlib.suppress(Unavailable):
            return open_it()
        time.sleep(INDEX_POLL_S)
    return None


def end_with_parent(parent: int) -> None:
    """End this process soon after its parent is gone, so that a killed node leaves none behind.

    The parent says who it is: killed while this process starts, it cannot be asked for any more.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_POLL_S)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    return stopping


def wait_until(is_so: Callable[[], bool], *, timeout_s: float = START_TIMEOUT_S) -> None:
    """Raises Unavailable when it is not so in time."""
    until = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > until:
            raise Unavailable("node_did_not_start")
        time.sleep(0.02)


@contextmanager
def node_file(home: Home, *, host: str, port: int, body: str) -> Iterator[None]:
    """`run/node.json`: where this node answers and which processes it is, while it runs."""
    _write_json(
        home.node_file,
        {
            "body": body,
            "host": host,
            "port": port,
            "url": f"http://{host}:{port}",
            "pid": os.getpid(),
            "processes": {"parent": os.getpid()},
        },
    )
    try:
        yield
    finally:
        home.node_file.unlink(missing_ok=True)


def read_node_file(home: Home) -> dict[str, object] | None:
    """What `node_file` wrote; None when no node runs here."""
    try:
        content: dict[str, object] = json.loads(home.node_file.read_text())
    except (OSError, ValueError):
        return None
    return content


def note_process(home: Home, role: str, pid: int) -> None:
    """Say in `run/ROLE.pid` which process plays a role now."""
    path = home.run / f"{role}.pid"
    draft = path.with_suffix(".draft")
    draft.write_text(f"{pid}\n")
    draft.replace(path)


def _write_json(path: Path, content: dict[str, object]) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=2) + "\n")
    draft.replace(path)


def open_role_home(root: str, *, parent: int) -> Home:
    end_with_parent(parent)
    return open_home(Path(root))
