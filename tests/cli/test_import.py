"""`accord import`: what it counts, what it refuses, and that a refusal changes nothing."""

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.cli.commands import (
    FIXTURE,
    LISTED,
    NAME,
    accord,
    accord_json,
    ask,
    edition,
    problem,
    told,
)

from accord.store.sqlite_log import SqliteLogReader

COUNTS = ["read", "added", "amended", "unchanged", "rejected", "withdrawn"]
SOME = [f"Nobody Number{letter}" for letter in "ABCDEFGHIJKL"]


def take(home: Path, path: Path, *flags: str, format_id: str = "un-sc") -> Any:
    return accord_json("import", "--home", home, "--format", format_id, path, *flags)


def refused(home: Path, path: Path, *flags: str, format_id: str = "un-sc") -> Any:
    ended = accord("import", "--home", home, "--format", format_id, path, *flags, "--json")
    return problem(ended)


def counts(report: Any) -> list[int]:
    assert report["read"] == sum(report[name] for name in COUNTS[1:5])
    return [report[name] for name in COUNTS]


def written(folder: Path, day: int, *names: str) -> Path:
    path = folder / f"day-{day}.xml"
    path.write_bytes(edition(day, *names))
    return path


def test_the_shape_of_the_report(empty: Path) -> None:
    report = take(empty, FIXTURE)
    assert list(report) == [*COUNTS, "seconds", "rejected_file"]
    assert counts(report) == [3, 2, 0, 0, 1, 0]
    assert 0 < report["seconds"] < 60
    rejected = Path(report["rejected_file"])
    assert rejected.parent == empty / "out"
    with rejected.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["file"] == "un_sc.xml"
    assert FIXTURE.read_text().splitlines()[int(row["line"]) - 1].strip() == "<INDIVIDUAL>"
    assert (row["code"], row["reason"]) == (
        "date_out_of_range",
        "The year 2999 cannot be right. Check the date.",
    )


def test_nothing_rejected_makes_no_file(empty: Path, tmp_path: Path) -> None:
    report = take(empty, written(tmp_path, 1, *SOME))
    assert list(report) == [*COUNTS, "seconds"]
    assert list((empty / "out").iterdir()) == []


def test_what_was_rejected_is_for_the_owner_alone(empty: Path) -> None:
    rejected = Path(take(empty, FIXTURE)["rejected_file"])
    assert rejected.stat().st_mode & 0o777 == 0o600


def test_two_runs_never_write_over_each_others_rejections(empty: Path) -> None:
    first, second = (take(empty, FIXTURE)["rejected_file"] for _ in range(2))
    assert first != second


def test_added_amended_unchanged_withdrawn(empty: Path, tmp_path: Path) -> None:
    assert counts(take(empty, written(tmp_path, 1, *SOME))) == [12, 12, 0, 0, 0, 0]
    assert counts(take(empty, written(tmp_path, 1, *SOME))) == [12, 0, 0, 12, 0, 0]
    changed = written(tmp_path, 2, "Somebody Else", *SOME[1:11], "", "Newly Listed")
    assert counts(take(empty, changed)) == [12, 1, 1, 10, 0, 1]
    assert ask(empty, "--name", "Newly Listed")["hits"][0]["names"] == ["Newly Listed"]
    hits = ask(empty, "--name", SOME[11])["hits"]
    assert SOME[11] not in {name for hit in hits for name in hit["names"]}


def test_many_withdrawals_are_agreed_to_or_not_done(empty: Path, tmp_path: Path) -> None:
    take(empty, written(tmp_path, 1, *SOME))
    short = written(tmp_path, 2, *SOME[:6])
    found = refused(empty, short)
    assert (found["error"], found["params"]) == (
        "withdrawals_not_agreed",
        {"withdrawn": 6, "current": 12},
    )
    assert accord_json("sources", "--home", empty)[0]["current"] == 12
    assert counts(take(empty, short, "--withdraw")) == [6, 0, 0, 6, 0, 6]


def test_an_older_edition(empty: Path, tmp_path: Path) -> None:
    take(empty, written(tmp_path, 2, *SOME))
    older = written(tmp_path, 1, *SOME[:11])
    before = accord_json("sources", "--home", empty)
    found = refused(empty, older)
    assert found["error"] == "edition_older"
    assert "--force" in found["text"]
    assert accord_json("sources", "--home", empty) == before
    assert counts(take(empty, older, "--force")) == [11, 0, 0, 11, 0, 1]


def test_a_source_of_another_name(empty: Path, tmp_path: Path) -> None:
    take(empty, written(tmp_path, 1, *SOME), "--source", "our-list")
    (source,) = accord_json("sources", "--home", empty)
    assert (source["id"], source["current"]) == ("our-list", 12)


@pytest.mark.parametrize("source", ["Not An Id", "x" * 300, "é", "a\nb"])
def test_a_source_id_that_is_none(empty: Path, tmp_path: Path, source: str) -> None:
    path = written(tmp_path, 1, *SOME)
    assert refused(empty, path, "--source", source)["params"] == {"field": "source"}
    assert accord_json("sources", "--home", empty) == []


def test_in_words(empty: Path) -> None:
    ended = accord("import", "--home", empty, "--format", "un-sc", FIXTURE)
    assert ended.exit_code == 0
    rows = {line.rsplit(None, 1)[0].strip(): line.split()[-1] for line in ended.stdout.splitlines()}
    assert (rows["Read"], rows["Added"], rows["Rejected"]) == ("3", "2", "1")
    assert ended.stderr == ""


def test_a_format_that_is_not_known(empty: Path) -> None:
    said = told(accord("import", "--home", empty, "--format", "stix", FIXTURE))
    assert said == "This format is not known. Known are: un-sc, crypto-addresses."


def test_a_file_that_is_not_there(home: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.xml", tmp_path):
        ended = accord("import", "--home", home, "--format", "un-sc", path)
        assert told(ended).startswith(f"The file {path.name} cannot be read.")
    assert ask(home, "--name", NAME)["hits"][0]["names"][0] == LISTED


def test_files_that_are_not_of_the_format(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text("<SOMETHING><INDIVIDUALS/></SOMETHING>")
    assert refused(home, other)["error"] == "xml_root_unexpected"
    wrong = tmp_path / "wallets-of-somebody.list"
    wrong.write_text("1Made")
    found = refused(home, wrong, format_id="crypto-addresses")
    assert found["error"] == "file_name_without_currency"


GOOD = edition(3, *SOME)
BAD = {
    "empty": b"",
    "random bytes": bytes((number * 7919 + 13) % 256 for number in range(5_000)),
    "truncated": FIXTURE.read_bytes()[:3_000],
    "entity bomb": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]>' + GOOD,
    "NULs": GOOD.replace(b"Nobody", b"No\x00body", 1),
    "Latin-1 without saying so": GOOD.replace(b"Nobody", b"N\xf6body", 1),
    "says one encoding, is another": b'<?xml version="1.0" encoding="UTF-16"?>' + GOOD,
    "unknown encoding": b'<?xml version="1.0" encoding="x-nothing"?>' + GOOD,
    "HTML error page": b"<!DOCTYPE html><html><body>503 try later</body></html>",
    "very deep": b"<CONSOLIDATED_LIST>" + b"<A>" * 10_000,
    "one endless text": b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>" + b"9" * 3_000_000,
}


def log_head(home: Path) -> int:
    log = SqliteLogReader.open(home / "data")
    try:
        return log.head()
    finally:
        log.close()


@pytest.mark.parametrize("what", BAD)
def test_bad_bytes_change_nothing(ready: Path, tmp_path: Path, what: str) -> None:
    before = log_head(ready)
    path = tmp_path / "bad.xml"
    path.write_bytes(BAD[what])
    said = told(accord("import", "--home", ready, "--format", "un-sc", path))
    assert "bad.xml" in said
    assert "Nobody" not in said
    assert log_head(ready) == before


def test_a_check_finds_what_was_there_before(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    for what in ("truncated", "entity bomb", "random bytes"):
        path.write_bytes(BAD[what])
        told(accord("import", "--home", home, "--format", "un-sc", path))
    assert ask(home, "--name", NAME)["hits"][0]["names"][0] == LISTED


def test_an_edition_that_breaks_off_withdraws_nothing(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.xml"
    path.write_bytes(edition(9, *SOME)[:-40])
    told(accord("import", "--home", home, "--format", "un-sc", path))
    assert ask(home, "--name", NAME)["hits"][0]["names"][0] == LISTED
    (source,) = [one for one in accord_json("sources", "--home", home) if one["id"] == "un-sc"]
    assert source["edition"].startswith("2024-02-03"), "no edition that was not read whole"


def test_bad_wallets_are_rejected_row_by_row(empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "XBT.txt"
    good = b"1Made" + b"UpAddr" * 4
    lines = [b"\xe9t\xe9", good, b"two words", b"", b"a" * 70_000, b"x\x00y" * 20, good + b"2"]
    path.write_bytes(b"\n".join(lines))
    report = take(empty, path, format_id="crypto-addresses")
    assert counts(report) == [6, 2, 0, 0, 4, 0]
    with Path(report["rejected_file"]).open(encoding="utf-8", newline="") as file:
        assert [int(row["line"]) for row in csv.DictReader(file)] == [1, 3, 5, 6]
