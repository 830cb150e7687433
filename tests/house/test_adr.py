"""Decisions are recorded, numbered without a hole, short, and in the index."""

import re
from pathlib import Path

import pytest
from tests.house.source import ROOT

FOLDER = ROOT / "docs" / "adr"
INDEX = FOLDER / "README.md"
RECORDS = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)
MOST_LINES = 70
SECTIONS = ("## Context", "## Decision", "## Consequences")
STATUS = re.compile(r"^(Proposed|Accepted|Superseded by \d{4})\.?$", re.MULTILINE)


def test_numbers_have_no_hole() -> None:
    assert [path.name[:4] for path in RECORDS] == [f"{n:04d}" for n in range(1, len(RECORDS) + 1)]


def test_the_index_names_each_once() -> None:
    named = re.findall(r"\]\(([^)]+\.md)\)", INDEX.read_text("utf-8"))
    assert named == [path.name for path in RECORDS]


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: str(path.stem))
def test_a_record_is_short_and_whole(record: Path) -> None:
    text = record.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert STATUS.search(text), "a status"
    assert [section for section in SECTIONS if section not in text] == []
