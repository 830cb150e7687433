"""Setting up, and being told how."""

from pathlib import Path

import pytest
from tests.cli.command_line import accord, make_home, refused

COMMANDS = [
    (),
    ("init",),
    ("serve",),
    ("import",),
    ("sources",),
    ("erase",),
    ("rebuild",),
    ("check",),
    ("compare",),
    ("audit",),
    ("audit", "verify"),
    ("audit", "checkpoint"),
    ("principals",),
    ("principals", "list"),
    ("principals", "add"),
    ("principals", "revoke"),
    ("demo",),
]
NEED_A_HOME = [
    ("serve",),
    ("import", "--format", "un-sc", "nothing.xml"),
    ("sources",),
    ("erase", "testpol:01890000-0000-7000-8000-000000000000", "--reason", "asked", "--yes"),
    ("rebuild",),
    ("check", "--name", "Nobody", "--purpose", "arrest"),
    ("audit", "verify"),
    ("audit", "checkpoint"),
    ("principals", "list"),
    ("principals", "revoke", "p:nobody"),
    ("principals", "add", "p:a", "--role", "officer", "--key-file", "k"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_says_what_it_is_for(command: tuple[str, ...], flag: str) -> None:
    helped = accord(*command, flag)
    assert helped.code == 0
    assert "Usage:" in helped.out
    assert len(helped.out.splitlines()) > 5


def test_the_version() -> None:
    assert accord("--version").out.startswith("accord 0.")


@pytest.mark.parametrize("command", NEED_A_HOME, ids=lambda one: " ".join(one[:2]))
def test_a_folder_without_a_node_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        told = refused(accord(*command, "--home", place))
        assert "There is no node in this folder" in told
    assert list(tmp_path.iterdir()) == []


def test_errors_are_json_when_that_was_asked_for(tmp_path: Path) -> None:
    ended = accord("check", "--name", "x", "--purpose", "arrest", "--home", tmp_path, "--json")
    assert ended.code == 2
    assert set(ended.json) == {"error", "params", "text"}
    assert ended.json["error"] == "home_not_there"


def test_errors_are_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    said = {
        language: refused(
            accord("audit", "verify", "--home", tmp_path, language=f"{language}.UTF-8")
        )
        for language in ("en_GB", "fr_FR", "es_MX", "ar_EG", "C")
    }
    assert said["C"] == said["en_GB"]
    assert len(set(said.values())) == 4


def test_init_says_where_the_key_is(tmp_path: Path) -> None:
    made = accord("init", "--home", tmp_path / "a", "--body", "testpol", "--name", "Made up")
    assert made.code == 0
    assert str(tmp_path / "a" / "keys" / "api.key") in made.out
    as_json = accord(
        "init", "--home", tmp_path / "b", "--body", "testpol", "--name", "Made up", "--json"
    ).json
    assert as_json["home"] == str(tmp_path / "b")
    assert as_json["body"] == "testpol"
    key_file = Path(as_json["key_file"])
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.read_text().strip() not in made.out


def test_init_twice_is_refused(tmp_path: Path) -> None:
    make_home(tmp_path / "home")
    again = accord("init", "--home", tmp_path / "home", "--body", "other", "--name", "Other")
    assert "There is a node in this folder already" in refused(again)


@pytest.mark.parametrize("body", ["", "X", "Test Pol", "9pol", "a" * 40, "pol_x"])
def test_a_body_needs_an_id_that_can_be_used(tmp_path: Path, body: str) -> None:
    ended = accord("init", "--home", tmp_path / "home", "--body", body, "--name", "Made up")
    assert "id of the body" in refused(ended)
    assert not (tmp_path / "home").exists()


def test_a_setting_that_could_not_be_read_again_is_refused(tmp_path: Path) -> None:
    flags = ("--body", "testpol", "--name", "Made up", "--port", "70000")
    told = refused(accord("init", "--home", tmp_path / "home", *flags))
    assert "port" in told
    assert not (tmp_path / "home").exists()


def test_a_damaged_settings_file_is_told(home: Path) -> None:
    (home / "node.toml").write_text('body = "testpol"\nname = "x"\nport = "many"\n')
    assert "port" in refused(accord("sources", "--home", home))
    (home / "node.toml").write_text("body = ")
    assert "line 1" in refused(accord("sources", "--home", home))


def test_a_key_that_others_can_read_is_told(home: Path) -> None:
    (home / "keys" / "signing.key").chmod(0o644)
    told = refused(accord("audit", "verify", "--home", home))
    assert "signing.key" in told
