"""`accord audit verify`, `accord audit checkpoint`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import asdict

from accord.cli.screen import (
    HomeOption,
    JsonOption,
    language,
    out,
    print_json,
    progress_bar,
    told_plainly,
)
from accord.model.errors import Invalid
from accord.words.render import render

if TYPE_CHECKING:
    from accord.desks.oversight.verify import Verification


def add_to(app: typer.Typer) -> None:
    audit = typer.Typer(help="Prove what happened.", no_args_is_help=True)
    audit.command()(verify)
    audit.command()(checkpoint)
    app.add_typer(audit, name="audit")


def verify(
    home: HomeOption,
    checkpoint: Annotated[
        list[Path],
        typer.Option("--checkpoint", help="A checkpoint kept elsewhere; can be repeated."),
    ] = [],  # noqa: B006 (typer copies it)
    json: JsonOption = False,
) -> None:
    """Compute every hash again; exit 0 when everything proves itself, else 1 and where not."""
    from accord.node.auditing import verify_home
    from accord.node.home import open_home

    with told_plainly(as_json=json):
        place = open_home(home)
        outside = [(path.name, _read(path)) for path in checkpoint]
        with progress_bar("verify", hidden=json) as (bar, task):
            found = verify_home(
                place,
                outside=outside,
                progress=lambda events: bar.update(task, completed=events),
            )
    unproven = [] if outside else ["truncation", "whole_rewrite"]
    if json:
        counted = {name: value for name, value in asdict(found).items() if name != "root"}
        proven = {"ok": not found.findings, "root": found.root.hex(), "unproven": unproven}
        print_json({**counted, **proven})
    else:
        _show(found, unproven)
    if found.findings:
        raise typer.Exit(1)


def _show(found: "Verification", unproven: list[str]) -> None:
    for finding in found.findings:
        what = render(f"finding_{finding.code}", {}, language())
        out.print(f"✗ {finding.place}: {what}", soft_wrap=True)
    if not found.findings:
        params = {"events": found.events, "leaves": found.leaves, "payloads": found.payloads}
        out.print("● " + render("audit_proven", params, language()), soft_wrap=True)
    if unproven:
        out.print("  " + render("audit_unproven", {}, language()), soft_wrap=True)


def checkpoint(
    home: HomeOption,
    to: Annotated[Path | None, typer.Option("--to", help="File to write it to.")] = None,
    json: JsonOption = False,
) -> None:
    """The newest signed checkpoint: keep it elsewhere, and a cut or rewritten log will show."""
    from accord.node.home import open_home
    from accord.node.newest import newest_checkpoint

    with told_plainly(as_json=json):
        note = newest_checkpoint(open_home(home))
        if to is not None:
            _write(to, note)
    if json:
        print_json({"checkpoint": note})
    elif to is None:
        typer.echo(note, nl=False)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("file_unreadable", file=path.name) from error


def _write(path: Path, note: str) -> None:
    try:
        path.write_text(note, "utf-8")
    except OSError as error:
        raise Invalid("home_not_writable") from error
