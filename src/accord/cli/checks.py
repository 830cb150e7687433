"""`accord check`, `accord compare`."""

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from accord.cli.screen import (
    HomeOption,
    JsonOption,
    err,
    language,
    out,
    print_json,
    progress_bar,
    run_async,
    say_error,
    told_plainly,
)
from accord.model.errors import AccordError, Invalid
from accord.words.render import render

Field = Annotated[str, typer.Option()]


def add_to(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(compare)


def check(  # noqa: PLR0917 (one flag a field)
    home: HomeOption,
    name: Annotated[str, typer.Option(help="In any script; several parted by `;`.")] = "",
    kind: Annotated[str, typer.Option(help="person (default with a name), organization, …")] = "",
    born: Annotated[str, typer.Option(help="1970, 1970-05, 1970-05-12, 1970~, 1968/1971.")] = "",
    nationality: Annotated[str, typer.Option(help="Code or name of a country.")] = "",
    sex: Annotated[str, typer.Option(help="F, M or U.")] = "",
    document: Annotated[str, typer.Option(help="Number of any document.")] = "",
    plate: Field = "",
    vin: Field = "",
    phone: Field = "",
    email: Field = "",
    iban: Field = "",
    wallet: Annotated[str, typer.Option(help="Address, whatever the currency.")] = "",
    ip: Field = "",
    domain: Field = "",
    url: Field = "",
    handle: Field = "",
    hash: Annotated[str, typer.Option(help="Hash of a file.")] = "",  # noqa: A002
    purpose: Annotated[str, typer.Option(help="Why: border_check, investigation, arrest, …")] = "",
    file_reference: Annotated[str, typer.Option(help="Your file's own number.")] = "",
    reason: Field = "",
    batch: Annotated[
        Path | None, typer.Option(help="CSV or JSON lines of questions; one JSON line an answer.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Ask: who or what is this, why do we think so, what may be done here."""
    fields = {key: value for key, value in locals().items() if isinstance(value, str) and value}
    from accord.formats.questions import make_question
    from accord.node.home import open_home
    from accord.node.parts import open_node

    with told_plainly(as_json=json), open_node(open_home(home)) as parts:
        if batch is not None:
            _run_batch(parts, batch)
            return
        if not set(fields) - {"purpose", "file_reference", "reason", "kind"}:
            raise Invalid("question_names_nothing")
        _run_one(parts, make_question(fields), as_json=json)


def _run_one(parts: Any, question: Any, *, as_json: bool) -> None:
    from accord.cli.answer_table import show_answer
    from accord.desks.checks.run import run_check
    from accord.desks.checks.say import say

    answer = run_async(run_check(parts.checks, parts.first_principal(), question))
    answer = say(answer, language())
    if as_json:
        print_json(answer)
        return
    names = {source.id: source.name for source in parts.views.sources()}
    simulation = parts.settings.simulation
    out.print(show_answer(answer, language=language(), simulation=simulation, sources=names))


def _run_batch(parts: Any, batch: Path) -> None:
    """Answers in the order of the questions; a row that is no question says so in its place."""
    from accord.desks.checks.run import run_check
    from accord.desks.checks.say import say
    from accord.formats.edition import Rejection
    from accord.formats.questions import read_questions

    principal = parts.first_principal()
    try:
        stream = batch.open("rb")
    except OSError as error:
        raise Invalid("file_unreadable", file=batch.name) from error

    async def answer_all(advance: Callable[[], None]) -> int:
        wrong = 0
        for row in read_questions(stream, name=batch.name):
            if isinstance(row, Rejection):
                wrong += 1
                text = render(f"error_{row.code}", row.params, language())
                print_json({"line": row.line, "error": row.code, "text": text})
                continue
            try:
                answer = await run_check(parts.checks, principal, row.question)
            except AccordError as error:
                wrong += 1
                print_json({"line": row.line, "error": error.code, "text": say_error(error)})
            else:
                print_json(say(answer, language()))
            advance()
        return wrong

    with stream, progress_bar("check", hidden=not err.is_terminal) as (bar, task):
        wrong = run_async(answer_all(lambda: bar.advance(task)))
    if wrong:
        err.print(render("batch_rejected", {"count": wrong}, language()))
        raise typer.Exit(2)


def compare(
    pairs: Annotated[
        Path, typer.Option("--pairs", help="CSV with `left,right`, perhaps `kind,left_born,…`.")
    ],
    json: JsonOption = False,
) -> None:
    """Compare pairs of descriptions: the same rows with `probability` and `reasons`."""
    from accord.formats.edition import Rejection
    from accord.formats.pairs import read_pairs
    from accord.matching.pairs import compare as compare_subjects

    with told_plainly(as_json=json):
        try:
            stream = pairs.open("rb")
        except OSError as error:
            raise Invalid("file_unreadable", file=pairs.name) from error
        writer: Any = None
        rejected = 0
        with stream:
            for pair in read_pairs(stream, name=pairs.name):
                if isinstance(pair, Rejection):
                    rejected += 1
                    text = render(f"error_{pair.code}", pair.params, language())
                    err.print(f"{pair.file}:{pair.line}: {text}", soft_wrap=True)
                    continue
                score = compare_subjects(pair.left, pair.right)
                texts = [
                    f"{render(f'reason_{one.code}', one.params, language())} ({one.log_odds:+.1f})"
                    for one in score.reasons
                ]
                probability = round(score.probability, 4)
                if json:
                    print_json({**pair.row, "probability": probability, "reasons": texts})
                    continue
                row = {**pair.row, "probability": f"{probability:.4f}", "reasons": "; ".join(texts)}
                if writer is None:
                    writer = csv.DictWriter(sys.stdout, list(row), extrasaction="ignore")
                    writer.writeheader()
                writer.writerow(row)
        if rejected:
            raise typer.Exit(2)
