"""`accord init` makes a home for its owner alone, with a first principal; and only once."""

from pathlib import Path

import pytest
from tests.cli.commands import accord, accord_json, problem, told

KEYS = {"admin.key", "api.key", "entries.key", "signing.key"}


def test_a_new_home(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "home"
    printed = accord_json("init", "--home", root, "--body", "testpol", "--name", "Made up")
    key_file = root / "keys" / "api.key"
    assert printed == {"home": str(root), "body": "testpol", "key_file": str(key_file)}
    folders = {"keys", "data", "index", "run", "out", "policies"}
    assert {path.name for path in root.iterdir()} == folders | {"node.toml"}
    assert {path.name for path in (root / "keys").iterdir()} == KEYS
    assert key_file.read_text().startswith("accord_")


def test_modes(tmp_path: Path) -> None:
    root = tmp_path / "home"
    accord_json("init", "--home", root, "--body", "testpol", "--name", "Made up")
    inside = [path for path in root.rglob("*") if path.name != "node.toml"]
    wanted = {path: 0o700 if path.is_dir() else 0o600 for path in [root, *inside]}
    assert {path: path.stat().st_mode & 0o777 for path in wanted} == wanted


def test_the_first_principals(empty: Path) -> None:
    found = {one["id"]: one for one in accord_json("principals", "list", "--home", empty)}
    assert set(found) == {"p:first", "p:admin"}
    assert found["p:first"]["roles"] == ["officer", "duty", "analyst"]
    assert "oversight" not in found["p:first"]["purposes"]
    assert found["p:admin"]["roles"] == ["administrator"]
    assert "purposes" not in found["p:admin"], "it searches nothing"


def test_in_words(tmp_path: Path) -> None:
    root = tmp_path / "home"
    ended = accord("init", "--home", root, "--body", "testpol", "--name", "Made up")
    assert ended.exit_code == 0
    for said in ("Made up (testpol) is ready", str(root / "keys" / "api.key"), "accord serve"):
        assert said in ended.stdout
    assert (root / "keys" / "api.key").read_text().strip() not in ended.output


def test_brackets_are_letters_not_colors(tmp_path: Path) -> None:
    flags = ("--body", "testpol", "--name", "Made [/up] :smile:")
    ended = accord("init", "--home", tmp_path / "home", *flags)
    assert (ended.exit_code, "Made [/up] :smile:" in ended.stdout) == (0, True)


def test_settings_end_in_the_file(tmp_path: Path) -> None:
    root = tmp_path / "home"
    accord_json(
        "init", "--home", root, "--body", "testpol", "--name", 'Made "up"\n[x]', "--port", "0",
        "--duty-number", "+000 1", "--simulation",
    )  # fmt: skip
    text = (root / "node.toml").read_text()
    assert "simulation = true" in text
    assert accord_json("sources", "--home", root) == []


def test_there_is_a_node_already(empty: Path) -> None:
    before = (empty / "keys" / "api.key").read_text()
    ended = accord("init", "--home", empty, "--body", "otherpol", "--name", "Made up")
    assert "There is a node in this folder already" in told(ended)
    assert (empty / "keys" / "api.key").read_text() == before


@pytest.mark.parametrize("body", ["", "A", "a", "1pol", "with space", "ümlaut", "a" * 40, "a\nb"])
def test_a_body_id_that_is_none(tmp_path: Path, body: str) -> None:
    ended = accord("init", "--home", tmp_path / "home", "--body", body, "--name", "x", "--json")
    assert problem(ended)["error"] == "body_id_unusable"
    assert not (tmp_path / "home").exists()


def test_settings_that_cannot_be(tmp_path: Path) -> None:
    flags = ("--body", "testpol", "--name", "x", "--port", "70000")
    assert "port" in told(accord("init", "--home", tmp_path / "home", *flags))
    assert not (tmp_path / "home").exists()


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        ended = accord("init", "--home", place, "--body", "testpol", "--name", "x", "--json")
        assert problem(ended)["error"] == "home_not_writable"
    assert (tmp_path / "file").read_text() == "mine"
