"""Homes to run commands on. Made once, copied for each test that changes them."""

import shutil
from pathlib import Path

import pytest
from tests.cli.commands import BASE58, EVM, FIXTURE, accord_json


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("empty") / "home"
    accord_json("init", "--home", home, "--body", "testpol", "--name", "Made up", "--port", "0")
    return home


@pytest.fixture(scope="session")
def full_template(empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    home = Path(shutil.copytree(empty_template, folder / "home"))
    accord_json("import", "--home", home, "--format", "un-sc", FIXTURE)
    wallets = {"list_ETH.txt": EVM, "list_XBT.txt": BASE58}
    for name, address in wallets.items():
        (folder / name).write_text(f"{address}\n")
    files = [folder / name for name in wallets]
    accord_json("import", "--home", home, "--format", "crypto-addresses", *files)
    return home


@pytest.fixture
def empty(empty_template: Path, tmp_path: Path) -> Path:
    """A node without a record."""
    return Path(shutil.copytree(empty_template, tmp_path / "home"))


@pytest.fixture
def home(full_template: Path, tmp_path: Path) -> Path:
    """A node with the made-up list (on) and two made-up wallets (off)."""
    return Path(shutil.copytree(full_template, tmp_path / "home"))


@pytest.fixture(scope="module")
def ready(full_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for a whole module, for tests that change nothing but its ledger."""
    return Path(shutil.copytree(full_template, tmp_path_factory.mktemp("ready") / "home"))
