"""Principals, erasing, auditing."""

from pathlib import Path

import pytest
from tests.cli import command_line
from tests.cli.command_line import NAME, UN_LIST, accord, refused

VERIFIED = {
    "ok",
    "events",
    "leaves",
    "checkpoints",
    "payloads",
    "erased",
    "root",
    "findings",
    "unproven",
}


def test_principals_are_added_listed_and_revoked(home: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "post.key"
    flags = ("--role", "officer", "--purpose", "border_check", "--key-file", key_file)
    added = accord("principals", "add", "p:post-7-a", "--home", home, *flags, "--json")
    assert added.json == {"id": "p:post-7-a", "key_file": str(key_file)}
    assert key_file.stat().st_mode & 0o777 == 0o600
    listed = {one["id"]: one for one in accord("principals", "list", "--home", home, "--json").json}
    assert listed["p:post-7-a"]["roles"] == ["officer"]
    assert {"p:first", "p:post-7-a"} <= set(listed)
    shown = accord("principals", "list", "--home", home).out
    assert "border_check" in shown
    assert key_file.read_text().strip() not in shown
    revoked = accord("principals", "revoke", "p:post-7-a", "--home", home, "--json")
    assert revoked.json == {"revoked": "p:post-7-a"}
    again = accord("principals", "list", "--home", home, "--json").json
    assert "p:post-7-a" not in {one["id"] for one in again}


@pytest.mark.parametrize(
    ("principal", "flags", "words"),
    [
        ("Ada Lovelace", ("--role", "officer"), "pseudonym"),
        ("p:a", ("--role", "king"), "role or purpose"),
        ("p:a", ("--role", "officer", "--purpose", "revenge"), "role or purpose"),
        ("p:a", ("--role", "auditor", "--role", "officer"), "stand alone"),
        ("p:first", ("--role", "officer"), "already"),
    ],
)
def test_who_cannot_be_added(
    home: Path, tmp_path: Path, principal: str, flags: tuple[str, ...], words: str
) -> None:
    key_file = tmp_path / "new.key"
    command = ("principals", "add", principal, "--home", home, "--key-file", key_file)
    assert words in refused(accord(*command, *flags))
    assert not key_file.exists()


@pytest.mark.parametrize("place", ["nowhere/new.key", "there.key", "."])
def test_a_key_needs_a_new_file_and_nobody_is_added_without(
    home: Path, tmp_path: Path, place: str
) -> None:
    (tmp_path / "there.key").write_text("mine")
    command = ("principals", "add", "p:a", "--home", home, "--role", "officer")
    refused(accord(*command, "--key-file", tmp_path / place))
    listed = accord("principals", "list", "--home", home, "--json").json
    assert "p:a" not in {one["id"] for one in listed}
    assert (tmp_path / "there.key").read_text() == "mine"


def test_nobody_cannot_be_revoked(home: Path) -> None:
    assert "nobody with this id" in refused(accord("principals", "revoke", "p:x", "--home", home))


def loaded_with(home: Path, path: Path = UN_LIST) -> str:
    """Load the made-up list; the record of its first person."""
    assert accord("import", "--home", home, "--format", "un-sc", path).code == 0
    ask = ("check", "--home", home, "--name", NAME, "--purpose", "arrest", "--json")
    record: str = accord(*ask).json["hits"][0]["record"]
    return record


def test_an_erased_record_is_gone_for_good(home: Path) -> None:
    record = loaded_with(home)
    erased = accord("erase", record, "--home", home, "--reason", "asked for", "--json")
    assert erased.code == 0, erased.out
    assert set(erased.json) == {"record", "versions", "position"}
    assert (erased.json["record"], erased.json["versions"]) == (record, 1)
    ask = ("check", "--home", home, "--name", NAME, "--purpose", "arrest", "--json")
    assert record not in str(accord(*ask).json)
    verified = accord("audit", "verify", "--home", home, "--json").json
    assert (verified["ok"], verified["erased"]) == (True, 1)
    again = accord("import", "--home", home, "--format", "un-sc", UN_LIST, "--json").json
    assert (again["added"], again["rejected"]) == (0, 1)
    assert "gone" in refused(accord("erase", record, "--home", home, "--reason", "x", "--yes"))


def test_erasing_leaves_a_namesake_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.cli.records.ERASE_TIMEOUT_S", 3.0)
    text = UN_LIST.read_text(encoding="utf-8")
    first = text[text.index("<INDIVIDUAL>") : text.index("</INDIVIDUAL>") + len("</INDIVIDUAL>")]
    namesake = first.replace("9000001", "9000777").replace("ZZi.001", "ZZi.777")
    both = tmp_path / "both.xml"
    both.write_text(text.replace(first, first + namesake, 1), encoding="utf-8")
    record = loaded_with(home, both)
    erased = accord("erase", record, "--home", home, "--reason", "asked for", "--json")
    assert erased.code == 0, erased.out
    ask = ("check", "--home", home, "--name", NAME, "--purpose", "arrest", "--json")
    (hit,) = accord(*ask).json["hits"]
    assert hit["record"] != record


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("nonsense", "not a record number"),
        ("testpol:01890000-0000-7000-8000-000000000000", "no such record"),
    ],
)
def test_what_cannot_be_erased(home: Path, record: str, words: str) -> None:
    command = ("erase", record, "--home", home, "--reason", "asked for", "--yes")
    assert words in refused(accord(*command))


def test_erasing_asks_first(home: Path) -> None:
    record = loaded_with(home)
    ended = accord("erase", record, "--home", home, "--reason", "asked for")
    assert ended.code == 1
    ask = ("check", "--home", home, "--name", NAME, "--purpose", "arrest", "--json")
    assert accord(*ask).json["hits"][0]["record"] == record


def test_everything_proves_itself(home: Path) -> None:
    loaded_with(home)
    verified = accord("audit", "verify", "--home", home, "--json")
    assert verified.code == 0
    assert set(verified.json) == VERIFIED
    assert (verified.json["ok"], verified.json["findings"]) == (True, [])
    assert verified.json["unproven"] == ["truncation", "whole_rewrite"]
    assert len(bytes.fromhex(verified.json["root"])) == 32
    shown = accord("audit", "verify", "--home", home)
    assert shown.out.startswith("● Everything proves itself")
    assert "Not proven without a checkpoint" in shown.out


def test_a_checkpoint_kept_elsewhere(home: Path, tmp_path: Path) -> None:
    loaded_with(home)
    kept = tmp_path / "checkpoint"
    assert accord("audit", "checkpoint", "--home", home, "--to", kept).code == 0
    note = accord("audit", "checkpoint", "--home", home)
    assert (note.code, note.out) == (0, kept.read_text())
    assert accord("audit", "checkpoint", "--home", home, "--json").json == {"checkpoint": note.out}
    verify = ("audit", "verify", "--home", home, "--checkpoint", kept)
    verified = accord(*verify, "--json")
    assert (verified.code, verified.json["unproven"]) == (0, [])


def test_a_checkpoint_of_another_node_proves_nothing(home: Path, tmp_path: Path) -> None:
    other = command_line.make_home(tmp_path / "other", **{"--body": "otherpol"})
    kept = tmp_path / "checkpoint"
    assert accord("audit", "checkpoint", "--home", other, "--to", kept).code == 0
    ended = accord("audit", "verify", "--home", home, "--checkpoint", kept)
    assert ended.code == 1
    assert "checkpoint" in ended.out


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"", b"no checkpoint"])
def test_a_checkpoint_that_cannot_be_read(
    home: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "checkpoint"
    if content is not None:
        path.write_bytes(content)
    ended = accord("audit", "verify", "--home", home, "--checkpoint", path)
    assert ended.code in {1, 2}
    assert "checkpoint" in ended.out + ended.err


def test_a_checkpoint_that_cannot_be_written_is_told(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "checkpoint"
    assert "checkpoint" in refused(accord("audit", "checkpoint", "--home", home, "--to", target))


def test_a_missing_or_damaged_log_is_told(home: Path) -> None:
    for damaged in (home / "data").glob("log.db*"):
        damaged.unlink()
    ended = accord("audit", "verify", "--home", home)
    assert ended.code != 0
    assert "Traceback" not in ended.err
    assert ended.out + ended.err
