"""`accord serve`: all processes of a node, or all its roles in one process."""

import asyncio
import os
import socket
import threading
from pathlib import Path
from typing import Any

import structlog
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from accord.node.bridge import serve_appends
from accord.node.home import Home, node_lock
from accord.node.http import HOME_VARIABLE, app_over
from accord.node.logs import set_up_logs
from accord.node.parts import open_writer, read_policies
from accord.node.processes import (
    Child,
    checkpoint_now,
    node_file,
    note_process,
    run_index,
    sign_until,
    stop_on_signals,
    wait_until,
)
from accord.node.settings import Settings, read_settings

log = structlog.get_logger()


def serve_node(home: Home, *, port: int | None = None) -> None:
    """Writer, index child and HTTP workers, until SIGTERM or SIGINT.

    Raises Invalid before anything starts when settings or policies are not as they should be,
    Unavailable when the home is served already.
    """
    set_up_logs("parent")
    settings = read_settings(home)
    read_policies(home)
    port = settings.port if port is None else port
    port = port or _free_port(settings)
    os.environ[HOME_VARIABLE] = str(home.root)
    with node_lock(home):
        home.socket.unlink(missing_ok=True)
        writer = Child("writer", home)
        note_process(home, "writer", writer.pid)
        try:
            wait_until(home.socket.exists)
            with node_file(home, host=settings.host, port=port, body=settings.body):
                log.info("node_up", url=f"http://{settings.host}:{port}", body=settings.body)
                _serve_http(settings, port)
        finally:
            writer.stop()
            log.info("node_down", body=settings.body)


def serve_one_process(home: Home, *, port: int | None = None) -> None:
    """The same node in one process: for small nodes and tests."""
    set_up_logs("node")
    settings = read_settings(home)
    read_policies(home)
    port = settings.port if port is None else port
    port = port or _free_port(settings)
    stopped = threading.Event()
    with node_lock(home), open_writer(home, settings) as writer:
        index = threading.Thread(
            target=lambda: run_index(home, is_stopping=stopped.is_set), name="index"
        )
        index.start()
        try:
            with node_file(home, host=settings.host, port=port, body=settings.body):
                log.info("node_up", url=f"http://{settings.host}:{port}", body=settings.body)
                app = app_over(home, writer.committer)
                server: Any = Server(
                    app,
                    address=settings.host,
                    port=port,
                    interface=Interfaces.ASGI,
                    log_enabled=False,
                )

                async def serve() -> None:
                    stopping = stop_on_signals()
                    serving = asyncio.create_task(server.serve())
                    async with await serve_appends(home.socket, writer.committer):
                        await sign_until(writer, stopping)
                        server.stop()
                        await serving

                asyncio.run(serve())
        finally:
            stopped.set()
            index.join()
            home.socket.unlink(missing_ok=True)
        checkpoint_now(writer)
    log.info("node_down", body=settings.body)


def _serve_http(settings: Settings, port: int) -> None:
    server: Any = Granian(  # its class is chosen at run time
        "accord.node.http:create_worker",
        factory=True,
        address=settings.host,
        port=port,
        interface=Interfaces.ASGI,
        workers=settings.http_workers,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
        working_dir=Path.cwd(),
    )
    server.serve()


def _free_port(settings: Settings) -> int:
    """A port that is free now. Somebody could take it before we do; then starting fails."""
    with socket.socket() as probe:
        probe.bind((settings.host, 0))
        return int(probe.getsockname()[1])
