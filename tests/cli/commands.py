"""The command line inside the test's own process, and made-up lists for it."""

import json
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner, Result

from accord.cli import audit, checks, demo, import_lists, main, principals, records, run_node

FIXTURE = Path(__file__).parents[1] / "formats" / "fixtures" / "un_sc.xml"
ENGLISH = {"LC_ALL": "en_US.UTF-8", "ACCORD_HOME": None, "COLUMNS": "200"}

NAME = "Tarvo Belandir Oskem"
"""Whom the fixture lists."""
LISTED = "TARVO BELANDIR OSKEM"

EVM = "0x" + "Ab" * 20
BASE58 = "1Made" + "UpAddr" * 4
"""Made up: not even their check digits agree."""


def _assembled() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
    app.callback()(main._main)
    for module in (run_node, import_lists, records, checks, audit, principals, demo):
        module.add_to(app)
    return app


APP = _assembled()


def accord(*arguments: str | Path, typed: str | None = None) -> Result:
    """Run one command to its end; whatever is raised unforeseen fails the test."""
    words = [str(one) for one in arguments]
    return CliRunner().invoke(APP, words, input=typed, env=ENGLISH, catch_exceptions=False)


def accord_json(*arguments: str | Path) -> Any:
    """What a command that has to succeed prints with `--json`: one line."""
    ended = accord(*arguments, "--json")
    assert ended.exit_code == 0, ended.output
    (line,) = ended.stdout.splitlines()
    return json.loads(line)


def ask(home: Path, *question: str) -> Any:
    """The answer to a border check."""
    return accord_json("check", "--home", home, "--purpose", "border_check", *question)


def told(ended: Result, *, exit_code: int = 2) -> str:
    """The one line on standard error of a command that was refused."""
    assert ended.exit_code == exit_code, ended.output
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert line.startswith("✗ ")
    return line.removeprefix("✗ ")


def problem(ended: Result, *, exit_code: int = 2) -> Any:
    """The same with `--json`: one object on standard output."""
    assert ended.exit_code == exit_code, ended.output
    (line,) = ended.stdout.splitlines()
    found = json.loads(line)
    assert set(found) == {"error", "params", "text"}
    assert ended.stderr == ""
    return found


def edition(day: int, *names: str) -> bytes:
    """A list in the form of `un-sc`; a name's place in `names` is its number."""
    inside = "".join(
        f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{name}</FIRST_NAME></INDIVIDUAL>\n"
        for number, name in enumerate(names, start=1)
        if name
    )
    return (
        f'<CONSOLIDATED_LIST dateGenerated="2026-01-{day:02d}T00:00:00Z">'
        f"<INDIVIDUALS>\n{inside}</INDIVIDUALS></CONSOLIDATED_LIST>"
    ).encode()
