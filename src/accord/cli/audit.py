"""`accord audit verify`, `accord audit checkpoint`."""

from pathlib import Path
from typing import Annotated

import typer

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
    from accord.desks.oversight.verify import verify as verify_rows
    from accord.node.home import open_home
    from accord.node.parts import read_signer
    from accord.node.settings import read_settings
    from accord.store.sqlite_log import SqliteLogReader

    with told_plainly(as_json=json):
        place = open_home(home)
        signer = read_signer(place, read_settings(place))
        outside = [(path.name, _read(path)) for path in checkpoint]
        rows = SqliteLogReader.open(place.data)
        with progress_bar("verify", hidden=json) as (bar, task):
            found = verify_rows(
                rows,
                public_keys={signer.name: signer.public_key},
                outside=outside,
                progress=lambda events: bar.update(task, completed=events),
            )
        rows.close()
    if json:
        print_json(
            {
                "ok": not found.findings,
                "events": found.events,
                "leaves": found.leaves,
                "checkpoints": found.checkpoints,
                "payloads": found.payloads,
                "erased": found.erased,
                "root": found.root.hex(),
                "findings": found.findings,
                "unproven": [] if outside else ["truncation", "whole_rewrite"],
            }
        )
    else:
        params = {"events": found.events, "leaves": found.leaves, "payloads": found.payloads}
        for finding in found.findings:
            what = render(f"finding_{finding.code}", {}, language())
            out.print(f"✗ {finding.place}: {what}", soft_wrap=True, markup=False)
        if not found.findings:
            out.print("● " + render("audit_proven", params, language()), soft_wrap=True)
        if not outside:
            out.print("  " + render("audit_unproven", {}, language()), soft_wrap=True)
    if found.findings:
        raise typer.Exit(1)


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
        to.write_text(note)
    if json:
        print_json({"checkpoint": note})
    elif to is None:
        typer.echo(note, nl=False)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("file_unreadable", file=path.name) from error
