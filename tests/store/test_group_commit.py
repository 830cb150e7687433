"""Group commit: together, in order, bounded, and never after damage."""

import asyncio
from pathlib import Path

import pytest
from tests.making import StillTime, answered, make_id, person, record, submitted

from accord.model.errors import Conflict, Corrupt, Invalid, Unavailable
from accord.model.events import Draft, SourceSet
from accord.model.markings import Basis
from accord.model.records import Source
from accord.store.group_commit import MAX_WAITING, GroupCommit
from accord.store.memory import MemoryLog, MemoryViews
from accord.store.sqlite_log import SqliteLog
from accord.store.sqlite_views import SqliteViews


def in_memory(**settings: object) -> tuple[MemoryLog, MemoryViews, GroupCommit]:
    log, views = MemoryLog(now_us=StillTime().now_us), MemoryViews()
    return log, views, GroupCommit(log, views, **settings)  # type: ignore[arg-type]


def test_many_callers_get_their_own_positions() -> None:
    log, views, committer = in_memory()

    async def append_many() -> list[list[int]]:
        return await asyncio.gather(
            *(committer.append([answered(n), answered(n)]) for n in range(100))
        )

    positions = asyncio.run(append_many())
    committer.close()
    assert sorted(one for two in positions for one in two) == list(range(1, 201))
    assert all(second == first + 1 for first, second in positions)
    assert views.position() == log.head() == 200


def test_who_was_overtaken_is_refused_and_the_others_are_not() -> None:
    log, _, committer = in_memory()
    one = record(make_id(1), person("Ada Example"))
    again = record(make_id(1), person("Ada Example"))
    futures = [
        committer.submit([submitted(one, entry_key=b"e")]),
        committer.submit([answered(0)]),
        committer.submit([submitted(again, entry_key=b"e")]),
    ]
    committer.close()
    assert futures[0].result() == [1]
    assert futures[1].result() == [2]
    with pytest.raises(Conflict):
        futures[2].result()
    assert log.head() == 2


def test_an_entry_cannot_be_added_twice() -> None:
    _, _, committer = in_memory()
    committer.submit([submitted(record(make_id(1), person("A")), entry_key=b"e")]).result()
    with pytest.raises(Conflict):
        committer.submit([submitted(record(make_id(2), person("A")), entry_key=b"e")]).result()
    committer.close()


def test_overload_is_unavailable_never_unlogged() -> None:
    _, _, committer = in_memory()
    with pytest.raises(Unavailable):
        committer.submit([answered(0)] * (MAX_WAITING + 1))
    committer.close()
    with pytest.raises(Unavailable):
        committer.submit([answered(0)])


def test_the_disk_reserve_stops_records_and_lets_checks_go_on() -> None:
    _, _, committer = in_memory(has_room=lambda: False)
    with pytest.raises(Unavailable):
        committer.submit([submitted(record(make_id(1), person("A")))])
    assert committer.submit([answered(0)]).result() == [1]
    committer.close()


def test_nothing_is_written_after_damage(tmp_path: Path) -> None:
    log = SqliteLog.create(tmp_path, now_us=StillTime().now_us)
    views = SqliteViews.create(tmp_path)
    committer = GroupCommit(log, views)
    committer.submit([answered(0)]).result()
    log._log.execute("DROP TABLE leaves")
    with pytest.raises(Corrupt):
        committer.submit([answered(1)]).result()
    with pytest.raises(Corrupt):
        committer.submit([answered(2)])
    committer.close()
    assert log.head() == 1


def test_views_that_were_lost_follow_again(tmp_path: Path) -> None:
    log = SqliteLog.create(tmp_path, now_us=StillTime().now_us)
    log.commit([submitted(record(make_id(n), person("A"))) for n in range(3000)])
    views = SqliteViews.create(tmp_path)
    GroupCommit(log, views).close()
    assert views.position() == 3000


def test_who_gives_up_hurts_nobody() -> None:
    log, _, committer = in_memory()

    async def give_up_and_go_on() -> list[int]:
        waiting = [asyncio.ensure_future(committer.append([answered(n)])) for n in range(50)]
        await asyncio.sleep(0)
        for one in waiting:
            one.cancel()
        return await committer.append([answered(99)])

    for _ in range(20):
        positions = asyncio.run(give_up_and_go_on())
        assert positions == [log.head()]
    committer.close()


def test_facts_that_could_not_be_read_back_are_refused() -> None:
    log, _, committer = in_memory()
    source = Source(id="Not An Id", name="x", basis=Basis.TEST)
    with pytest.raises(Invalid):
        committer.submit([Draft(SourceSet(source=source), "p:1")])
    committer.close()
    assert log.head() == 0
