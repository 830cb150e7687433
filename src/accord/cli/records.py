"""`accord import`, `accord sources`, `accord erase`, `accord rebuild`."""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, BinaryIO, TextIO

import typer
from msgspec.structs import asdict, replace
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
from accord.model.errors import Conflict, Invalid
from accord.node.home import Home
from accord.words.render import render

ERASE_TIMEOUT_S = 60.0


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_files)
    app.command()(sources)
    app.command()(erase)
    app.command()(rebuild)


def import_files(
    home: HomeOption,
    files: Annotated[list[Path], typer.Argument(help="File or files of one edition.")],
    format: Annotated[str, typer.Option("--format", help="un-sc or crypto-addresses.")],  # noqa: A002
    source: Annotated[str, typer.Option(help="Id of the source, when not the format's own.")] = "",
    force: Annotated[bool, typer.Option(help="Take an older edition over a newer one.")] = False,
    withdraw: Annotated[
        bool, typer.Option(help="Agree beforehand to withdraw more than a tenth.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Load an edition of a list: what is new, amended or withdrawn changes, nothing else."""
    from accord.desks.records.keep_sources import know_source
    from accord.desks.records.submit import ImportReport, import_edition
    from accord.formats.edition import NamedStream, Rejection
    from accord.formats.registry import FORMATS
    from accord.model.principals import Act
    from accord.node.home import open_home
    from accord.node.parts import open_node

    with told_plainly(as_json=json), ExitStack() as stack:
        if format not in FORMATS:
            raise Invalid("format_unknown", formats=", ".join(FORMATS))
        chosen = FORMATS[format]
        place = open_home(home)
        parts = stack.enter_context(open_node(place))
        streams = [NamedStream(path.name, stack.enter_context(_open(path))) for path in files]
        rejected = Rejections(place.out, format)
        bar, task = stack.enter_context(progress_bar(f"import {format}", hidden=json))
        started = time.monotonic()

        def show(report: ImportReport) -> None:
            bar.update(task, completed=report.read)

        def keep(rejection: Rejection) -> None:
            rejected.add(rejection)

        def may_withdraw(count: int, current: int) -> bool:
            if withdraw or json or not err.is_terminal:
                return withdraw
            bar.stop()
            question = render("ask_withdraw", {"withdrawn": count, "current": current}, language())
            return typer.confirm(question, err=True)

        async def work() -> ImportReport:
            permit = await parts.gate.admit(parts.first_principal(), Act.SUBMIT)
            default = replace(chosen.source, id=source) if source else chosen.source
            known = await know_source(parts.records, permit, default)
            return await import_edition(
                parts.records,
                permit,
                known,
                chosen.read(streams),
                force=force,
                may_withdraw=may_withdraw,
                on_rejection=keep,
                progress=show,
            )

        try:
            report = run_async(work())
        finally:
            rejected.close()
        seconds = round(time.monotonic() - started, 3)
    result = {**asdict(report), "seconds": seconds}
    if rejected.path is not None:
        result["rejected_file"] = str(rejected.path)
    if json:
        print_json(result)
    else:
        _show_report(result)


class Rejections:
    """The file that says line and reason of every rejected row; made with the first one."""

    def __init__(self, folder: Path, format_id: str) -> None:
        self._name = f"rejected-{format_id}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.csv"
        self._folder = folder
        self._file: TextIO | None = None
        self.path: Path | None = None

    def add(self, rejection: object) -> None:
        import csv

        from accord.formats.edition import Rejection

        assert isinstance(rejection, Rejection)
        if self._file is None:
            self.path = self._folder / self._name
            self._file = self.path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(["file", "line", "code", "reason"])
        text = render(f"error_{rejection.code}", rejection.params, language())
        csv.writer(self._file).writerow([rejection.file, rejection.line, rejection.code, text])

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Invalid("file_unreadable", file=path.name) from error


def _show_report(result: dict[str, object]) -> None:
    table = Table.grid(padding=(0, 2))
    for name, value in result.items():
        table.add_row(render(f"import_{name}", {}, language()), str(value))
    out.print(table)


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
                    parts.records, permit, parts.log, record_id, reason=reason
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
