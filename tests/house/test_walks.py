"""Every step that a walk names is there."""

import re
from pathlib import Path

import pytest
from tests.house.source import ROOT, definitions

STEP = re.compile(r"`([\w/.-]+\.py)::([\w.]+)`")
WALKS = sorted((ROOT / "docs" / "walks").glob("*.md"))


def test_there_are_walks() -> None:
    assert {"check", "record"} <= {walk.stem for walk in WALKS}


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: str(walk.stem))
def test_every_step_is_there(walk: Path) -> None:
    known = {definition.where for definition in definitions()}
    steps = [f"{path}::{name}" for path, name in STEP.findall(walk.read_text("utf-8"))]
    assert steps, "a walk names its steps as `path::function`"
    missing = [step for step in steps if step not in known]
    assert not missing


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: str(walk.stem))
def test_no_step_is_written_in_another_form(walk: Path) -> None:
    named = re.findall(r"`([^`]*::[^`]*)`", walk.read_text("utf-8"))
    assert [one for one in named if not STEP.fullmatch(f"`{one}`")] == []
