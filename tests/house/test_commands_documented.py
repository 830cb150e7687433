"""Every command stands in the documents, and every command that they show is there."""

import re
from typing import Any

import typer
from tests.house.source import ROOT

from accord.cli import audit, checks, demo, import_lists, principals, records, run_node

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs" / "operate").glob("*.md")))
GROUPS = frozenset({"audit", "principals"})
SHOWN = re.compile(r"\baccord ((?:audit|principals) [a-z]+|[a-z]+)\b")


def commands() -> dict[str, Any]:
    """Name, as typed, to the command."""
    app = typer.Typer()
    for module in (run_node, import_lists, records, checks, audit, principals, demo):
        module.add_to(app)
    root: Any = typer.main.get_command(app)
    found: dict[str, Any] = {}
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {sub}": one for sub, one in inner.items()} if inner else {name: command}
    return found


def shown() -> set[str]:
    """Commands in code: fenced blocks and backticks."""
    code = "\n".join(
        part
        for page in PAGES
        for part in re.findall(r"```.*?```|`[^`\n]+`", page.read_text("utf-8"), re.DOTALL)
    )
    return set(SHOWN.findall(code))


def test_every_command_is_in_the_documents() -> None:
    assert sorted(set(commands()) - shown()) == []


def test_every_command_in_the_documents_is_there() -> None:
    assert {name.partition(" ")[0] for name in commands() if " " in name} == GROUPS
    assert sorted(shown() - set(commands()) - GROUPS) == []


def test_every_option_in_the_documents_is_there() -> None:
    known = {
        option
        for command in commands().values()
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    lines = [
        line
        for page in PAGES
        for line in page.read_text("utf-8").splitlines()
        if re.match(r"^\s*(\$ )?(\.venv/bin/)?accord ", line)
    ]
    used = {option for line in lines for option in re.findall(r"(?<= )--[a-z][a-z-]*", line)}
    assert sorted(used - known) == []
