"""Pairs in, the same rows out with probability and reasons."""

import csv
import io
from pathlib import Path

import pytest
from tests.cli.command_line import accord, refused

PAIRS = """id,left,right,left_born,right_born
1,Octavian Perpetuus Lindqvist,Lindqvist Octavian Perpetuus,1970-01-02,1970
2,Octavian Perpetuus Lindqvist,Wolfdietrich Ottokar,,
3,"Lindqvist, Octavian",Octavian Lindqvist,,
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(PAIRS)
    return path


def test_the_same_rows_with_probability_and_reasons(pairs: Path) -> None:
    ended = accord("compare", "--pairs", pairs)
    assert ended.code == 0
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert list(rows[0]) == [
        "id",
        "left",
        "right",
        "left_born",
        "right_born",
        "probability",
        "reasons",
    ]
    assert [{key: row[key] for key in list(row)[:5]} for row in rows] == list(
        csv.DictReader(io.StringIO(PAIRS))
    )
    same, different, turned = (float(row["probability"]) for row in rows)
    assert same > 0.9 > 0.1 > different
    assert turned > different
    assert "1970" in rows[0]["reasons"]


def test_as_json_lines(pairs: Path) -> None:
    ended = accord("compare", "--pairs", pairs, "--json")
    assert [line["id"] for line in ended.lines] == ["1", "2", "3"]
    assert isinstance(ended.lines[0]["probability"], float)
    assert isinstance(ended.lines[0]["reasons"], list)


def test_a_wrong_row_is_told_and_the_others_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(
        "left,right,left_born\nAda Example,Ada Example,soon\nAda Example,Ida Example,\n"
    )
    ended = accord("compare", "--pairs", path)
    assert ended.code == 2
    assert "pairs.csv:2: " in ended.err
    assert "Ada" not in ended.err
    assert len(ended.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "pairs.csv cannot be read"),
        ("", "empty"),
        ("left,other\na,b\n", "no column right"),
        ("left,right,left\na,b,c\n", "same heading"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: str | None, words: str) -> None:
    path = tmp_path / "pairs.csv"
    if content is not None:
        path.write_text(content)
    assert words in refused(accord("compare", "--pairs", path))
