"""`accord demo`: the story, on this machine, with made-up data."""

from pathlib import Path
from typing import Annotated

import typer

from accord.cli.screen import JsonOption, told_plainly


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Play the story and end; exit 1 if a scene fails.")
    ] = False,
    home: Annotated[
        Path | None, typer.Option("--home", help="Where to keep it; else a temporary folder.")
    ] = None,
    port: Annotated[int, typer.Option(help="HTTP port; 0 takes a free one.")] = 0,
    json: JsonOption = False,
) -> None:
    """Start a node with made-up people, say where to look, and play the story."""
    from accord.cli.demo_story import play

    with told_plainly(as_json=json):
        kept = play(home, port=port, once=once, as_json=json)
    if not kept:
        raise typer.Exit(1)
