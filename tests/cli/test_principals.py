"""`accord principals`: who may sign in, and what nobody may be."""

from pathlib import Path

import pytest
from tests.cli.commands import accord, accord_json, problem, told


def ids(home: Path) -> set[str]:
    return {one["id"] for one in accord_json("principals", "list", "--home", home)}


def add(home: Path, key_file: Path, *flags: str) -> list[str | Path]:
    return ["principals", "add", "--home", home, "--key-file", key_file, *flags]


def test_add_list_revoke(empty: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "post.key"
    flags = ("p:post-7", "--role", "officer", "--purpose", "border_check")
    added = accord_json(*add(empty, key_file, *flags, "--authority", "border"))
    assert added == {"id": "p:post-7", "key_file": str(key_file)}
    assert key_file.stat().st_mode & 0o777 == 0o600
    listed = accord_json("principals", "list", "--home", empty)
    (found,) = [one for one in listed if one["id"] == "p:post-7"]
    assert found == {
        "id": "p:post-7",
        "body": "testpol",
        "authority": "border",
        "roles": ["officer"],
        "purposes": ["border_check"],
    }
    assert key_file.read_text().strip() not in str(listed)
    assert accord_json("principals", "revoke", "--home", empty, "p:post-7") == {
        "revoked": "p:post-7"
    }
    assert ids(empty) == {"p:first", "p:admin"}


def test_the_administrator_makes_each_role(empty: Path, tmp_path: Path) -> None:
    roles = ["officer", "duty", "analyst", "coordinator", "auditor", "operator"]
    for role in roles:
        accord_json(*add(empty, tmp_path / role, f"p:{role}", "--role", role))
    assert {f"p:{role}" for role in roles} < ids(empty)


REFUSED = {
    "a real name": (("Tarvo Belandir", "--role", "officer"), "principal_id_unusable"),
    "no such role": (("p:one", "--role", "chief"), "role_or_purpose_unknown"),
    "no such purpose": (("p:one", "--role", "officer", "--purpose", "fun"), "role_or_purpose_unknown"),
    "officer and auditor": (("p:one", "--role", "officer", "--role", "auditor"), "roles_exclude_one_another"),
    "officer for oversight": (("p:one", "--role", "officer", "--purpose", "oversight"), "refused_add_principal"),
    "duty and administrator": (("p:one", "--role", "duty", "--role", "administrator"), "roles_exclude_one_another"),
    "there already": (("p:first", "--role", "officer"), "principal_there_already"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_who_cannot_be_added(empty: Path, tmp_path: Path, what: str) -> None:
    flags, code = REFUSED[what]
    found = problem(accord(*add(empty, tmp_path / "key", *flags), "--json"))
    assert found["error"] == code
    assert "Tarvo" not in str(found)
    assert ids(empty) == {"p:first", "p:admin"}
    assert not (tmp_path / "key").exists()


def test_a_key_is_never_written_over_another(empty: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("mine")
    ended = accord(*add(empty, tmp_path / "key", "p:one", "--role", "officer"))
    assert told(ended).startswith("There is a file of this name already.")
    assert (tmp_path / "key").read_text() == "mine"
    assert ids(empty) == {"p:first", "p:admin"}


def test_a_key_that_cannot_be_written_makes_nobody(empty: Path, tmp_path: Path) -> None:
    ended = accord(*add(empty, tmp_path / "nowhere" / "key", "p:one", "--role", "officer"))
    assert told(ended).startswith("This folder cannot be written.")
    assert ids(empty) == {"p:first", "p:admin"}


def test_nobody_of_this_id_to_revoke(empty: Path) -> None:
    ended = accord("principals", "revoke", "--home", empty, "p:nobody")
    assert told(ended) == "There is nobody with this id. Check the id."


def test_without_its_first_principal_the_command_line_may_nothing(empty: Path) -> None:
    accord_json("principals", "revoke", "--home", empty, "p:first")
    found = problem(
        accord("check", "--home", empty, "--name", "x", "--purpose", "arrest", "--json")
    )
    assert found["error"] == "principal_not_there"
    accord_json("principals", "list", "--home", empty)


def test_brackets_are_letters_not_colors(empty: Path, tmp_path: Path) -> None:
    flags = ("p:one", "--role", "officer", "--authority", "north[/x]:smile:")
    accord_json(*add(empty, tmp_path / "key", *flags))
    assert "north[/x]:smile:" in accord("principals", "list", "--home", empty).stdout


def test_in_words(empty: Path) -> None:
    ended = accord("principals", "list", "--home", empty)
    assert ended.exit_code == 0
    assert "p:admin" in ended.stdout
    assert "accord_" not in ended.stdout
