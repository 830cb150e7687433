"""Erasing one record must not wait for what another one says, too."""

from pathlib import Path

import pytest
from tests.cli.commands import FIXTURE, NAME, accord_json, ask


def test_erasing_leaves_a_namesake_alone(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.cli.records.ERASE_TIMEOUT_S", 3.0)
    text = FIXTURE.read_text(encoding="utf-8")
    first = text[text.index("<INDIVIDUAL>") : text.index("</INDIVIDUAL>") + len("</INDIVIDUAL>")]
    namesake = first.replace("9000001", "9000777").replace("ZZi.001", "ZZi.777")
    both = tmp_path / "both.xml"
    both.write_text(text.replace(first, first + namesake, 1), encoding="utf-8")
    accord_json("import", "--home", empty, "--format", "un-sc", both)
    erased, kept = (hit["record"] for hit in ask(empty, "--name", NAME)["hits"])
    accord_json("erase", "--home", empty, erased, "--reason", "asked for")
    assert [hit["record"] for hit in ask(empty, "--name", NAME)["hits"]] == [kept]
