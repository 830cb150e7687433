"""Erased is gone: no byte of any file of the home yields the record, its keys or what it was found
by; everything still proves itself, and neither a list nor a rebuild brings it back.
"""

import csv
import json
import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from tests.storm.lists import made_up_name, passport, un_sc_edition
from tests.storm.running import RunningNode, accord, last_json, new_home, places, verify_log

from accord.desks.records.erase import find_remains
from accord.desks.records.follow_index import index_entry
from accord.formats.un_sc import SOURCE
from accord.model.records import Record
from accord.node.home import Home
from accord.node.processes import wait_until
from accord.store.sqlite_log import SqliteLogReader
from accord.store.sqlite_views import VIEWS_FILE, SqliteViewsReader

ENTRIES, ERASED = 25, 7
TELLING_REMARK = 777_123_001
LIST = dict.fromkeys(range(1, ENTRIES + 1), 0) | {ERASED: TELLING_REMARK}
PURPOSE = ("--purpose", "border_check")
SHORTEST = 6


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    home = new_home(tmp_path / "home")
    report = import_list(home, day=0)
    assert (report["read"], report["added"]) == (ENTRIES, ENTRIES)
    return home


def test_nothing_of_it_is_left(home: Home) -> None:
    record_id, needles = seek(home)
    assert remains(home, needles).keys() > needles.keys(), "the scan sees what is there"
    before = answers(home)
    erase(home, record_id)
    assert remains(home, needles) == {}
    assert verify_log(home)[0] == 0
    assert answers(home) == without(before, record_id)
    assert remains(home, needles) == {}


def test_the_list_does_not_bring_it_back(home: Home) -> None:
    record_id, needles = seek(home)
    erase(home, record_id)
    report = import_list(home, day=1)
    assert {name: report[name] for name in ("read", "unchanged", "rejected", "withdrawn")} == {
        "read": ENTRIES,
        "unchanged": ENTRIES - 1,
        "rejected": 1,
        "withdrawn": 0,
    }
    with Path(str(report["rejected_file"])).open(encoding="utf-8") as file:
        assert [row["code"] for row in csv.DictReader(file)] == ["entry_erased_before"]
    assert remains(home, needles) == {}
    assert record_id not in hits(home, made_up_name(ERASED))


def test_a_rebuild_gives_the_same_answers_less_what_was_erased(home: Home) -> None:
    record_id, needles = seek(home)
    before = answers(home)
    erase(home, record_id)
    rebuilt = accord("rebuild", "--home", home.root, "--json")
    assert rebuilt.returncode == 0, rebuilt.stdout
    assert answers(home) == without(before, record_id)
    assert remains(home, needles) == {}
    code, found = verify_log(home)
    assert (code, found["erased"]) == (0, 1), places(found["findings"])


@pytest.mark.storm
def test_nothing_of_it_is_left_while_the_node_runs(home: Home) -> None:
    """The writer, the index child and the workers have their files open and officers ask on."""
    record_id, needles = seek(home)
    node = RunningNode(home)
    stopping, asked = threading.Event(), list[int]()
    try:
        node.wait_up()
        asking = threading.Thread(target=ask_on, args=(node, stopping, asked))
        asking.start()
        try:
            erase(home, record_id)
            wait_until(lambda: remains(home, needles) == {}, timeout_s=20)
        finally:
            stopping.set()
            asking.join()
        assert set(asked) == {200}
        assert verify_log(home)[0] == 0
        assert remains(home, needles) == {}
    finally:
        node.stop()
    assert remains(home, needles) == {}
    assert verify_log(home)[0] == 0


@pytest.mark.storm
def test_a_reader_in_the_middle_of_a_read_only_delays_it(home: Home) -> None:
    """An audit holds the write-ahead files; they are emptied as soon as it lets go."""
    record_id, needles = seek(home)
    node = RunningNode(home)
    try:
        node.wait_up()
        log, views = SqliteLogReader.open(home.data), SqliteViewsReader.open(home.data)
        views._views.execute("BEGIN")
        assert views.position()
        with log.standing_still():
            assert next(log.event_rows()).position == 1
            erase(home, record_id)
            # Whether anything is left now depends on how far SQLite had come; that it goes does not.
        views._views.execute("COMMIT")
        wait_until(lambda: remains(home, needles) == {}, timeout_s=20)
        log.close()
        views.close()
    finally:
        node.stop()
    assert verify_log(home)[0] == 0


def import_list(home: Home, *, day: int) -> dict[str, object]:
    path = home.root.parent / "list.xml"
    path.write_bytes(un_sc_edition(day, LIST))
    ended = accord("import", "--home", home.root, "--format", "un-sc", "--json", path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    path.unlink()
    return last_json(ended.stdout)


def seek(home: Home) -> tuple[str, dict[str, bytes]]:
    """Ask for the record in another spelling; its id, and all that must not be found later."""
    first, second, third = made_up_name(ERASED).split()
    (record_id,) = hits(home, f"{second} {first}o {third}")[:1]
    return record_id, needles_of(home, record_id)


def needles_of(home: Home, record_id: str) -> dict[str, bytes]:
    """What the record says, what it is kept under and found by, as far as no other one shares it."""
    log, views = SqliteLogReader.open(home.data), SqliteViewsReader.open(home.data)
    states = {state.record_id: state for state in views.entries(SOURCE.id)}
    positions = {one: views.payload_positions(one)[0] for one in states}
    payloads = log.payloads(list(positions.values()))
    records = {one: msgspec.msgpack.decode(payloads[positions[one]], type=Record) for one in states}
    entries = {one: index_entry(record) for one, record in records.items()}
    others = {key for one, entry in entries.items() if one != record_id for key in entry.keys}
    position = positions[record_id]
    needles = {
        "payload key": dict(log.key_rows())[position],
        "sealed payload": dict(log.payload_rows())[position],
        "content hash": states[record_id].content_key,
        "profile": entries[record_id].profile,
    }
    alone = [key.encode() for key in entries[record_id].keys if key not in others]
    needles |= {f"block key {n}": key for n, key in enumerate(alone) if len(key) > SHORTEST}
    log.close()
    views.close()
    assert len(needles) > 20
    return needles


def texts() -> dict[str, bytes]:
    words = [made_up_name(ERASED), *made_up_name(ERASED).split(), passport(ERASED)]
    return {f"text {word}": word.encode() for word in [*words, str(TELLING_REMARK)]}


def remains(home: Home, needles: dict[str, bytes]) -> dict[str, bytes]:
    """Those of `needles` that are in some file. What the record says in words may be in the index
    while it is there, and nowhere else ever.
    """
    files = [path for path in home.root.rglob("*") if path.is_file()]
    left = {}
    for what, text in texts().items():
        found = find_remains([text], files)
        assert [path for path in found if not path.is_relative_to(home.index)] == [], what
        if found:
            left[what] = text
    return left | {
        what: needle
        for what, needle in needles.items()
        if any(needle in readable(path) for path in files if may_not_hold(what, path))
    }


def may_not_hold(what: str, path: Path) -> bool:
    """The keyed hash of the content is part of an event, which stays; in the views it goes."""
    return what != "content hash" or path.name.startswith(VIEWS_FILE)


def readable(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def erase(home: Home, record_id: str) -> None:
    ended = accord("erase", "--home", home.root, record_id, "--reason", "court order", "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert last_json(ended.stdout)["versions"] == 1


def hits(home: Home, name: str) -> list[str]:
    ended = accord("check", "--home", home.root, "--name", name, *PURPOSE, "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = last_json(ended.stdout)["hits"]
    assert isinstance(found, list)
    return [hit["record"] for hit in found]


def answers(home: Home) -> list[list[tuple[str, float]]]:
    """Hits for every name and every passport of the list."""
    batch = home.root.parent / "questions.jsonl"
    questions = [{"name": made_up_name(n), "purpose": PURPOSE[1]} for n in LIST]
    questions += [{"document": passport(n), "purpose": PURPOSE[1]} for n in LIST]
    batch.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    ended = accord("check", "--home", home.root, "--batch", batch)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    batch.unlink()
    lines = map(json.loads, ended.stdout.splitlines())
    return [[(hit["record"], hit["probability"]) for hit in line["hits"]] for line in lines]


def without(
    before: Iterable[list[tuple[str, float]]], record_id: str
) -> list[list[tuple[str, float]]]:
    return [[hit for hit in one if hit[0] != record_id] for one in before]


def ask_on(node: RunningNode, stopping: threading.Event, asked: list[int]) -> None:
    with node.client() as client:
        while not stopping.is_set():
            for number in LIST:
                subject = {"kind": "person", "names": [{"text": made_up_name(number)}]}
                body = {"subject": subject, "purpose": "border_check"}
                asked.append(client.post("/api/v1/checks", json=body).status_code)
