"""A document that points somewhere points at something."""

import re
from pathlib import Path

import pytest
from tests.house.source import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
FILE = re.compile(r"`((?:src|tests|docs|scripts|bench)/[\w./-]+\.\w+)`")


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        if target.startswith("http"):
            continue
        place = page.parent / target if target else page
        if not place.exists() or (anchor and anchor not in _anchors(place)):
            lost.append(f"{target}#{anchor}")
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_are_there(page: Path) -> None:
    named = FILE.findall(page.read_text("utf-8"))
    assert [one for one in named if not (ROOT / one).exists()] == []
