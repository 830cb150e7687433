"""`accord`: one command a use case. Heavy parts are imported where they are used, so that
`--help` answers at once.
"""

import typer

from accord import __version__

app = typer.Typer(
    name="accord",
    help="Federated police information exchange: one check, every look accounted for.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"accord {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    pass


def run() -> None:
    """Entry point of the `accord` script."""
    from accord.cli import audit, checks, demo, import_lists, principals, records, run_node

    for module in (run_node, import_lists, records, checks, audit, principals, demo):
        module.add_to(app)
    app()


if __name__ == "__main__":
    run()
