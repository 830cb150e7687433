"""Appending through the writer's socket: as if it were in the same process, or `Unavailable`."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest
import uvloop
from tests.making import StillTime, answered, make_id, person, record, submitted

from accord.model import errors
from accord.model.errors import AccordError, Conflict, Corrupt, Unavailable
from accord.model.events import Draft
from accord.node.bridge import MAX_FRAME_BYTES, RemoteAppender, serve_appends
from accord.store.encoding import read_facts
from accord.store.group_commit import GroupCommit
from accord.store.memory import MemoryLog, MemoryViews

T = TypeVar("T")
Loop = Callable[[], asyncio.AbstractEventLoop]

ERRORS = (
    errors.Invalid,
    errors.Denied,
    errors.Missing,
    errors.Conflict,
    errors.Untrusted,
    errors.Unavailable,
)


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest) -> Loop:
    factory: Loop = request.param
    return factory


class Writer:
    """A log in memory behind a socket."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "writer.sock"
        self.log, self.views = MemoryLog(now_us=StillTime().now_us), MemoryViews()
        self.committer = GroupCommit(self.log, self.views)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    one = Writer(tmp_path)
    yield one
    one.committer.close()


def run(
    loop: Loop,
    writer: Writer,
    work: Callable[[], Awaitable[T]],
    *,
    committer: GroupCommit | None = None,
) -> T:
    """`work` while the writer listens."""

    async def while_served() -> T:
        server = await serve_appends(writer.socket, committer or writer.committer)
        try:
            return await asyncio.wait_for(work(), timeout=30)
        finally:
            server.close()

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(while_served())


@asynccontextmanager
async def attached(socket: Path) -> AsyncIterator[RemoteAppender]:
    appender = RemoteAppender(socket)
    try:
        yield appender
    finally:
        await appender.close()


def test_many_callers_get_their_own_positions(loop: Loop, writer: Writer) -> None:
    appenders = [RemoteAppender(writer.socket) for _ in range(3)]

    async def work() -> list[list[int]]:
        appends = [
            appenders[number % 3].append([answered(number), answered(number)])
            for number in range(300)
        ]
        found = await asyncio.gather(*appends)
        for one in appenders:
            await one.close()
        return found

    positions = run(loop, writer, work)
    assert sorted(one for two in positions for one in two) == list(range(1, 601))
    facts = [read_facts(event) for event in writer.log.read(after=0, limit=1000)]
    for number, (first, second) in enumerate(positions):
        assert facts[first - 1] == facts[second - 1] == answered(number).facts


def test_a_draft_arrives_as_it_was_sent(loop: Loop, writer: Writer) -> None:
    one = submitted(record(make_id(1), person("Ada Example")), entry_key=b"e", content_key=b"c")

    async def work() -> list[int]:
        async with attached(writer.socket) as appender:
            return await appender.append([one])

    (position,) = run(loop, writer, work)
    (event,) = writer.log.read(after=position - 1, limit=1)
    assert read_facts(event) == one.facts
    assert event.principal == one.principal
    assert one.payload is not None
    assert event.payload is not None
    assert event.payload.commitment == one.payload.commitment
    assert b"Ada Example" in writer.log.payload(position)


def test_an_append_of_nothing(loop: Loop, writer: Writer) -> None:
    async def work() -> list[int]:
        async with attached(writer.socket) as appender:
            return await appender.append([])

    assert run(loop, writer, work) == []


class Refusing(MemoryLog):
    """A log whose every commit fails in one way."""

    def __init__(self, error: AccordError) -> None:
        super().__init__(now_us=StillTime().now_us)
        self._error = error

    def commit(self, drafts: Sequence[Draft]) -> list[int]:
        raise self._error


@pytest.mark.parametrize("kind", [*ERRORS, Corrupt])
def test_an_error_comes_back_as_itself(loop: Loop, writer: Writer, kind: type[AccordError]) -> None:
    committer = GroupCommit(Refusing(kind("some_code", field="f", line=3)), MemoryViews())

    async def work() -> AccordError:
        async with attached(writer.socket) as appender:
            with pytest.raises(AccordError) as caught:
                await appender.append([answered(0)])
        return caught.value

    error = run(loop, writer, work, committer=committer)
    committer.close()
    assert type(error) is kind
    assert (error.code, error.params) == ("some_code", {"field": "f", "line": 3})


def test_who_was_overtaken_is_told_and_the_others_are_not(loop: Loop, writer: Writer) -> None:
    one = submitted(record(make_id(1), person("Ada Example")), entry_key=b"e")

    async def work() -> list[list[int] | BaseException]:
        async with attached(writer.socket) as appender:
            drafts = (one, answered(0), one)
            appends = [appender.append([draft]) for draft in drafts]
            return await asyncio.gather(*appends, return_exceptions=True)

    first, second, third = run(loop, writer, work)
    assert (first, second) == ([1], [2])
    assert isinstance(third, Conflict)


async def is_closed(reader: asyncio.StreamReader) -> bool:
    return await reader.read() == b""


GARBAGE = {
    "no frame": struct.pack(">I", 5) + b"hello",
    "oversized": struct.pack(">I", MAX_FRAME_BYTES + 1),
    "http": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + b"\0" * 80,
    "empty frame": struct.pack(">I", 0),
    "not text": struct.pack(">I", 9) + b"\x92\x01\x91\x91\x94\xa2\xff\xfe\xa0",
    "unknown type": struct.pack(">I", 14) + b"\x92\x01\x91\x91\x94\xa4nope\xa1p\x80\xc0",
    "deep": struct.pack(">I", 100_000) + b"\x91" * 100_000,
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_garbage_ends_its_connection_and_hurts_nobody(
    loop: Loop, writer: Writer, garbage: bytes
) -> None:
    async def work() -> list[int]:
        async with attached(writer.socket) as honest:
            await honest.append([answered(0)])
            reader, stream = await asyncio.open_unix_connection(str(writer.socket))
            stream.write(garbage)
            with suppress(ConnectionError):
                assert await is_closed(reader)
            stream.close()
            return await honest.append([answered(1)])

    assert run(loop, writer, work) == [2]
    assert writer.log.head() == 2


def test_a_frame_may_come_in_pieces(loop: Loop, writer: Writer) -> None:
    from accord.node import bridge

    draft = bridge._to_wire(answered(0))
    frame = bridge._encode(bridge._Ask(7, [[draft]]))

    async def work() -> bytes:
        reader, stream = await asyncio.open_unix_connection(str(writer.socket))
        for byte in struct.pack(">I", len(frame)) + frame:
            stream.write(bytes([byte]))
            await stream.drain()
            await asyncio.sleep(0)
        (length,) = struct.unpack(">I", await reader.readexactly(4))
        reply = await reader.readexactly(length)
        stream.close()
        return reply

    reply = bridge._decode_reply(run(loop, writer, work))
    assert (reply.number, reply.outcomes[0].positions) == (7, [1])


def test_without_a_writer_it_is_unavailable(loop: Loop, tmp_path: Path) -> None:
    async def work() -> None:
        with pytest.raises(Unavailable) as caught:
            await RemoteAppender(tmp_path / "nobody.sock").append([answered(0)])
        assert caught.value.code == "writer_not_there"

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(work())


def test_a_writer_that_goes_away_is_told_and_the_next_one_is_found(
    loop: Loop, writer: Writer
) -> None:
    async def work() -> list[int]:
        connected = asyncio.Event()
        gone: list[asyncio.StreamWriter] = []

        async def listen_and_go(_: asyncio.StreamReader, stream: asyncio.StreamWriter) -> None:
            gone.append(stream)
            connected.set()

        writer.socket.unlink()
        silent = await asyncio.start_unix_server(listen_and_go, str(writer.socket))
        appender = RemoteAppender(writer.socket)
        waiting = [asyncio.create_task(appender.append([answered(n)])) for n in range(3)]
        await connected.wait()
        gone[0].close()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(one) for one in found] == [Unavailable] * 3
        assert {one.code for one in found if isinstance(one, Unavailable)} == {"writer_lost"}
        silent.close()
        again = await serve_appends(writer.socket, writer.committer)
        positions = await appender.append([answered(9)])
        await appender.close()
        again.close()
        return positions

    assert run(loop, writer, work) == [1]


def test_who_gave_up_waiting_stops_nobody(loop: Loop, writer: Writer) -> None:
    async def work() -> list[int]:
        async with attached(writer.socket) as appender:
            await appender.append([answered(0)])
            impatient = asyncio.create_task(appender.append([answered(1)]))
            await asyncio.sleep(0)
            impatient.cancel()
            with suppress(asyncio.CancelledError):
                await impatient
            return await appender.append([answered(2)])

    (position,) = run(loop, writer, work)
    assert position == writer.log.head()


def test_the_socket_is_for_its_owner_alone(loop: Loop, writer: Writer) -> None:
    async def work() -> int:
        return writer.socket.stat().st_mode & 0o777

    assert run(loop, writer, work) == 0o600


def test_after_a_frame_that_was_too_large_the_next_one_goes_through(
    loop: Loop, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.node.bridge.MAX_FRAME_BYTES", 100_000)

    async def work() -> list[int]:
        async with attached(writer.socket) as appender:
            with pytest.raises(Unavailable):
                await appender.append([answered(1, payload=b"x" * 200_000)])
            return await appender.append([answered(2)])

    assert run(loop, writer, work) == [1]
