"""`accord compare`: the same rows out, with probability and reasons."""

import csv
import json
from pathlib import Path

from tests.cli.commands import accord, told

PAIRS = """left,right,kind,left_born,right_born,note
Tarvo Belandir,Tarwo Belandir,person,1970,1970-01-02,"first, with a comma"
Tarvo Belandir,Ottilie Eskelund,,,,second
,Nobody,,,,no left side
Tarvo Belandir,Tarvo Belandir,person,gestern,,no date
Belandir Trading,Belandir Trading Ltd,organization,,,last
"""
COLUMNS = ["left", "right", "kind", "left_born", "right_born", "note", "probability", "reasons"]


def test_as_json(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS)
    ended = accord("compare", "--pairs", tmp_path / "pairs.csv", "--json")
    assert ended.exit_code == 2
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [list(row) for row in rows] == [COLUMNS] * 3
    assert [row["note"] for row in rows] == ["first, with a comma", "second", "last"]
    assert [row["probability"] > 0.5 for row in rows] == [True, False, True]
    assert all(isinstance(reason, str) and reason for reason in rows[0]["reasons"])
    assert rows[0]["left_born"] == "1970", "as it came in"
    first, second = ended.stderr.splitlines()
    assert first.startswith("pairs.csv:4: ")
    assert second.startswith("pairs.csv:5: The date cannot be read.")
    assert "gestern" not in ended.stderr


def test_as_csv_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(PAIRS)
    as_json = accord("compare", "--pairs", tmp_path / "pairs.csv", "--json").stdout.splitlines()
    as_csv = accord("compare", "--pairs", tmp_path / "pairs.csv").stdout
    rows = list(csv.DictReader(as_csv.splitlines()))
    assert list(rows[0]) == COLUMNS
    for row, line in zip(rows, as_json, strict=True):
        wanted = json.loads(line)
        assert float(row.pop("probability")) == wanted.pop("probability")
        assert row.pop("reasons") == "; ".join(wanted.pop("reasons"))
        assert row == wanted


def test_all_rows_good(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("left,right\nTarvo,Tarvo\n")
    ended = accord("compare", "--pairs", tmp_path / "pairs.csv")
    assert (ended.exit_code, ended.stderr) == (0, "")


def test_columns_of_our_names_that_come_in_are_written_anew(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("left,right,probability,reasons\nTarvo,Tarvo,no,none\n")
    ended = accord("compare", "--pairs", tmp_path / "pairs.csv", "--json")
    row = json.loads(ended.stdout)
    assert isinstance(row["probability"], float)
    assert row["reasons"] != "none"


def test_a_file_without_a_side(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("left,name\nTarvo Belandir,Tarvo\n")
    said = told(accord("compare", "--pairs", tmp_path / "pairs.csv"))
    assert said == "pairs.csv has no column right. Add it to the header."


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        said = told(accord("compare", "--pairs", path))
        assert said.startswith(f"The file {path.name} cannot be read.")
