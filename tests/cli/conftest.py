"""A home that holds the made-up list, for tests that change nothing that others look at."""

from pathlib import Path

import pytest
from tests.cli.command_line import UN_LIST, accord, make_home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new home without records."""
    return make_home(tmp_path / "home")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the made-up list."""
    place = make_home(tmp_path_factory.mktemp("cli") / "home", **{"--duty-number": "+1 555 0100"})
    imported = accord("import", "--home", place, "--format", "un-sc", UN_LIST)
    assert imported.code == 0, imported.err
    return place
