"""Identifier check over HTTP, gate and ledger on, beside an authenticated empty handler of the
same server (`GET /api/v1/me`), in turn, in the same run. Budget: at least half its rate.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx

from accord.cli.demo_story import load_entries
from accord.model.markings import Audience, Basis, Marking
from accord.model.records import Entry, Source
from accord.model.subjects import Identifier, IdentifierKind, Subject, SubjectKind
from accord.node.beginning import begin
from accord.node.home import Home
from accord.node.settings import Settings
from bench.load import drive, request

SOURCE = Source(
    id="bench-documents",
    name="Made-up stolen documents",
    basis=Basis.BODY_PUBLISHED,
    complete=False,
    first_line=True,
)


def documents(count: int) -> Iterator[Entry]:
    for number in range(count):
        yield Entry(
            entry_id=str(number),
            subject=Subject(
                kind=SubjectKind.DOCUMENT,
                identifiers=(Identifier(IdentifierKind.PASSPORT, f"X{number:08d}"),),
            ),
            marking=Marking(audience=Audience(everyone=True)),
        )


@contextmanager
def running_node(home: Home) -> Iterator[tuple[str, int, str]]:
    """`accord serve`, until it answers; host, port and API key."""
    command = [sys.executable, "-m", "accord.cli.main", "serve", "--home", str(home.root)]
    node = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        key = (home.keys / "api.key").read_text().strip()
        while True:
            time.sleep(0.1)
            if not home.node_file.exists():
                continue
            content = json.loads(home.node_file.read_text())
            try:
                httpx.get(f"{content['url']}/health").raise_for_status()
            except httpx.HTTPError:
                continue
            yield content["host"], content["port"], key
            return
    finally:
        node.terminate()
        node.wait()


def cpu_seconds(home: Home) -> dict[str, float]:
    """Processor seconds so far of each role's processes."""
    pids = {role: [int((home.run / f"{role}.pid").read_text())] for role in ("writer", "index")}
    parent = json.loads(home.node_file.read_text())["pid"]
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    pids["http"] = [int(pid) for pid in children if int(pid) not in pids["writer"]]
    return {role: sum(map(_seconds, some)) for role, some in pids.items()}


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def check_request(number: int, key: str, *, hit: bool) -> bytes:
    value = f"X{number:08d}" if hit else f"Y{number:08d}"
    body = {
        "subject": {
            "kind": "document",
            "identifiers": [{"kind": "passport", "value": value}],
        },
        "purpose": "border_check",
    }
    return request("POST", "/api/v1/checks", key=key, body=json.dumps(body).encode())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--connections", type=int, default=64)
    options.add_argument("--hits", type=float, default=0.001, help="share of questions that hit")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        settings = Settings(
            body="benchpol", name="Bench", port=0, http_workers=chosen.workers, duty_number="1"
        )
        home = begin(Path(folder) / "home", settings)
        started = time.perf_counter()
        load_entries(home, SOURCE, documents(chosen.records))
        loaded = chosen.records / (time.perf_counter() - started)
        with running_node(home) as (host, port, key):
            every = max(1, round(1 / chosen.hits)) if chosen.hits else 0
            checks = [
                check_request(n, key, hit=bool(every) and n % every == 0) for n in range(2_000)
            ]
            empty = [request("GET", "/api/v1/me", key=key)]
            drive(host, port, checks, seconds=1)
            ratios, rows = [], []
            before = cpu_seconds(home)
            answered = drive(host, port, checks, seconds=chosen.seconds)
            spent = {role: cpu_seconds(home)[role] - before[role] for role in before}
            for _ in range(chosen.rounds):
                floor = drive(
                    host, port, empty, seconds=chosen.seconds, connections=chosen.connections
                )
                ours = drive(
                    host, port, checks, seconds=chosen.seconds, connections=chosen.connections
                )
                ratios.append(ours.rate / floor.rate)
                rows.append((floor, ours))
    print(
        f"records {chosen.records:,}, loaded and indexed at {loaded:,.0f}/s; "
        f"{chosen.workers} HTTP workers, 2 cores, load generator included"
    )
    for floor, ours in rows:
        print(
            f"  empty handler {floor.rate:7,.0f}/s p99 {floor.p99_ms:6.1f} ms   "
            f"identifier check {ours.rate:7,.0f}/s p50 {ours.p50_ms:5.1f} p99 {ours.p99_ms:6.1f} ms "
            f"errors {ours.errors}"
        )
    each = {
        role: 1e6 * seconds / (answered.rate * chosen.seconds) for role, seconds in spent.items()
    }
    print(
        "  processor time a check: " + ", ".join(f"{role} {us:.0f} µs" for role, us in each.items())
    )
    print(f"  ratio, median of {chosen.rounds}: {median(ratios):.2f} (budget 0.5)")


if __name__ == "__main__":
    main()
