"""The HTTP workers' role: the public API over readers, appending through the writer's socket."""

import os
from contextlib import ExitStack
from multiprocessing import parent_process
from pathlib import Path

from litestar import Litestar

from accord.api.public.app import Desks, create_app
from accord.model.ports import Appender
from accord.node.bridge import RemoteAppender
from accord.node.home import Home, open_home
from accord.node.logs import set_up_logs
from accord.node.parts import Parts, open_parts
from accord.node.processes import end_with_parent, wait_until
from accord.node.settings import read_settings

HOME_VARIABLE = "ACCORD_HOME"


def create_worker() -> Litestar:
    """What each worker process of `accord serve` loads; the home is in the environment."""
    set_up_logs("http")
    parent = parent_process()
    assert parent is not None
    assert parent.pid is not None
    end_with_parent(parent.pid)
    home = open_home(Path(os.environ[HOME_VARIABLE]))
    wait_until(home.socket.exists)
    return app_over(home, RemoteAppender(home.socket))


def app_over(home: Home, appender: Appender) -> Litestar:
    """The application over a home's files; they stay open until the process ends."""
    stack = ExitStack()
    parts = stack.enter_context(open_parts(home, read_settings(home), appender))
    app = create_app(desks_of(parts))
    app.on_shutdown.append(stack.close)
    return app


def desks_of(parts: Parts) -> Desks:
    return Desks(checks=parts.checks, records=parts.records, simulation=parts.settings.simulation)
