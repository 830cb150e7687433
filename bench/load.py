"""A load generator for HTTP/1.1 on loopback: raw keep-alive connections on uvloop, so that it
costs little beside what it measures. Offers a fixed rate (open loop) or as much as goes.
"""

import asyncio
import time
from collections.abc import Callable
from statistics import median
from typing import cast

import msgspec
import uvloop


class Result(msgspec.Struct):
    """Rates are a second; latencies in milliseconds, from when a request was due."""

    rate: float
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


class _Connection(asyncio.Protocol):
    """One keep-alive connection, one request at a time."""

    def __init__(self, done: Callable[["_Connection", int], None]) -> None:
        self._done = done
        self._buffer = b""
        self.transport: asyncio.Transport | None = None
        self.due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def send(self, request: bytes, due: float) -> None:
        assert self.transport is not None
        self.due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, body = self._buffer.partition(b"\r\n\r\n")
        if not blank:
            return
        lowered = head.lower()
        at = lowered.find(b"content-length:")
        length = int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) >= length:
            self._buffer = b""
            self._done(self, int(head[9:12]))


def request(method: str, path: str, *, key: str, body: bytes = b"") -> bytes:
    """A whole request as bytes."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def drive(
    host: str,
    port: int,
    requests: list[bytes],
    *,
    seconds: float,
    connections: int = 32,
    rate: float | None = None,
) -> Result:
    """Send `requests` in turn for so long, over so many connections; at `rate` a second when it
    is given, and then latency counts from when each was due."""
    return uvloop.run(_drive(host, port, requests, seconds, connections, rate))


async def _drive(
    host: str,
    port: int,
    requests: list[bytes],
    seconds: float,
    connections: int,
    rate: float | None,
) -> Result:
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    errors = sent = 0
    free: list[_Connection] = []
    waiting: list[float] = []
    started = time.perf_counter()
    until = started + seconds

    def send(connection: _Connection, due: float) -> None:
        nonlocal sent
        connection.send(requests[sent % len(requests)], due)
        sent += 1

    def done(connection: _Connection, status: int) -> None:
        nonlocal errors
        now = time.perf_counter()
        latencies.append(now - connection.due)
        errors += status != 200
        if now > until:
            free.append(connection)
        elif rate is None:
            send(connection, now)
        elif waiting:
            send(connection, waiting.pop(0))
        else:
            free.append(connection)

    for _ in range(connections):
        _, connection = await loop.create_connection(lambda: _Connection(done), host, port)
        free.append(connection)
    started = time.perf_counter()
    until = started + seconds
    if rate is None:
        for connection in [free.pop() for _ in range(connections)]:
            send(connection, time.perf_counter())
        await asyncio.sleep(seconds)
    else:
        count = 0
        while (now := time.perf_counter()) < until:
            while started + count / rate <= now:
                due = started + count / rate
                count += 1
                if free:
                    send(free.pop(), due)
                else:
                    waiting.append(due)
            await asyncio.sleep(0.0005)
    answered = len(latencies)
    elapsed = time.perf_counter() - started
    await asyncio.sleep(0.3)
    latencies.sort()
    return Result(
        rate=answered / elapsed,
        errors=errors + len(waiting),
        p50_ms=median(latencies) * 1000,
        p95_ms=latencies[int(len(latencies) * 0.95)] * 1000,
        p99_ms=latencies[int(len(latencies) * 0.99)] * 1000,
    )
