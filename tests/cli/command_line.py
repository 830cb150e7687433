"""The command line in this process: what it prints, and how it ends."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typer
from typer.testing import CliRunner

from accord.cli.main import with_commands

FIXTURES = Path(__file__).parents[1] / "formats" / "fixtures"
UN_LIST = FIXTURES / "un_sc.xml"
NAME = "Tarvo Belandir Oskem"
"""Made up, the first of the made-up list."""

WALLET = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
"""In the public documentation of Bitcoin."""


class Ended(msgspec.Struct, frozen=True):
    """A command that ran to its end."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Of what printed JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@cache
def _app() -> typer.Typer:
    return with_commands()


def accord(*arguments: str | Path, language: str = "en_US.UTF-8") -> Ended:
    """Run a command; whatever it raises beside an exit is the test's failure."""
    environment = {"LC_ALL": language, "ACCORD_HOME": None, "COLUMNS": "200"}
    result = CliRunner().invoke(_app(), list(map(str, arguments)), env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def refused(ended: Ended, code: int = 2) -> str:
    """What a command said that did not do what it was told: a line, and no traceback."""
    assert ended.code == code, (ended.out, ended.err)
    assert "Traceback" not in ended.out + ended.err
    assert ended.err.startswith("✗ ")
    assert len(ended.err.strip().splitlines()) == 1
    return ended.err


def make_home(place: Path, **more: str) -> Path:
    flags = {"--body": "testpol", "--name": "Made up", "--port": "0", **more}
    made = accord("init", "--home", place, *(one for pair in flags.items() for one in pair))
    assert made.code == 0, made.err
    return place


def wallets(folder: Path, *addresses: str) -> Path:
    path = folder / "list_XBT.txt"
    path.write_text("\n".join(addresses) + "\n")
    return path
