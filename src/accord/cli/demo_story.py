"""The demo's story in its first form: one node, scene `officer` by name.

Real processes and the public API, so what is shown is what a body would run. A scene passes on
what happened and in which order; it reports its seconds and fails only at ten times a promise.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
from rich.markup import escape

from accord.cli.answer_table import show_answer
from accord.cli.demo_people import (
    PEOPLE_SOURCE,
    WALLET,
    WALLET_SOURCE,
    cast,
    crowd,
    wallets,
)
from accord.cli.screen import language, out, print_json, run_async
from accord.desks.records.keep_sources import know_source
from accord.desks.records.submit import import_edition
from accord.formats.edition import Edition
from accord.model.checks import Answer, Verdict
from accord.model.errors import Unavailable
from accord.model.principals import Act
from accord.model.records import Entry, Source
from accord.node.auditing import verify_home
from accord.node.beginning import API_KEY, begin
from accord.node.home import Home, open_home
from accord.node.parts import open_node
from accord.node.processes import read_node_file
from accord.node.settings import Settings

START_TIMEOUT_S = 60.0
PROMISED_ANSWER_S = 0.1
"""A local answer in under 100 ms; a scene fails only at ten times that."""

DIALOGUE = (
    "“the police officer in the field has access to the right information that can prevent a "
    "crime, save a life, or stop a terrorist attack”"
)


class Told(msgspec.Struct):
    """One scene as it went; one JSON line with `--json`."""

    scene: str
    ok: bool
    seconds: float
    says: str


class Step(msgspec.Struct, frozen=True):
    """One question of a scene and what its answer has to keep."""

    says: str
    subject: dict[str, object]
    keeps: Callable[[Answer], bool]


def play(home: Path | None, *, port: int, once: bool, as_json: bool) -> bool:
    """Play the story; True when every scene kept its promise. Stays up unless `once`."""
    with tempfile.TemporaryDirectory(prefix="accord-demo-") as folder:
        root = home or Path(folder) / "home"
        made = _prepare(root, port=port, as_json=as_json)
        with _running(made) as url:
            _say(as_json, f"● node up: {url} (API: {url}/api/openapi.json)")
            told = [_kept_or_told(_officer, made, url, as_json=as_json)]
            for scene in told:
                if as_json:
                    print_json(scene)
            if not once:
                _stay_up(made, url)
        return all(scene.ok for scene in told)


def _prepare(root: Path, *, port: int, as_json: bool) -> Home:
    if (root / "node.toml").exists():
        return open_home(root)
    settings = Settings(
        body="demopol",
        name="Demo Police Cooperation (simulation, not affiliated)",
        authority="demo-border",
        duty_number="+000 555 0142",
        simulation=True,
        port=port,
    )
    home = begin(root, settings)
    _say(as_json, "● a new node with made-up people of 23 languages; simulation, not affiliated")
    count = load_entries(home, PEOPLE_SOURCE, [*cast(), *crowd()])
    load_entries(home, WALLET_SOURCE, wallets())
    _say(as_json, f"● {count} made-up wanted persons loaded, and a list of wallets (off)")
    return home


def load_entries(home: Home, source: Source, entries: Iterable[Entry]) -> int:
    with open_node(home) as parts:

        async def work() -> int:
            permit = await parts.gate.admit(parts.first_principal(), Act.SUBMIT)
            known = await know_source(parts.records, permit, source)
            edition = Edition(edition="", entries=iter(entries))
            report = await import_edition(parts.records, permit, known, edition)
            return report.read

        return run_async(work())


@contextmanager
def _running(home: Home) -> Iterator[str]:
    """The node's processes, ended with us."""
    home.node_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "accord.cli.main", "serve", "--home", str(home.root)]
    log_path = home.run / "node.log"
    with (
        log_path.open("wb") as log,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log) as node,  # noqa: S603
    ):
        try:
            yield _wait_for(home, node)
        finally:
            node.terminate()


def _wait_for(home: Home, node: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until and node.poll() is None:
        content = read_node_file(home)
        if content is not None:
            url = str(content["url"])
            try:
                httpx.get(f"{url}/health", timeout=5.0).raise_for_status()
            except httpx.HTTPError:
                pass
            else:
                return url
        time.sleep(0.05)
    raise Unavailable("node_did_not_start")


def _kept_or_told(scene: Callable[..., Told], home: Home, url: str, *, as_json: bool) -> Told:
    """A node that does not answer is a scene that failed, not a crash of the demo."""
    started = time.monotonic()
    try:
        return scene(home, url, as_json=as_json)
    except httpx.HTTPError as error:
        seconds = round(time.monotonic() - started, 3)
        _say(as_json, f"✗ {type(error).__name__}")
        return Told(scene.__name__.strip("_"), ok=False, seconds=seconds, says=str(error))


def _officer(home: Home, url: str, *, as_json: bool) -> Told:
    """A border post: the same person in other letters, a namesake, nobody, a wallet."""
    started = time.monotonic()
    _say(as_json, f"\n[bold]officer[/bold]  {escape(DIALOGUE)}")
    key = (home.keys / API_KEY).read_text().strip()
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": language()}
    failed: list[str] = []
    slowest = 0.0
    with httpx.Client(base_url=url, headers=headers, timeout=30.0) as client:
        for step in _steps():
            answer = _ask(client, step.subject)
            slowest = max(slowest, answer.seconds)
            _show(as_json, step, answer)
            if not step.keeps(answer):
                failed.append(step.says)
        failed += _wallet(client, as_json=as_json)
    failed += _account(home, as_json=as_json)
    if slowest > 10 * PROMISED_ANSWER_S:
        failed.append(f"the slowest answer took {slowest:.2f} s")
    says = "; ".join(failed) or f"all kept; slowest answer {slowest * 1000:.0f} ms"
    return Told("officer", not failed, round(time.monotonic() - started, 3), says)


def _steps() -> Iterator[Step]:
    def first_is(part: str) -> Callable[[Answer], bool]:
        return lambda answer: bool(answer.hits) and part in answer.hits[0].names[0]

    yield Step(
        "typed in Arabic; the list has Latin letters only",
        {"names": [{"text": "فاروق عبد الرحمن تنوري"}]},
        first_is("TANNOURI"),
    )
    yield Step(
        "one letter wrong, parts swapped, with the birth date",
        {"names": [{"text": "Tanouri Faruk Abdulrahman"}], "born": ["1974-03-09"]},
        lambda answer: first_is("TANNOURI")(answer) and answer.hits[0].probability > 0.9,
    )
    yield Step(
        "a namesake, born 26 years later: not sent on by name alone",
        {"names": [{"text": "Farouk Abd al-Rahman Tannouri"}], "born": ["2000-01-02"]},
        lambda answer: all(hit.probability < 0.5 for hit in answer.hits),
    )
    yield Step("in Chinese characters", {"names": [{"text": "欧阳志伟"}]}, first_is("OUYANG"))
    yield Step(
        "in Cyrillic", {"names": [{"text": "Верещуков Алексей Юрьевич"}]}, first_is("VERESHCHUKOV")
    )
    yield Step(
        "somebody on no list",
        {"names": [{"text": "Ottilie Brandvold-Eskelund"}], "born": ["1993-05-17"]},
        lambda answer: answer.verdict is Verdict.NOTHING_FOUND and bool(answer.advice),
    )


def _wallet(client: httpx.Client, *, as_json: bool) -> list[str]:
    """Off: the answer says that it was not asked. On: found, in any letter case."""
    subject: dict[str, object] = {
        "kind": "wallet",
        "identifiers": [{"kind": "wallet", "value": WALLET.lower()}],
    }
    failed = []
    off = Step(
        "a listed wallet while its source is off for first line",
        subject,
        lambda answer: not answer.hits and WALLET_SOURCE.id in answer.outcomes[0].sources_not_asked,
    )
    on = Step(
        "the same, its source switched on",
        subject,
        lambda answer: len(answer.hits) == 1 and answer.hits[0].probability > 0.98,
    )
    for step, first_line in ((off, False), (on, True)):
        body = {"first_line": first_line}
        client.post(f"/api/v1/sources/{WALLET_SOURCE.id}", json=body).raise_for_status()
        answer = _ask(client, subject)
        _show(as_json, step, answer)
        if not step.keeps(answer):
            failed.append(step.says)
    return failed


def _ask(client: httpx.Client, subject: dict[str, object]) -> Answer:
    question = {"subject": {"kind": "person", **subject}, "purpose": "border_check"}
    response = client.post("/api/v1/checks", json=question)
    response.raise_for_status()
    return msgspec.json.decode(response.content, type=Answer)


def _account(home: Home, *, as_json: bool) -> list[str]:
    """Every look above is on the ledger, and the ledger proves itself."""
    found = verify_home(home)
    _say(as_json, f"● ledger: {found.leaves} leaves, {len(found.findings)} findings")
    return [f"{finding.place}: {finding.code}" for finding in found.findings]


def _show(as_json: bool, step: Step, answer: Answer) -> None:
    kept = "✓" if step.keeps(answer) else "✗"
    _say(as_json, f"\n{kept} [bold]{escape(step.says)}[/bold]")
    if not as_json:
        names = {source.id: source.name for source in (PEOPLE_SOURCE, WALLET_SOURCE)}
        best = msgspec.structs.replace(answer, hits=answer.hits[:1])
        out.print(show_answer(best, language=language(), simulation=True, sources=names))


def _stay_up(home: Home, url: str) -> None:
    out.print(f"\n● the node stays up at {url} until you press Ctrl-C", soft_wrap=True)
    out.print(
        f"  try: .venv/bin/accord check --home {home.root} --name 'فاروق تنوري' \\", soft_wrap=True
    )
    out.print("         --purpose border_check", soft_wrap=True)
    out.print(f"  API: {url}/api/openapi.json, key in {home.keys / API_KEY}", soft_wrap=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        out.print("● stopped")


def _say(as_json: bool, text: str) -> None:
    if not as_json:
        out.print(text, soft_wrap=True, markup=True)
