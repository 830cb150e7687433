"""A node of real processes on a home of its own: started, killed by role, stopped."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import httpx

from accord.model.errors import Unavailable
from accord.node.home import Home, open_home
from accord.node.processes import read_node_file, wait_until

ACCORD = (sys.executable, "-m", "accord.cli.main")
WORKERS = 2
BACK_WITHIN_S = 60.0


def accord(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    command = [*ACCORD, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def new_home(root: Path, *, body: str = "testpol") -> Home:
    made = accord("init", "--home", root, "--body", body, "--name", "Made up", "--port", "0")
    assert made.returncode == 0, made.stderr
    return open_home(root)


class RunningNode:
    """`accord serve` on a home, started again as often as it is killed."""

    def __init__(self, home: Home, *, one_process: bool = False) -> None:
        self.home = home
        self._how = ["--one-process"] if one_process else []
        self.url = ""
        self.key = (home.keys / "api.key").read_text().strip()
        self._log = (home.root.parent / "node.log").open("ab")
        self._process = self._start()

    @property
    def log(self) -> str:
        return (self.home.root.parent / "node.log").read_text()

    def start_again(self) -> None:
        """After its parent was killed."""
        self._process.wait()
        self._process = self._start()

    def stop(self) -> int:
        """Tell it to stop and wait until no process of its home is left; its exit code."""
        self._process.terminate()
        try:
            code = self._process.wait(timeout=60)
        finally:
            self._log.close()
        wait_until(lambda: not processes_of(self.home), timeout_s=BACK_WITHIN_S)
        return code

    def pid_of(self, role: str, *, worker: int = 0) -> int:
        """`parent`, `writer`, `index`, or `http` with which of them."""
        if role == "parent":
            return self._process.pid
        if role == "http":
            workers = self.workers()
            return workers[worker % len(workers)]
        return int((self.home.run / f"{role}.pid").read_text())

    def workers(self) -> list[int]:
        """The HTTP workers: children of the parent that are not the writer."""
        parent = self._process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [pid for pid in map(int, children) if pid != self.pid_of("writer")]

    def kill(self, role: str, *, worker: int = 0) -> None:
        """kill -9, and wait until the role is played again."""
        pid = self._kill_living(role, worker)
        if role == "parent":
            self.start_again()
        elif role == "http":
            wait_until(lambda: self._has_workers_without(pid), timeout_s=BACK_WITHIN_S)
        else:
            wait_until(lambda: self.pid_of(role) != pid, timeout_s=BACK_WITHIN_S)
        self.wait_up()

    def _kill_living(self, role: str, worker: int) -> int:
        """A role may just have ended by itself and be about to start again."""
        killed: list[int] = []

        def try_it() -> bool:
            with suppress(ProcessLookupError):
                pid = self.pid_of(role, worker=worker)
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            return bool(killed)

        wait_until(try_it, timeout_s=BACK_WITHIN_S)
        return killed[0]

    def _has_workers_without(self, pid: int) -> bool:
        workers = self.workers()
        return pid not in workers and len(workers) == WORKERS

    def wait_up(self) -> None:
        wait_until(self._is_up, timeout_s=BACK_WITHIN_S)

    def client(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {self.key}"}, timeout=20
        )

    def _is_up(self) -> bool:
        code = self._process.poll()
        if code is not None:
            raise Unavailable("node_ended", exit_code=code)
        content = read_node_file(self.home)
        if content is None or content["pid"] != self._process.pid:
            return False
        self.url = str(content["url"])
        with suppress(httpx.TransportError), self.client() as client:
            return client.get("/health").status_code == httpx.codes.OK
        return False

    def _start(self) -> subprocess.Popen[bytes]:
        command = [*ACCORD, "serve", "--home", str(self.home.root), *self._how]
        return subprocess.Popen(command, stdout=self._log, stderr=self._log)


def processes_of(home: Home) -> list[int]:
    """Those that were started with this home in their command."""
    root, found = str(home.root).encode(), []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if root in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found


def last_json(output: str) -> dict[str, object]:
    """The last line of what a `--json` command printed."""
    found: dict[str, object] = json.loads(output.splitlines()[-1])
    return found


def verify_log(home: Home, *arguments: str | Path) -> tuple[int, dict[str, object]]:
    """`accord audit verify --json`: exit code and what it printed."""
    ended = accord("audit", "verify", "--home", home.root, "--json", *arguments)
    return ended.returncode, last_json(ended.stdout)


def places(findings: object) -> Sequence[str]:
    assert isinstance(findings, list)
    return [f"{one['place']}: {one['code']}" for one in findings]
