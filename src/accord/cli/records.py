"""`accord sources`, `accord erase`, `accord rebuild`."""

import time
from typing import Annotated

import typer
from msgspec.structs import asdict
from rich.table import Table

from accord.cli.screen import (
    HomeOption,
    JsonOption,
    err,
    language,
    out,
    print_json,
    progress_bar,
    run_async,
    told_plainly,
)
from accord.model.codes import Param
from accord.model.errors import Conflict
from accord.node.home import Home
from accord.words.render import render

ERASE_TIMEOUT_S = 900.0


def add_to(app: typer.Typer) -> None:
    app.command()(sources)
    app.command()(erase)
    app.command()(rebuild)


def sources(
    home: HomeOption,
    on: Annotated[list[str], typer.Option("--on", help="Switch on for first line.")] = [],  # noqa: B006
    off: Annotated[list[str], typer.Option("--off", help="Switch off for first line.")] = [],  # noqa: B006
    json: JsonOption = False,
) -> None:
    """Show the sources, or switch them on or off for officers' checks."""
    from accord.desks.records.keep_sources import switch_source
    from accord.model.principals import Act
    from accord.model.records import RecordStatus
    from accord.node.home import open_home
    from accord.node.parts import open_node

    with told_plainly(as_json=json), open_node(open_home(home)) as parts:

        async def switch() -> None:
            permit = await parts.gate.admit(parts.first_principal(), Act.SWITCH_SOURCE)
            for source_id, first_line in [*((s, True) for s in on), *((s, False) for s in off)]:
                await switch_source(parts.records, permit, source_id, first_line=first_line)

        if on or off:
            run_async(switch())
        rows = [
            {
                **asdict(one),
                "current": parts.views.count(one.id, RecordStatus.CURRENT),
                "edition": parts.views.edition(one.id),
            }
            for one in parts.views.sources()
        ]
    if json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False)
    for column in ("source", "first line", "records", "edition", "basis", "name"):
        table.add_column(column)
    for row in rows:
        table.add_row(
            str(row["id"]),
            "● on" if row["first_line"] else "○ off",
            str(row["current"]),
            str(row["edition"])[:10],
            render(f"basis_{row['basis']}", {}, language()),
            str(row["name"]),
        )
    out.print(table)


def erase(
    home: HomeOption,
    record: Annotated[str, typer.Argument(help="Record id, as answers show it.")],
    reason: Annotated[str, typer.Option(help="Why, for the ledger: no personal data.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: JsonOption = False,
) -> None:
    """Erase a record for good, then scan every file of the node until nothing of it is found."""
    from accord.desks.records.erase import Erasure, erase_record
    from accord.model.ids import parse_record_id
    from accord.model.principals import Act
    from accord.node.home import open_home
    from accord.node.parts import open_node

    with told_plainly(as_json=json):
        place = open_home(home)
        record_id = parse_record_id(record)
        if not yes and not json:
            typer.confirm(render("ask_erase", {"record": record_id}, language()), abort=True)
        with open_node(place) as parts:

            async def work() -> Erasure:
                permit = await parts.gate.admit(parts.first_principal(), Act.ERASE)
                return await erase_record(
                    parts.records, permit, parts.log, parts.index, record_id, reason=reason
                )

            erasure = run_async(work())
        # Outside: offline, closing the node is what lets the index follow.
        _wait_until_gone(place, erasure.needles, as_json=json)
    result: dict[str, Param] = {
        "record": record_id,
        "versions": erasure.versions,
        "position": erasure.position,
    }
    if json:
        print_json(result)
    else:
        out.print(render("erased_line", result, language()), soft_wrap=True)


def _wait_until_gone(home: Home, needles: tuple[bytes, ...], *, as_json: bool) -> None:
    from accord.desks.records.erase import find_remains

    until = time.monotonic() + ERASE_TIMEOUT_S
    while True:
        files = [
            path
            for folder in (home.data, home.index, home.out, home.run)
            for path in folder.rglob("*")
            if path.is_file()
        ]
        remains = find_remains(needles, files)
        if not remains:
            return
        if time.monotonic() > until:
            names = ", ".join(sorted(str(path.relative_to(home.root)) for path in remains))
            raise Conflict("erasure_incomplete", files=names)
        if not as_json:
            err.print(f"· {len(remains)} files still to be rewritten", end="\r")
        time.sleep(0.2)


def rebuild(home: HomeOption, json: JsonOption = False) -> None:
    """Make views and index anew from the log, next to the old ones, then change over."""
    from accord.model.principals import Act
    from accord.node.home import open_home
    from accord.node.parts import open_node
    from accord.node.rebuilding import rebuild_home

    with told_plainly(as_json=json):
        place = open_home(home)
        with open_node(place) as parts:
            run_async(parts.gate.admit(parts.first_principal(), Act.REBUILD))
        started = time.monotonic()
        with progress_bar("rebuild", hidden=json) as (bar, task):
            events = rebuild_home(
                place, progress=lambda done, total: bar.update(task, completed=done, total=total)
            )
        seconds = round(time.monotonic() - started, 3)
    if json:
        print_json({"events": events, "seconds": seconds})
    else:
        out.print(render("rebuilt_line", {"count": events, "seconds": seconds}, language()))
