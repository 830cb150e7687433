"""Homes that cannot be worked on: one clear line, the right exit code, no traceback."""

from pathlib import Path

import pytest
from tests.cli.commands import FIXTURE, NAME, accord, accord_json, ask, problem, told
from tests.storm.running import RunningNode
from tests.storm.running import accord as process

from accord.node.home import open_home, writer_lock

ON_A_HOME: dict[str, tuple[str | Path, ...]] = {
    "import": ("import", "--format", "un-sc", FIXTURE),
    "check": ("check", "--name", NAME, "--purpose", "arrest"),
    "sources": ("sources",),
    "erase": ("erase", "testpol:01a21053-b900-7fab-b137-8f872f5da1eb", "--reason", "x", "--yes"),
    "rebuild": ("rebuild",),
    "audit verify": ("audit", "verify"),
    "audit checkpoint": ("audit", "checkpoint"),
    "principals list": ("principals", "list"),
    "principals revoke": ("principals", "revoke", "p:nobody"),
    "serve": ("serve",),
}
ALL = pytest.mark.parametrize("command", ON_A_HOME)
DECIDING = pytest.mark.parametrize("command", ["check", "serve"])


@ALL
def test_no_node_there(tmp_path: Path, command: str) -> None:
    said = told(accord(*ON_A_HOME[command], "--home", tmp_path / "nowhere"))
    assert said == (
        "There is no node in this folder. Check the path, or set one up with accord init."
    )
    assert list(tmp_path.iterdir()) == []


@DECIDING
def test_settings_that_are_wrong(empty: Path, command: str) -> None:
    settings = empty / "node.toml"
    settings.write_text(settings.read_text().replace("port = 0", 'port = "many"'))
    said = told(accord(*ON_A_HOME[command], "--home", empty))
    assert "A setting in node.toml" in said
    assert "$.port" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"body = \n", "line 1"),
        (b"\xff\xfe", "node.toml cannot be read"),
        (b"", "body"),
        (b'body = "testpol"\nname = "x"\nprot = 1\n', "prot"),
    ],
)
def test_settings_that_cannot_be_read(empty: Path, content: bytes, says: str) -> None:
    (empty / "node.toml").write_bytes(content)
    assert says in told(accord("sources", "--home", empty))
    assert problem(accord("sources", "--home", empty, "--json"))["error"].startswith("settings_")


@DECIDING
def test_a_policy_of_the_body_that_is_wrong(empty: Path, command: str) -> None:
    policy = '// ours\n\n@id("ours")\nforbid(principal, action, resource) when { principal.nme };\n'
    (empty / "policies" / "ours.cedar").write_text(policy)
    said = told(accord(*ON_A_HOME[command], "--home", empty))
    assert "policies/ours.cedar" in said
    assert "line 4" in said


def test_a_policy_that_is_not_text(empty: Path) -> None:
    (empty / "policies" / "ours.cedar").write_bytes(b"// x\n\xff")
    said = told(accord("sources", "--home", empty))
    assert "policies/ours.cedar, line 2" in said


def test_a_policy_of_the_body_that_holds(home: Path) -> None:
    policy = '@id("ours")\nforbid(principal, action == Action::"check", resource);\n'
    (home / "policies" / "ours.cedar").write_text(policy)
    ended = accord("check", "--home", home, "--name", NAME, "--purpose", "arrest")
    assert told(ended)


@pytest.mark.parametrize("key", ["signing.key", "entries.key"])
def test_keys_that_others_can_read(empty: Path, key: str) -> None:
    (empty / "keys" / key).chmod(0o644)
    said = told(accord("import", "--home", empty, "--format", "un-sc", FIXTURE))
    assert said.startswith(f"The key file {key} can be read by others.")


def test_another_process_holds_the_home(home: Path) -> None:
    with writer_lock(open_home(home)):
        said = told(accord(*ON_A_HOME["rebuild"], "--home", home))
        assert said.startswith("Another process is using this node just now.")
        for flags in (ON_A_HOME["check"], ("sources", "--off", "un-sc")):
            said = told(accord(*flags, "--home", home))
            assert said.startswith("The node's writer is not running.")
    assert ask(home, "--name", NAME)["hits"]


def test_a_log_that_is_none(home: Path) -> None:
    (home / "data" / "log.db").write_bytes(b"no database any more" * 1_000)
    for suffix in ("-wal", "-shm"):
        (home / "data" / f"log.db{suffix}").unlink(missing_ok=True)
    for command in ("check", "import", "rebuild", "audit verify"):
        said = told(accord(*ON_A_HOME[command], "--home", home), exit_code=3)
        assert "store is damaged" in said


def test_commands_beside_a_running_node(home: Path, tmp_path: Path) -> None:
    node = RunningNode(open_home(home), one_process=True)
    try:
        node.wait_up()
        for command in ("check", "import"):
            ended = process(*ON_A_HOME[command], "--home", home, "--json")
            assert ended.returncode == 0, ended.stderr
        for command in ("rebuild", "serve"):
            said = told(accord(*ON_A_HOME[command], "--home", home))
            assert said.startswith("Another process is using this node just now.")
        kept = tmp_path / "kept"
        accord_json("audit", "checkpoint", "--home", home, "--to", kept)
        assert accord_json("audit", "verify", "--home", home, "--checkpoint", kept)["ok"]
    finally:
        assert node.stop() == 0
