"""Every implementation of a port, by name: a contract test runs once over each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.making import StillTime

from accord.store.memory import MemoryLog, MemoryViews
from accord.store.sqlite_log import SqliteLog
from accord.store.sqlite_views import SqliteViews

AnyLog = SqliteLog | MemoryLog
AnyViews = SqliteViews | MemoryViews


@pytest.fixture(params=["sqlite", "memory"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyLog]:
    time = StillTime()
    if request.param == "memory":
        yield MemoryLog(now_us=time.now_us)
        return
    sqlite = SqliteLog.create(tmp_path, now_us=time.now_us)
    yield sqlite
    sqlite.close()


@pytest.fixture(params=["sqlite", "memory"])
def views(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyViews]:
    if request.param == "memory":
        yield MemoryViews()
        return
    sqlite = SqliteViews.create(tmp_path)
    yield sqlite
    sqlite.close()
