"""docs/protocol/answer.md has every field of the published answer, and no other."""

import re

import msgspec
import pytest
from tests.house.source import ROOT

from accord.model.checks import Answer, Hit, Outcome, OutcomeKind, Reason, Verdict
from accord.model.codes import Coded
from accord.model.markings import Basis, Marking
from accord.model.subjects import Subject, SubjectKind

PAGE = (ROOT / "docs" / "protocol" / "answer.md").read_text("utf-8")
PUBLISHED = (Answer, Hit, Reason, Outcome, Coded, Marking, Subject)


def _section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def _fields(section: str) -> list[str]:
    rows = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda kind: str(kind.__name__))
def test_every_field_is_explained(published: type[msgspec.Struct]) -> None:
    fields = [field.encode_name for field in msgspec.structs.fields(published)]
    assert sorted(_fields(_section(published.__name__))) == sorted(fields)


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda kind: str(kind.__name__))
def test_what_may_be_left_out_is_marked(published: type[msgspec.Struct]) -> None:
    """Only a struct that omits defaults leaves fields out, and then all that have one."""
    section = _section(published.__name__)
    marked = {
        name
        for row in re.findall(r"^\| (`[^|]+\?) \|", section, re.MULTILINE)
        for name in re.findall(r"`(\w+)` \?", row)
    }
    omitted = {
        field.encode_name
        for field in msgspec.structs.fields(published)
        if published.__struct_config__.omit_defaults and not field.required
    }
    assert marked == omitted


@pytest.mark.parametrize("values", [Verdict, OutcomeKind, Basis, SubjectKind])
def test_every_value_is_named(values: type[Verdict | OutcomeKind | Basis | SubjectKind]) -> None:
    assert [value.value for value in values if f"`{value.value}`" not in PAGE] == []
