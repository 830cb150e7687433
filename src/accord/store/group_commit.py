"""Group commit: many callers' drafts, one durable transaction.

A single thread takes what has queued up, checks it against the views (which it keeps at the log's
head), commits, lets the views follow, and only then answers. So whoever was answered reads its
own write, and the cost of a sync is shared. The queue is bounded: overload is `Unavailable`,
never unlogged. After `Corrupt` nothing is written any more.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Protocol, TypeVar

import msgspec

from accord.model.errors import AccordError, Corrupt, Unavailable
from accord.model.events import Draft, Event, RecordErased, RecordSubmitted
from accord.model.ports import Log
from accord.store.encoding import read_facts
from accord.store.rules import Standing, check_next_versions, check_readable

T = TypeVar("T")

MAX_DRAFTS_A_COMMIT = 2_000
MAX_WAITING = 20_000
FOLLOW_AT_ONCE = 2_000
GATHER_S = 0.001
"""While others ask too, the next ones are waited for so long: a commit costs the same for many.
Whoever asks alone waits for nobody (as PostgreSQL's commit_delay and commit_siblings)."""


class FollowingViews(Standing, Protocol):
    def position(self) -> int: ...
    def follow(self, events: Sequence[Event]) -> None: ...


class _Submission(msgspec.Struct):
    drafts: Sequence[Draft]
    done: "Future[list[int]]"


class GroupCommit:
    """The appender of the process that owns the log."""

    def __init__(
        self,
        log: Log,
        views: FollowingViews,
        *,
        after_commit: Callable[[int], None] = lambda _position: None,
        has_room: Callable[[], bool] = lambda: True,
    ) -> None:
        """`after_commit` is called in the committing thread with the new head. `has_room` is
        False while the disk reserve is touched: then records are refused, checks go on.
        """
        self._log = log
        self._views = views
        self._after_commit = after_commit
        self._has_room = has_room
        self._queue: queue.SimpleQueue[_Submission | Callable[[], None] | None] = (
            queue.SimpleQueue()
        )
        self._waiting = 0
        self._lock = threading.Lock()
        self._failed: Corrupt | None = None
        self._closed = False
        self._catch_up()
        self._thread = threading.Thread(target=self._run, name="group-commit", daemon=True)
        self._thread.start()

    async def append(self, drafts: Sequence[Draft]) -> list[int]:
        """See `accord.model.ports.Appender`."""
        return await asyncio.wrap_future(self.submit(drafts))

    def submit(self, drafts: Sequence[Draft]) -> "Future[list[int]]":
        """The same for callers without an event loop."""
        if self._failed is not None:
            raise self._failed
        check_readable(drafts)
        if any(isinstance(d.facts, RecordSubmitted) for d in drafts) and not self._has_room():
            raise Unavailable("disk_reserve_reached")
        with self._lock:
            if self._closed or self._waiting + len(drafts) > MAX_WAITING:
                raise Unavailable("writer_stopping" if self._closed else "writer_overloaded")
            self._waiting += len(drafts)
            submission = _Submission(drafts, Future())
            self._queue.put(submission)
        return submission.done

    def submit_many(
        self,
        submissions: Sequence[Sequence[Draft]],
        when_decided: "Callable[[Sequence[Future[list[int]]]], None]",
    ) -> None:
        """Submit for several callers at once; `when_decided` is called once, with all futures
        done, in the committing thread (or here, when none could be queued).
        """
        futures: list[Future[list[int]]] = []
        for drafts in submissions:
            try:
                futures.append(self.submit(drafts))
            except AccordError as error:
                refused: Future[list[int]] = Future()
                refused.set_exception(error)
                futures.append(refused)
        _call_when_all_done(futures, when_decided)

    def between_commits(self, act: Callable[[], T]) -> "Future[T]":
        """Run `act` in the committing thread, where nothing else writes."""
        done: Future[T] = Future()

        def run() -> None:
            if not done.set_running_or_notify_cancel():
                return
            try:
                done.set_result(act())
            except AccordError as error:
                done.set_exception(error)

        with self._lock:
            if self._closed:
                raise Unavailable("writer_stopping")
            self._queue.put(run)
        return done

    def close(self) -> None:
        """Commit what was taken, then stop."""
        with self._lock:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            batch, acts, stop = self._take()
            if batch:
                self._commit(batch)
            for act in acts:
                act()
            if stop:
                return

    def _take(self) -> tuple[list[_Submission], list[Callable[[], None]], bool]:
        """What waits now, up to a commit's worth; waits for the first."""
        batch: list[_Submission] = []
        item = self._queue.get()
        until = time.monotonic() + GATHER_S
        drafts = 0
        while True:
            if item is None:
                return batch, [], True
            if callable(item):
                return batch, [item], False
            batch.append(item)
            drafts += len(item.drafts)
            left_s = until - time.monotonic()
            if drafts >= MAX_DRAFTS_A_COMMIT:
                return batch, [], False
            try:
                wait = len(batch) > 1 and left_s > 0
                item = self._queue.get(block=wait, timeout=left_s if wait else None)
            except queue.Empty:
                return batch, [], False

    def _commit(self, batch: Sequence[_Submission]) -> None:
        with self._lock:
            self._waiting -= sum(len(one.drafts) for one in batch)
        # From here on it cannot be cancelled: who gave up before is left out, who gives up later
        # is in the log all the same.
        batch = [one for one in batch if one.done.set_running_or_notify_cancel()]
        if self._failed is not None:
            self._fail(batch, self._failed)
            return
        try:
            self._catch_up()  # the views may have been refused by a full disk after a commit
            good = self._without_conflicts(batch)
            positions = self._log.commit([draft for one in good for draft in one.drafts])
            self._catch_up()
        except AccordError as error:
            self._fail(batch, error)
            return
        except Exception as error:  # noqa: BLE001 (nobody may wait for ever on a dead thread)
            self._fail(batch, Corrupt("writer_failed", kind=type(error).__name__))
            return
        start = 0
        for one in good:
            one.done.set_result(positions[start : start + len(one.drafts)])
            start += len(one.drafts)
        if positions:
            self._after_commit(positions[-1])

    def _without_conflicts(self, batch: Sequence[_Submission]) -> list[_Submission]:
        """Refuse the callers who were overtaken, keep the others."""
        try:
            check_next_versions([draft for one in batch for draft in one.drafts], self._views)
        except AccordError:
            return self._keep_good(batch)
        return list(batch)

    def _keep_good(self, batch: Sequence[_Submission]) -> list[_Submission]:
        good: list[_Submission] = []
        kept: list[Draft] = []
        for one in batch:
            try:
                check_next_versions([*kept, *one.drafts], self._views)
            except AccordError as error:
                one.done.set_exception(error)
            else:
                good.append(one)
                kept.extend(one.drafts)
        return good

    def _fail(self, batch: Sequence[_Submission], error: AccordError) -> None:
        if isinstance(error, Corrupt):
            self._failed = error
        for one in batch:
            if not one.done.done():
                one.done.set_exception(error)

    def _catch_up(self) -> None:
        """Let the views follow to the head. Keys of what was erased are destroyed before the
        views' position says so: after a crash in between it is done again.
        """
        while self._views.position() < self._log.head():
            events = self._log.read(after=self._views.position(), limit=FOLLOW_AT_ONCE)
            for event in events:
                if event.type == RecordErased.event_type:
                    facts = read_facts(event)
                    assert isinstance(facts, RecordErased)
                    self._log.destroy_keys(facts.payloads)
            self._views.follow(events)


def _call_when_all_done(
    futures: "Sequence[Future[list[int]]]",
    act: "Callable[[Sequence[Future[list[int]]]], None]",
) -> None:
    """Futures are decided in any order, some perhaps already."""
    left = len(futures) + 1
    lock = threading.Lock()

    def one_done(_future: object = None) -> None:
        nonlocal left
        with lock:
            left -= 1
            is_last = left == 0
        if is_last:
            act(futures)

    for future in futures:
        future.add_done_callback(one_done)
    one_done()
