"""`accord import`: an edition of a list into the node, and a file of what was refused."""

import csv
import os
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Self, TextIO

import typer
from msgspec import ValidationError, convert
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
from accord.model.errors import Invalid
from accord.model.records import Source
from accord.words.render import render


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_files)


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
    from accord.formats.registry import FORMATS
    from accord.node.home import open_home
    from accord.node.parts import open_node

    with told_plainly(as_json=json), ExitStack() as stack:
        if format not in FORMATS:
            raise Invalid("format_unknown", formats=", ".join(FORMATS))
        chosen = FORMATS[format]
        if source:
            chosen = replace(chosen, source=_renamed(chosen.source, source))
        place = open_home(home)
        parts = stack.enter_context(open_node(place))
        streams = [(path.name, stack.enter_context(_open(path))) for path in files]
        rejections = stack.enter_context(Rejections(place.out, format))
        bar, task = stack.enter_context(progress_bar(f"import {format}", hidden=json))
        started = time.monotonic()
        report = _take_in(
            parts,
            chosen,
            streams,
            force=force,
            may_withdraw=Asking(bar, agreed=withdraw, silent=json),
            on_rejection=rejections.add,
            progress=lambda now: bar.update(task, completed=now.read),
        )
        seconds = round(time.monotonic() - started, 3)
    result = {**asdict(report), "seconds": seconds}
    if rejections.path is not None:
        result["rejected_file"] = str(rejections.path)
    if json:
        print_json(result)
    else:
        _show_report(result)


def _take_in(parts: Any, chosen: Any, streams: list[tuple[str, BinaryIO]], **how: Any) -> Any:
    from accord.desks.records.keep_sources import know_source
    from accord.desks.records.submit import ImportReport, import_edition
    from accord.formats.edition import NamedStream
    from accord.model.principals import Act

    async def work() -> ImportReport:
        permit = await parts.gate.admit(parts.first_principal(), Act.SUBMIT)
        known = await know_source(parts.records, permit, chosen.source)
        edition = chosen.read([NamedStream(name, stream) for name, stream in streams])
        return await import_edition(parts.records, permit, known, edition, **how)

    return run_async(work())


class Asking:
    """Whether an edition may withdraw many records: agreed beforehand, or a person says so."""

    def __init__(self, bar: Any, *, agreed: bool, silent: bool) -> None:
        self._bar = bar
        self._agreed = agreed
        self._silent = silent

    def __call__(self, count: int, current: int) -> bool:
        if self._agreed or self._silent or not err.is_terminal:
            return self._agreed
        self._bar.stop()
        question = render("ask_withdraw", {"withdrawn": count, "current": current}, language())
        return typer.confirm(question, err=True)


class Rejections:
    """The file that says line and reason of every rejected row; made with the first one."""

    def __init__(self, folder: Path, format_id: str) -> None:
        self._name = f"rejected-{format_id}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
        self._folder = folder
        self._file: TextIO | None = None
        self.path: Path | None = None

    def add(self, rejection: object) -> None:
        from accord.formats.edition import Rejection

        assert isinstance(rejection, Rejection)
        if self._file is None:
            self.path, self._file = _new_file(self._folder, self._name)
            csv.writer(self._file).writerow(["file", "line", "code", "reason"])
        text = render(f"error_{rejection.code}", rejection.params, language())
        csv.writer(self._file).writerow([rejection.file, rejection.line, rejection.code, text])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def _new_file(folder: Path, name: str) -> tuple[Path, TextIO]:
    """For its owner alone, and never over that of another import in the same second."""
    for number in count(1):
        path = folder / (f"{name}.csv" if number == 1 else f"{name}-{number}.csv")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        return path, os.fdopen(handle, "w", encoding="utf-8", newline="")
    raise AssertionError


def _renamed(source: Source, source_id: str) -> Source:
    """Checked here: what the log takes it has to be able to read again."""
    try:
        return convert({**asdict(source), "id": source_id}, Source)
    except ValidationError as error:
        raise Invalid("entry_not_acceptable", field="source") from error


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
