"""Appending from other processes: one Unix socket into the writer, many drafts a frame.

A frame is four bytes of length (big-endian) and MessagePack. What the callers of one process ask
in the same turn of its event loop goes out as one frame and is answered by one. A lost
connection fails what was under way as `Unavailable`: whether it was committed is then unknown,
so whoever asks again must be idempotent (record versions and check ids are).
"""

import asyncio
import contextlib
import struct
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import cast

import msgspec

from accord.model import errors
from accord.model.errors import AccordError, Corrupt, Invalid, Unavailable
from accord.model.events import EVENT_TYPES, Draft, SealedPayload
from accord.store.group_commit import GroupCommit

MAX_FRAME_BYTES = 64 * 1024 * 1024
_LENGTH = struct.Struct(">I")

_ERRORS: dict[str, type[AccordError]] = {
    kind.__name__: kind
    for kind in (
        errors.Invalid,
        errors.Denied,
        errors.Missing,
        errors.Conflict,
        errors.Untrusted,
        errors.Unavailable,
        errors.Corrupt,
    )
}


class _WireDraft(msgspec.Struct, frozen=True, array_like=True):
    type: str
    principal: str
    facts: msgspec.Raw
    payload: SealedPayload | None


class _Ask(msgspec.Struct, frozen=True, array_like=True):
    number: int
    submissions: list[list[_WireDraft]]


class _Failure(msgspec.Struct, frozen=True, array_like=True):
    kind: str
    code: str
    params: dict[str, str | int]


class _Outcome(msgspec.Struct, frozen=True, array_like=True):
    positions: list[int]
    failure: _Failure | None = None


class _Reply(msgspec.Struct, frozen=True, array_like=True):
    number: int
    outcomes: list[_Outcome]


_encode = msgspec.msgpack.Encoder().encode
_decode_ask = msgspec.msgpack.Decoder(_Ask).decode
_decode_reply = msgspec.msgpack.Decoder(_Reply).decode
_decode_facts = {name: msgspec.msgpack.Decoder(kind).decode for name, kind in EVENT_TYPES.items()}


class RemoteAppender:
    """The appender of every process but the writer. One per event loop."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._connection: _Connection | None = None
        self._connecting = asyncio.Lock()

    async def append(self, drafts: Sequence[Draft]) -> list[int]:
        """See `accord.model.ports.Appender`."""
        connection = self._connection
        if connection is None or connection.lost:
            connection = await self._connect()
        return await connection.ask([_to_wire(draft) for draft in drafts])

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    async def _connect(self) -> "_Connection":
        async with self._connecting:
            if self._connection is None or self._connection.lost:
                loop = asyncio.get_running_loop()
                try:
                    _, self._connection = await loop.create_unix_connection(
                        _Connection, str(self._socket)
                    )
                except OSError as error:
                    raise Unavailable("writer_not_there") from error
            return self._connection


class _Frames(asyncio.Protocol, ABC):
    """Cuts the stream into frames; a frame beyond the limit ends the connection."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not an isinstance check: uvloop's transports are none of asyncio's classes.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        start = 0
        while len(self._buffer) - start >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer, start)
            if length > MAX_FRAME_BYTES:
                self.close()
                return
            end = start + _LENGTH.size + length
            if len(self._buffer) < end:
                break
            self.frame_received(bytes(memoryview(self._buffer)[start + _LENGTH.size : end]))
            start = end
        del self._buffer[:start]

    def send(self, frame: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(_LENGTH.pack(len(frame)) + frame)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    @abstractmethod
    def frame_received(self, frame: bytes) -> None:
        """One whole frame, without its length."""


class _Connection(_Frames):
    """The asking side."""

    def __init__(self) -> None:
        super().__init__()
        self.lost = False
        self._loop = asyncio.get_running_loop()
        self._number = 0
        self._waiting: dict[int, list[asyncio.Future[list[int]]]] = {}
        self._next: list[tuple[list[_WireDraft], asyncio.Future[list[int]]]] = []

    def ask(self, drafts: list[_WireDraft]) -> "asyncio.Future[list[int]]":
        future: asyncio.Future[list[int]] = self._loop.create_future()
        if not self._next:
            self._loop.call_soon(self._flush)
        self._next.append((drafts, future))
        return future

    def _flush(self) -> None:
        going, self._next = self._next, []
        self._number += 1
        self._waiting[self._number] = [future for _, future in going]
        if self.lost:
            self._fail_all()
            return
        self.send(_encode(_Ask(self._number, [drafts for drafts, _ in going])))

    def frame_received(self, frame: bytes) -> None:
        reply = _decode_reply(frame)
        futures = self._waiting.pop(reply.number)
        for future, outcome in zip(futures, reply.outcomes, strict=True):
            if future.done():
                continue  # the caller gave up; what it asked is in the log all the same
            if outcome.failure is None:
                future.set_result(outcome.positions)
            else:
                future.set_exception(_from_failure(outcome.failure))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio names it)
        self.lost = True
        self._fail_all()

    def _fail_all(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for futures in waiting.values():
            for future in futures:
                if not future.done():
                    future.set_exception(Unavailable("writer_lost"))


class _Served(_Frames):
    """The writer's side of one connection."""

    def __init__(self, committer: GroupCommit) -> None:
        super().__init__()
        self._committer = committer
        self._loop = asyncio.get_running_loop()

    def frame_received(self, frame: bytes) -> None:
        try:
            ask = _decode_ask(frame)
            submissions = [[_from_wire(one) for one in drafts] for drafts in ask.submissions]
        except (msgspec.MsgspecError, KeyError):
            self.close()  # not one of ours: there is nobody to explain it to
            return
        self._committer.submit_many(submissions, lambda futures: self._answer(ask.number, futures))

    def _answer(self, number: int, futures: "Sequence[Future[list[int]]]") -> None:
        """Called in the committing thread when all submissions of the frame are decided."""
        reply = _encode(_Reply(number, [_outcome(future) for future in futures]))
        with contextlib.suppress(RuntimeError):  # the loop is closed, and with it the connection
            self._loop.call_soon_threadsafe(self.send, reply)


async def serve_appends(socket: Path, committer: GroupCommit) -> asyncio.Server:
    """Listen for the other processes of this node; the socket is for its owner alone."""
    socket.unlink(missing_ok=True)  # noqa: ASYNC240 (once, at start)
    loop = asyncio.get_running_loop()
    server = await loop.create_unix_server(lambda: _Served(committer), str(socket))
    socket.chmod(0o600)  # noqa: ASYNC240
    return server


def _to_wire(draft: Draft) -> _WireDraft:
    facts = msgspec.Raw(_encode(draft.facts))
    return _WireDraft(draft.facts.event_type, draft.principal, facts, draft.payload)


def _from_wire(wire: _WireDraft) -> Draft:
    return Draft(_decode_facts[wire.type](wire.facts), wire.principal, wire.payload)


def _outcome(future: "Future[list[int]]") -> _Outcome:
    error = future.exception()
    if error is None:
        return _Outcome(future.result())
    if not isinstance(error, AccordError):
        error = Corrupt("writer_failed")
    return _Outcome([], _Failure(type(error).__name__, error.code, error.params))


def _from_failure(failure: _Failure) -> AccordError:
    return _ERRORS.get(failure.kind, Invalid)(failure.code, **failure.params)
