"""An answer on the terminal: the verdict first, in words and shape; reasons below.

Plain under stress: what may be done here stands beside what is requested.
"""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from accord.model.checks import Answer, Hit, Verdict
from accord.model.codes import Coded, Param
from accord.words.render import render

SHAPES = {
    Verdict.NOTHING_FOUND: ("○", "dim"),
    Verdict.SECOND_LINE: ("▲", "bold"),
    Verdict.COULD_NOT_CHECK: ("✕", "bold reverse"),
}
"""Shape and style: never only a color."""

MOST_NAMES = 4


def show_answer(
    answer: Answer, *, language: str, simulation: bool, sources: dict[str, str]
) -> RenderableType:
    """`answer` with its texts filled in, as something rich can print."""
    shape, style = SHAPES[answer.verdict]
    parts: list[RenderableType] = [Text(f"{shape} {answer.verdict_text}", style=style)]
    if simulation:
        parts.append(Text(render("simulation_banner", {}, language), style="italic"))
    parts += [_hit(hit, language, sources) for hit in answer.hits]
    parts += [Padding(_line(coded), (0, 2)) for coded in answer.advice]
    asked = answer.outcomes[0]
    names = ", ".join(sources.get(one, one) for one in asked.sources_asked) or "-"
    params: dict[str, Param] = {"sources": names, "milliseconds": round(answer.seconds * 1000, 1)}
    parts.append(Padding(Text(render("asked_line", params, language), style="dim"), (0, 2)))
    return Group(*parts)


def _hit(hit: Hit, language: str, sources: dict[str, str]) -> RenderableType:
    head = Text.assemble(
        (f"{_percent(hit.probability)}  ", "bold"), (_title(hit, language), "bold")
    )
    body = Table.grid(padding=(0, 2))
    body.add_column(style="dim", no_wrap=True)
    body.add_column()
    for label, value in _facts(hit, language, sources):
        body.add_row(render(label, {}, language), value)
    return Panel(body, title=head, title_align="left", border_style="dim")


def _title(hit: Hit, language: str) -> str:
    """The name, else the identifier that the record is about, else that its holder knows."""
    if hit.names:
        return hit.names[0]
    if hit.subject is not None and hit.subject.identifiers:
        return hit.subject.identifiers[0].value
    return render("content_with_holder", {}, language)


def _percent(probability: float) -> str:
    """Never 100 %: no score is a proof of identity."""
    return ">99%" if probability > 0.99 else f"{probability:.0%}"


def _facts(hit: Hit, language: str, sources: dict[str, str]) -> list[tuple[str, Text]]:
    facts = [
        ("label_permitted", _texts(hit.permitted, style="bold")),
        ("label_requested", _texts(hit.requested)),
        ("label_reasons", _reasons(hit)),
        ("label_also", Text("; ".join(hit.names[1:MOST_NAMES]))),
        ("label_who", _who(hit)),
        ("label_basis", Text(render(f"basis_{hit.basis}", {}, language))),
        ("label_source", _source(hit, language, sources)),
        ("label_marking", _marking(hit, language)),
        ("label_record", Text(f"{hit.record} v{hit.version}", style="dim")),
    ]
    return [(label, value) for label, value in facts if value.plain]


def _texts(codes: tuple[Coded, ...], *, style: str = "") -> Text:
    return Text("\n".join(coded.text for coded in codes), style=style)


def _reasons(hit: Hit) -> Text:
    lines = [f"{reason.log_odds:+5.1f}  {reason.text}" for reason in hit.reasons]
    return Text("\n".join(lines))


def _who(hit: Hit) -> Text:
    if hit.subject is None:
        return Text("")
    born = ", ".join(hit.subject.born)
    return Text("  ".join(part for part in (born, ", ".join(hit.subject.nationalities)) if part))


def _source(hit: Hit, language: str, sources: dict[str, str]) -> Text:
    name = sources.get(hit.source, hit.source)
    params: dict[str, Param] = {"source": name, "date": hit.as_of[:10], "count": hit.age_days or 0}
    return Text(render("source_as_of", params, language))


def _marking(hit: Hit, language: str) -> Text:
    marking = hit.marking
    evaluation = f"{marking.source_evaluation}{marking.information_evaluation}"
    return Text(
        f"{marking.handling} · {render(f'visibility_{marking.visibility}', {}, language)} · "
        f"{evaluation}"
    )


def _line(coded: Coded) -> Text:
    return Text(f"· {coded.text}")
