"""A node of real processes on a home of its own, asked over HTTP."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from accord.node.beginning import begin
from accord.node.home import Home
from accord.node.processes import read_node_file, wait_until
from accord.node.settings import Settings

NAME = "Zacharias Umberlin Quodlibet"


class Serving:
    """A running node."""

    def __init__(self, home: Home, process: "subprocess.Popen[str]", log: Path) -> None:
        self.home = home
        self.process = process
        self._log = log
        content = read_node_file(home)
        assert content is not None
        key = (home.keys / "api.key").read_text().strip()
        self.http = httpx.Client(
            base_url=str(content["url"]),
            headers={"Authorization": f"Bearer {key}"},
            timeout=20,
            trust_env=False,
        )

    def ask(self, name: str = NAME) -> dict[str, Any]:
        question = {
            "subject": {"kind": "person", "names": [{"text": name}]},
            "purpose": "border_check",
        }
        answer = self.http.post("/api/v1/checks", json=question)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def submit(self, name: str = NAME, *, entry_id: str = "1") -> dict[str, Any]:
        entry = {
            "source": "own-list",
            "entry_id": entry_id,
            "subject": {"kind": "person", "names": [{"text": name}]},
        }
        answer = self.http.post("/api/v1/records", json=entry)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def stop(self) -> int:
        """SIGTERM, and its exit code."""
        os.kill(self.process.pid, signal.SIGTERM)
        return self.process.wait(timeout=60)

    def log_lines(self) -> list[dict[str, Any]]:
        """What it logged; every line is JSON."""
        return [json.loads(line) for line in self._log.read_text().splitlines()]


def new_home(root: Path) -> Home:
    return begin(root, Settings(body="testpol", name="Made up", simulation=True, port=0))


@contextmanager
def serving(home: Home, *flags: str) -> Iterator[Serving]:
    """`accord serve` until the block ends, however it ends."""
    log = home.root.parent / "node.log"
    command = [sys.executable, "-m", "accord.cli.main", "serve", "--home", str(home.root), *flags]
    with log.open("a") as stderr:
        process = subprocess.Popen(command, stderr=stderr, text=True)
    try:
        wait_until(lambda: is_up(home, process))
        node = Serving(home, process, log)
        with node.http:
            yield node
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=60)


def is_up(home: Home, process: "subprocess.Popen[str]") -> bool:
    assert process.poll() is None, "the node ended while starting"
    content = read_node_file(home)
    if content is None:
        return False
    try:
        health = httpx.get(f"{content['url']}/health", timeout=5, trust_env=False)
    except httpx.TransportError:
        return False
    return health.status_code == 200
