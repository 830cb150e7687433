"""`accord audit`: the shape of what is verified, and checkpoints kept elsewhere."""

from pathlib import Path

from tests.cli.commands import NAME, accord, accord_json, ask, told

VERIFIED = {
    "events", "leaves", "checkpoints", "payloads", "erased", "findings", "ok", "root", "unproven",
}  # fmt: skip


def test_everything_proves_itself(home: Path) -> None:
    ask(home, "--name", NAME)
    found = accord_json("audit", "verify", "--home", home)
    assert set(found) == VERIFIED
    assert (found["ok"], found["findings"]) == (True, [])
    assert len(bytes.fromhex(found["root"])) == 32
    assert found["unproven"] == ["truncation", "whole_rewrite"]


def test_every_look_is_one_leaf(home: Path) -> None:
    before = accord_json("audit", "verify", "--home", home)["leaves"]
    for _ in range(2):
        ask(home, "--name", NAME)
    assert accord("check", "--home", home, "--name", NAME, "--purpose", "oversight").exit_code == 2
    assert accord_json("audit", "verify", "--home", home)["leaves"] == before + 3


def test_against_a_checkpoint_kept_elsewhere(home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    printed = accord_json("audit", "checkpoint", "--home", home, "--to", kept)
    assert list(printed) == ["checkpoint"]
    assert kept.read_text() == printed["checkpoint"]
    assert printed["checkpoint"].startswith("testpol.accord\n")
    assert accord("audit", "checkpoint", "--home", home).stdout == printed["checkpoint"]
    ask(home, "--name", NAME)
    found = accord_json("audit", "verify", "--home", home, "--checkpoint", kept)
    assert (found["ok"], found["unproven"]) == (True, [])


def test_a_checkpoint_of_another_node(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    accord_json("init", "--home", other, "--body", "otherpol", "--name", "Made up")
    note = tmp_path / "others-note"
    accord_json("audit", "checkpoint", "--home", other, "--to", note)
    ended = accord("audit", "verify", "--home", home, "--checkpoint", note)
    assert ended.exit_code == 1
    assert "others-note" in ended.stdout


def test_a_checkpoint_that_is_none(home: Path, tmp_path: Path) -> None:
    note = tmp_path / "note"
    note.write_text("nothing of the kind\n")
    ended = accord("audit", "verify", "--home", home, "--checkpoint", note)
    assert ended.exit_code == 1
    assert "note: The checkpoint cannot be read." in ended.stdout
    note.write_bytes(b"\xff\xfe")
    for path in (note, tmp_path, tmp_path / "nowhere"):
        said = told(accord("audit", "verify", "--home", home, "--checkpoint", path))
        assert said.startswith(f"The file {path.name} cannot be read.")


def test_a_checkpoint_that_cannot_be_written(home: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere" / "note"):
        said = told(accord("audit", "checkpoint", "--home", home, "--to", path))
        assert said.startswith("This folder cannot be written.")


def test_in_words(home: Path) -> None:
    ended = accord("audit", "verify", "--home", home)
    assert ended.exit_code == 0
    assert ended.stdout.startswith("● Everything proves itself")
    assert "without a checkpoint kept elsewhere" in ended.stdout
