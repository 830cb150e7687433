"""Settings: read once, and each wrong one is named."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.model.errors import Invalid
from accord.node.beginning import begin
from accord.node.home import Home
from accord.node.settings import Settings, read_settings, write_settings

GOOD = Settings(body="testpol", name="Made up")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def refusal(home: Home, text: str) -> Invalid:
    home.settings.write_text(text)
    with pytest.raises(Invalid) as caught:
        read_settings(home)
    return caught.value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("body", '"Test Pol"'),
        ("body", "7"),
        ("name", "7"),
        ("simulation", '"yes"'),
        ("port", "-1"),
        ("port", "65536"),
        ("port", '"80"'),
        ("http_workers", "0"),
        ("http_workers", "65"),
        ("hits_at_most", "0"),
        ("hits_at_most", "101"),
        ("show_from", "1.5"),
        ("show_from", "-0.1"),
        ("old_after_days", "0"),
        ("disk_reserve_mb", "-1"),
        ("duty_number", "5550100"),
        ("prot", "80"),
    ],
)
def test_a_wrong_value_is_named(home: Home, key: str, value: str) -> None:
    lines = {"body": '"testpol"', "name": '"Made up"'} | {key: value}
    error = refusal(home, "\n".join(f"{name} = {one}" for name, one in lines.items()))
    assert error.code == "settings_invalid"
    assert key in str(error.params["detail"])


@pytest.mark.parametrize("key", ["body", "name"])
def test_a_missing_one_is_named(home: Home, key: str) -> None:
    lines = {"body": '"testpol"', "name": '"Made up"'}
    del lines[key]
    error = refusal(home, "\n".join(f"{name} = {one}" for name, one in lines.items()))
    assert key in str(error.params["detail"])


@pytest.mark.parametrize("text", ["body = ", "[", "body = 'a'\nbody = 'b'"])
def test_what_is_no_toml_is_unreadable(home: Home, text: str) -> None:
    assert refusal(home, text).code == "settings_unreadable"


def test_bytes_that_are_no_text_are_unreadable(home: Home) -> None:
    home.settings.write_bytes(b"name = '\xff'")
    with pytest.raises(Invalid) as caught:
        read_settings(home)
    assert caught.value.code == "settings_unreadable"


def test_a_home_says_its_settings_in_words(home: Home) -> None:
    write_settings(home, GOOD)
    text = home.settings.read_text()
    assert tomllib.loads(text)["body"] == "testpol"
    assert "docs/operate/settings.md" in text
    assert read_settings(home) == GOOD


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@settings(max_examples=60)
@given(name=TEXT, authority=TEXT, duty_number=TEXT, port=st.integers(0, 65_535))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, authority: str, duty_number: str, port: int
) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    written = msgspec.structs.replace(
        GOOD, name=name, authority=authority, duty_number=duty_number, port=port
    )
    write_settings(home, written)
    assert read_settings(home) == written


@pytest.mark.parametrize(
    "wrong",
    [
        msgspec.structs.replace(GOOD, port=70_000),
        msgspec.structs.replace(GOOD, body="Test Pol"),
        msgspec.structs.replace(GOOD, name="delete \x7f"),
    ],
)
def test_a_home_that_could_not_be_opened_is_not_made(tmp_path: Path, wrong: Settings) -> None:
    with pytest.raises(Invalid):
        begin(tmp_path / "home", wrong)
    assert not (tmp_path / "home" / "node.toml").exists()
