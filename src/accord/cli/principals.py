"""`accord principals`: who may sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from accord.cli.screen import HomeOption, JsonOption, out, print_json, run_async, told_plainly
from accord.model.errors import AccordError, Invalid


def add_to(app: typer.Typer) -> None:
    principals = typer.Typer(help="Who may sign in, and as what.", no_args_is_help=True)
    principals.command("list")(list_principals)
    principals.command("add")(add)
    principals.command("revoke")(revoke)
    app.add_typer(principals, name="principals")


def list_principals(home: HomeOption, json: JsonOption = False) -> None:
    """All principals with their roles and purposes; never a key."""
    from accord.node.home import open_home
    from accord.node.parts import open_node

    with told_plainly(as_json=json), open_node(open_home(home)) as parts:
        principals = parts.views.principals()
    if json:
        print_json(principals)
        return
    table = Table(box=None, pad_edge=False)
    for column in ("id", "authority", "roles", "purposes"):
        table.add_column(column)
    for one in principals:
        table.add_row(one.id, one.authority, ", ".join(one.roles), ", ".join(one.purposes))
    out.print(table)


def add(
    home: HomeOption,
    id: Annotated[str, typer.Argument(help="`p:` and a pseudonym, e.g. p:post-7-a.")],  # noqa: A002
    key_file: Annotated[Path, typer.Option(help="New file for the API key, mode 0600.")],
    role: Annotated[list[str], typer.Option(help="Can be repeated.")],
    purpose: Annotated[list[str], typer.Option(help="Can be repeated; none means all.")] = [],  # noqa: B006
    authority: Annotated[str, typer.Option()] = "",
    json: JsonOption = False,
) -> None:
    """Add a principal; its API key goes into a file that only you can read."""
    from accord.desks.oversight.keep_principals import (
        ALL_PURPOSES,
        add_principal,
        make_api_key,
        principal_added,
    )
    from accord.model.markings import Purpose
    from accord.model.principals import Act, Role
    from accord.node.home import open_home
    from accord.node.parts import open_node
    from accord.store.encoding import principal_of

    with told_plainly(as_json=json), open_node(open_home(home)) as parts:
        try:
            roles = [Role(one) for one in role]
            purposes = [Purpose(one) for one in purpose] or list(ALL_PURPOSES)
        except ValueError as error:
            raise Invalid("role_or_purpose_unknown") from error
        key = make_api_key()
        added = principal_added(
            id,
            body=parts.settings.body,
            authority=authority or parts.settings.authority,
            roles=roles,
            purposes=purposes,
            key=key,
        )

        async def work() -> None:
            permit = await parts.gate.admit(
                parts.administrator(), Act.ADD_PRINCIPAL, newcomer=principal_of(added)
            )
            await add_principal(parts.appender, parts.views, permit, added)

        with _new_key_file(key_file, key):
            run_async(work())
    if json:
        print_json({"id": id, "key_file": str(key_file)})
    else:
        out.print(f"● {id}: key in {key_file}", soft_wrap=True)


@contextmanager
def _new_key_file(path: Path, key: str) -> Iterator[None]:
    """Written first: a principal whose key nobody has would be of no use. Gone again when there
    is no such principal.
    """
    from accord.node.beginning import write_key_file

    try:
        write_key_file(path, key)
    except FileExistsError as error:
        raise Invalid("key_file_exists") from error
    except OSError as error:
        raise Invalid("home_not_writable") from error
    try:
        yield
    except AccordError as error:
        if error.code != "writer_lost":  # then nobody knows, and the key may be needed
            path.unlink()
        raise


def revoke(home: HomeOption, id: str, json: JsonOption = False) -> None:  # noqa: A002
    """Revoke a principal: its key opens nothing any more."""
    from accord.desks.oversight.keep_principals import revoke_principal
    from accord.model.principals import Act
    from accord.node.home import open_home
    from accord.node.parts import open_node

    with told_plainly(as_json=json), open_node(open_home(home)) as parts:

        async def work() -> None:
            leaving = parts.views.principal(id)
            permit = await parts.gate.admit(
                parts.administrator(), Act.ADD_PRINCIPAL, newcomer=leaving
            )
            await revoke_principal(parts.appender, parts.views, permit, id)

        run_async(work())
    if json:
        print_json({"revoked": id})
    else:
        out.print(f"○ {id} is revoked")
