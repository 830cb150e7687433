"""A home: for its owner alone, and one writer at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from accord.model.errors import Conflict, Invalid, Missing, Unavailable
from accord.node.beginning import begin
from accord.node.home import Home, create_home, open_home, read_secret, write_secret, writer_lock
from accord.node.parts import ENTRY_KEY, SIGNING_KEY, open_parts, open_writer
from accord.node.settings import Settings

SETTINGS = Settings(body="testpol", name="Made up", simulation=True, port=0)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(autouse=True)
def _anybody_may_read_by_default() -> object:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return begin(tmp_path_factory.mktemp("made") / "home", SETTINGS)


def test_a_home_is_for_its_owner_alone(made: Home) -> None:
    folders = [made.root, *(path for path in made.root.iterdir() if path.is_dir())]
    assert {path.name for path in folders[1:]} == {
        "keys",
        "data",
        "index",
        "run",
        "out",
        "policies",
    }
    assert {path.name: mode(path) for path in folders if mode(path) != 0o700} == {}
    keys = list(made.keys.iterdir())
    assert {SIGNING_KEY, ENTRY_KEY, "api.key"} <= {path.name for path in keys}
    assert {path.name: mode(path) for path in keys if mode(path) != 0o600} == {}


def test_there_is_one_node_in_a_folder(made: Home) -> None:
    before = (made.keys / "api.key").read_text()
    with pytest.raises(Conflict) as caught:
        begin(made.root, SETTINGS)
    assert caught.value.code == "home_exists_already"
    assert (made.keys / "api.key").read_text() == before


def test_a_home_that_was_left_half_made_can_be_made_again(tmp_path: Path) -> None:
    half = create_home(tmp_path / "home")
    write_secret(half, SIGNING_KEY, b"k" * 32)
    with open_writer(half, SETTINGS):
        pass
    made = begin(tmp_path / "home", SETTINGS)
    assert read_secret(made, SIGNING_KEY) != b"k" * 32
    with open_writer(made, SETTINGS) as writer:
        assert writer.log.head() > 0


def test_what_else_lies_in_the_folder_is_not_touched(tmp_path: Path) -> None:
    mine = tmp_path / "home" / "data" / "my-thesis.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("years of work")
    with pytest.raises(Conflict):
        begin(tmp_path / "home", SETTINGS)
    assert mine.read_text() == "years of work"


def test_a_folder_without_a_node_is_missing(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Missing):
            open_home(place)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_invalid(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "home"):
        with pytest.raises(Invalid) as caught:
            begin(place, SETTINGS)
        assert caught.value.code == "home_not_writable"


def test_a_secret_is_never_written_over(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    path = write_secret(home, "a.key", b"\x00\xff")
    assert mode(path) == 0o600
    with pytest.raises(FileExistsError):
        write_secret(home, "a.key", b"other")
    assert read_secret(home, "a.key") == b"\x00\xff"


@pytest.mark.parametrize("others", [0o640, 0o604, 0o644, 0o660])
def test_a_secret_that_others_could_read_is_refused(tmp_path: Path, others: int) -> None:
    home = create_home(tmp_path / "home")
    write_secret(home, "a.key", b"secret").chmod(others)
    with pytest.raises(Invalid) as caught:
        read_secret(home, "a.key")
    assert caught.value.code == "secret_readable_by_others"
    assert caught.value.params == {"name": "a.key"}


def test_a_secret_that_is_missing_or_damaged(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home")
    with pytest.raises(Missing):
        read_secret(home, "a.key")
    path = write_secret(home, "a.key", b"secret")
    for damaged in (b"not hex", b"\xff\xfe\x00"):
        path.write_bytes(damaged)
        with pytest.raises(Invalid) as caught:
            read_secret(home, "a.key")
        assert caught.value.code == "secret_unreadable"


HOLD = """
import sys
from pathlib import Path
from accord.node.home import open_home, writer_lock
with writer_lock(open_home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_writes_and_death_lets_go(made: Home) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(made.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Unavailable) as caught, writer_lock(made):
        pass
    assert caught.value.code == "home_in_use"
    holder.kill()
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
    with writer_lock(made):
        pass


def test_a_body_s_own_policy_is_read_beside_the_packaged_ones(tmp_path: Path) -> None:
    home = begin(tmp_path / "home", SETTINGS)
    own = '@id("closed")\nforbid(principal, action, resource);\n'
    (home.policies / "own.cedar").write_text(own)
    with open_writer(home, SETTINGS) as writer, open_parts(home, SETTINGS, writer.committer) as one:
        assert "closed" in one.gate.policies.ids
        assert "check" in one.gate.policies.ids


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b'@id("own")\nforbid(principal, action, resource)\nwhen { principal.rolls == [] };\n', 3),
        (b"\npermit(principal, action, resource);\n", 2),
        (b'@id("check")\npermit(principal, action, resource);\n', 1),
        (b"\n\nnonsense", 3),
        (b"// \xff\xfe\n", 1),
    ],
)
def test_a_node_does_not_open_with_a_bad_policy_of_its_own(
    tmp_path: Path, text: bytes, line: int
) -> None:
    home = begin(tmp_path / "home", SETTINGS)
    (home.policies / "zz-own.cedar").write_bytes(text)
    with (
        open_writer(home, SETTINGS) as writer,
        pytest.raises(Invalid) as caught,
        open_parts(home, SETTINGS, writer.committer),
    ):
        pass
    assert caught.value.code == "policy_invalid"
    assert caught.value.params["file"] == "policies/zz-own.cedar"
    assert caught.value.params["line"] == line


@pytest.mark.parametrize("flags", [["--one-process"], []])
def test_a_node_does_not_serve_with_a_bad_policy_and_says_where(
    tmp_path: Path, flags: list[str]
) -> None:
    home = begin(tmp_path / "home", SETTINGS)
    wrong = '@id("own")\nforbid(principal, action, resource)\nwhen { principal.rolls == [] };\n'
    (home.policies / "own.cedar").write_text(wrong)
    command = [sys.executable, "-m", "accord.cli.main", "serve", "--home", str(home.root), *flags]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert "policies/own.cedar" in ended.stderr
    assert "line 3" in ended.stderr or "3:" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not home.node_file.exists()
