"""`--help` of each command says what it is for; what is mistyped is told plainly."""

import pytest
from tests.cli.commands import accord

COMMANDS = {
    "init": ["--home", "--body", "--name", "--json"],
    "serve": ["--home", "--one-process", "--port"],
    "import": ["--home", "--format", "--force", "--withdraw", "--json"],
    "check": ["--home", "--name", "--born", "--purpose", "--wallet", "--batch", "--json"],
    "compare": ["--pairs", "--json"],
    "sources": ["--on", "--off", "--json"],
    "erase": ["--reason", "--yes", "--json"],
    "rebuild": ["--home", "--json"],
    "audit verify": ["--home", "--checkpoint", "--json"],
    "audit checkpoint": ["--to", "--json"],
    "principals list": ["--json"],
    "principals add": ["--key-file", "--role", "--purpose"],
    "principals revoke": ["--json"],
    "demo": ["--once", "--json"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command(command: str) -> None:
    ended = accord(*command.split(), "--help")
    assert ended.exit_code == 0
    assert f"Usage: root {command}" in ended.output
    assert [flag for flag in COMMANDS[command] if flag not in ended.output] == []


def test_all_commands_are_named() -> None:
    ended = accord("--help")
    assert ended.exit_code == 0
    named = {command.split()[0] for command in COMMANDS}
    assert {name for name in named if name not in ended.output} == set()


def test_version() -> None:
    assert accord("--version").stdout.startswith("accord ")


@pytest.mark.parametrize("words", [["chekc"], ["check"], ["check", "--home", ".", "--nmae", "x"]])
def test_mistyped(words: list[str]) -> None:
    ended = accord(*words)
    assert ended.exit_code == 2
    assert "Traceback" not in ended.output
    assert ended.stderr
