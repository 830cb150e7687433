"""docs/operate/settings.md explains every key of node.toml, and no other, with its default."""

import json
import re

import msgspec
from tests.house.source import ROOT

from accord.node.settings import Settings

PAGE = ROOT / "docs" / "operate" / "settings.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)


def rows() -> dict[str, str]:
    found = ROW.findall(PAGE.read_text("utf-8"))
    assert len({key for key, _ in found}) == len(found), "a key is explained once"
    return {key: default.strip().strip("`") for key, default in found}


def defaults() -> dict[str, str]:
    return {
        field.name: "required" if field.default is msgspec.NODEFAULT else json.dumps(field.default)
        for field in msgspec.structs.fields(Settings)
    }


def test_every_key_is_explained() -> None:
    assert sorted(set(defaults()) - set(rows())) == []


def test_no_key_is_explained_that_is_not_there() -> None:
    assert sorted(set(rows()) - set(defaults())) == []


def test_defaults_are_the_ones_in_the_program() -> None:
    assert rows() == defaults()
