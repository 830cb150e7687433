"""Two commands at once on one home: the second never harms the first."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.storm.lists import made_up_name, un_sc_edition
from tests.storm.running import RunningNode, accord, last_json, new_home, processes_of, verify_log

from accord.node.home import Home
from accord.node.processes import wait_until

pytestmark = pytest.mark.storm

LIST = dict.fromkeys(range(1, 31), 0)
QUESTION = ("--name", made_up_name(1), "--purpose", "border_check", "--json")


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    return new_home(tmp_path / "home")


@pytest.fixture(name="node", params=["processes", "one-process"])
def _node(home: Home, request: pytest.FixtureRequest) -> Iterator[RunningNode]:
    node = RunningNode(home, one_process=request.param == "one-process")
    node.wait_up()
    yield node
    assert node.stop() == 0, node.log[-2000:]
    assert verify_log(home)[0] == 0


def import_list(home: Home) -> dict[str, object]:
    path = home.root.parent / "list.xml"
    path.write_bytes(un_sc_edition(0, LIST))
    ended = accord("import", "--home", home.root, "--format", "un-sc", "--json", path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return last_json(ended.stdout)


def test_the_command_line_works_through_the_running_node(home: Home, node: RunningNode) -> None:
    assert import_list(home)["added"] == len(LIST)
    with node.client() as client:
        wait_until(lambda: client.get("/health").json()["index_behind"] == 0)
        body = {
            "subject": {"kind": "person", "names": [{"text": made_up_name(1)}]},
            "purpose": "border_check",
        }
        (hit, *_) = client.post("/api/v1/checks", json=body).json()["hits"]
    ended = accord("check", "--home", home.root, *QUESTION)
    found = last_json(ended.stdout)["hits"]
    assert isinstance(found, list)
    assert found[0]["record"] == hit["record"]
    assert verify_log(home)[0] == 0


@pytest.mark.parametrize("how", [(), ("--one-process",)])
def test_a_second_node_on_the_home_is_refused(
    home: Home, node: RunningNode, how: tuple[str, ...]
) -> None:
    before = home.node_file.read_bytes()
    ended = accord("serve", "--home", home.root, *how)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    assert home.node_file.read_bytes() == before
    assert import_list(home)["added"] == len(LIST)


def test_the_command_line_does_not_take_the_place_of_a_writer_that_is_starting(home: Home) -> None:
    """The writer is killed until its next start is seconds away."""
    node = RunningNode(home)
    try:
        node.wait_up()
        for _ in range(2):
            node.kill("writer")
            wait_until(lambda: accord("check", "--home", home.root, *QUESTION).returncode == 0)
        pid = node.pid_of("writer")
        os.kill(pid, signal.SIGKILL)
        ended = accord("check", "--home", home.root, *QUESTION)
        assert node.pid_of("writer") == pid, "the writer came back too early to tell"
        assert ended.returncode == 2
        assert last_json(ended.stdout)["error"] == "writer_not_there"
        wait_until(lambda: accord("check", "--home", home.root, *QUESTION).returncode == 0)
    finally:
        assert node.stop() == 0
    assert verify_log(home)[0] == 0


def test_a_rebuild_is_refused_while_the_node_runs(home: Home, node: RunningNode) -> None:
    assert import_list(home)["added"] == len(LIST)
    ended = accord("rebuild", "--home", home.root, "--json")
    assert ended.returncode == 2
    assert last_json(ended.stdout)["error"] == "home_in_use"
    with node.client() as client:
        assert client.get("/health").status_code == 200


@pytest.mark.parametrize("role", ["writer", "index"])
def test_a_role_whose_parent_is_gone_before_it_has_started_ends(home: Home, role: str) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    command = [sys.executable, "-m", "accord.node.roles", role, str(home.root), str(gone.pid)]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode in {0, -signal.SIGTERM}
    wait_until(lambda: not processes_of(home))
