"""`accord init`, `accord serve`."""

import re
from typing import Annotated

import typer

from accord.cli.screen import HomeOption, JsonOption, out, print_json, told_plainly
from accord.model.errors import Invalid


def add_to(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(serve)


def init(  # noqa: PLR0917 (one flag a setting)
    home: HomeOption,
    body: Annotated[str, typer.Option(help="Short id of the body, e.g. `afripol`.")],
    name: Annotated[str, typer.Option(help="The body's name as people know it.")],
    authority: Annotated[str, typer.Option(help="The authority of the first principal.")] = "",
    duty_number: Annotated[str, typer.Option(help="Telephone of the duty desk.")] = "",
    port: Annotated[int, typer.Option(help="HTTP port; 0 takes a free one.")] = 8470,
    simulation: Annotated[bool, typer.Option(help="Mark everything as made up.")] = False,
    json: JsonOption = False,
) -> None:
    """Make a node's home: settings, keys, and a first principal with its API key in a file."""
    from accord.node.beginning import begin
    from accord.node.settings import Settings

    with told_plainly(as_json=json):
        if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", body):
            raise Invalid("body_id_unusable")
        settings = Settings(
            body=body,
            name=name,
            authority=authority or body,
            duty_number=duty_number,
            port=port,
            simulation=simulation,
        )
        made = begin(home, settings)
    if json:
        print_json({"home": str(made.root), "body": body, "key_file": str(made.keys / "api.key")})
        return
    out.print(f"● {name} ({body}) is ready in {made.root}", soft_wrap=True)
    out.print(f"  API key of the first officer: {made.keys / 'api.key'}", soft_wrap=True)
    out.print(f"  next: accord import --home {home} --format un-sc FILE", soft_wrap=True)
    out.print(f"        accord serve --home {home}", soft_wrap=True)


def serve(
    home: HomeOption,
    one_process: Annotated[
        bool, typer.Option("--one-process", help="All roles in one process: small nodes, tests.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="Instead of the settings' port.")] = None,
) -> None:
    """Run the node until it is told to stop."""
    from accord.node.home import open_home
    from accord.node.serve import serve_node, serve_one_process

    with told_plainly():
        place = open_home(home)
        (serve_one_process if one_process else serve_node)(place, port=port)
