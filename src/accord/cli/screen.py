"""What people see in the terminal: tables, progress, errors; and JSON for machines.

Results go to standard output, everything else to standard error, so that `--json` can be piped.
Colors are never the only carrier of meaning.
"""

import asyncio
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import msgspec
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from accord.model.errors import AccordError, Denied, Invalid
from accord.words.render import negotiate, render

T = TypeVar("T")

# What lists, settings and people write is text: brackets and colons in it mean nothing.
out = Console(highlight=False, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, markup=False, emoji=False)

HomeOption = Annotated[
    Path, typer.Option("--home", help="The node's home folder.", envvar="ACCORD_HOME")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]

EXIT_BY_ERROR: dict[str, int] = {"caller": 2, "operator": 3, "auditor": 4, "nobody": 5}


def language() -> str:
    """From the environment, as other commands do (LC_ALL, LC_MESSAGES, LANG)."""
    import os

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return negotiate(value.partition(".")[0].replace("_", "-"))
    return "en"


def print_json(value: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def say_error(error: AccordError) -> str:
    code = error.code if isinstance(error, Denied) else f"error_{error.code}"
    text = render(code, error.params, language())
    if isinstance(error, Invalid) and "detail" in error.params:
        return f"{text} ({error.params['detail']})"
    return text


@contextmanager
def told_plainly(*, as_json: bool = False) -> Iterator[None]:
    """Errors of ours in one line and an exit code by who must act; no traceback."""
    try:
        yield
    except AccordError as error:
        fail(error, as_json=as_json)
    except BrokenPipeError:
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        err.print("stopped")
        raise typer.Exit(130) from None


def fail(error: AccordError, *, as_json: bool = False) -> NoReturn:
    if as_json:
        problem = {"error": error.code, "params": error.params, "text": say_error(error)}
        print_json(problem)
    else:
        err.print(f"✗ {say_error(error)}", soft_wrap=True)
    raise typer.Exit(EXIT_BY_ERROR[error.who_acts])


def run_async(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@contextmanager
def progress_bar(label: str, *, hidden: bool) -> Iterator[tuple[Progress, Any]]:
    """Progress on standard error; the count is shown without a total when none is known."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=hidden or not err.is_terminal,
    )
    with bar:
        yield bar, bar.add_task(label, total=None)
