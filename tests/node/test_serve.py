"""A node is started, asked, told something new, and stopped."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.node.serving import NAME, new_home, serving

from accord.node.checkpoints import covers
from accord.node.home import Home
from accord.node.parts import read_signer
from accord.node.processes import read_node_file, wait_until
from accord.node.settings import read_settings
from accord.store.sqlite_log import SqliteLogReader

FOUND_WITHIN_S = 30.0
"""A bound for broken nodes, not the promise: what was accepted is found within a second."""


@pytest.mark.parametrize(
    "flags", [("--one-process",), pytest.param((), marks=pytest.mark.storm)], ids=["one", "many"]
)
def test_a_node_from_start_to_stop(tmp_path: Path, flags: tuple[str, ...]) -> None:
    home = new_home(tmp_path / "home")
    with serving(home, *flags) as node:
        health = node.http.get("/health").json()
        assert (health["status"], health["body"], health["simulation"]) == ("up", "testpol", True)
        first = node.ask()
        assert (first["verdict"], first["hits"]) == ("could_not_check", [])

        submitted = node.submit()
        wait_until(lambda: node.ask()["hits"] != [], timeout_s=FOUND_WITHIN_S)
        assert node.submit() == submitted

        (hit,) = node.ask()["hits"]
        assert (hit["record"], hit["names"]) == (submitted["record"], [NAME])
        assert node.http.get("/health").json()["index_behind"] == 0
        assert node.stop() == 0
        lines = node.log_lines()
    assert read_node_file(home) is None
    assert not home.socket.exists()
    assert {"node_up", "node_down"} <= {line["event"] for line in lines}
    assert not [line for line in lines if NAME.split()[0] in str(line)]

    log = SqliteLogReader.open(home.data)
    signer = read_signer(home, read_settings(home))
    assert covers(log.newest_checkpoint(), signer) == log.head() > 5
    log.close()
    assert accord("audit", "verify", "--home", home.root).returncode == 0


def accord(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "accord.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_line_goes_through_the_running_node(tmp_path: Path) -> None:
    home = new_home(tmp_path / "home")
    with serving(home, "--one-process") as node:
        node.submit()
        wait_until(lambda: node.ask()["hits"] != [], timeout_s=FOUND_WITHIN_S)
        leaves = ledger_size(home)
        checked = accord(
            "check", "--home", home.root, "--name", NAME, "--purpose", "arrest", "--json"
        )
        assert json.loads(checked.stdout)["hits"][0]["names"] == [NAME]
        assert ledger_size(home) == leaves + 1
        switched = accord("sources", "--home", home.root, "--off", "own-list")
        assert switched.returncode == 0
        assert node.ask()["verdict"] == "could_not_check"


def test_a_home_is_served_once_and_not_rebuilt_meanwhile(tmp_path: Path) -> None:
    home = new_home(tmp_path / "home")
    with serving(home, "--one-process") as node:
        for command in (["serve", "--one-process", "--port", "0"], ["rebuild"]):
            refused = accord(*command, "--home", home.root)
            assert refused.returncode == 2
            assert "Traceback" not in refused.stderr
            assert refused.stderr.strip()
        assert node.ask()["verdict"] == "could_not_check"


def ledger_size(home: Home) -> int:
    log = SqliteLogReader.open(home.data)
    size = sum(1 for _ in log.leaf_rows())
    log.close()
    return size
