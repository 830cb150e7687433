"""The real lists through the real commands: what is counted, and who is found.

Nothing of the lists is written here but the one entry that stands for cross-script search.
"""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.cli.commands import accord, accord_json, ask, problem

pytestmark = pytest.mark.data

COUNTS = ("read", "added", "amended", "unchanged", "rejected", "withdrawn")
ORIGINAL_SCRIPT = re.compile(rb"<NAME_ORIGINAL_SCRIPT>.*?</NAME_ORIGINAL_SCRIPT>", re.DOTALL)


def counts(home: Path, format_id: str, *files: Path, flags: Sequence[str] = ()) -> tuple[int, ...]:
    report = accord_json("import", "--home", home, "--format", format_id, *files, *flags)
    return tuple(report[name] for name in COUNTS)


def un_source(home: Path) -> Any:
    (source,) = accord_json("sources", "--home", home)
    return source


def test_the_un_list_and_its_next_edition(empty: Path, data: Path) -> None:
    older = data / "lists" / "un_2025.xml"
    newer = data / "lists" / "un_consolidated_watchman.xml"
    assert counts(empty, "un-sc", older) == (877, 877, 0, 0, 0, 0)
    assert counts(empty, "un-sc", newer) == (1003, 136, 11, 856, 0, 10)
    before = un_source(empty)
    assert before["current"] == 1003
    refused = accord("import", "--home", empty, "--format", "un-sc", older, "--json")
    assert problem(refused)["error"] == "edition_older"
    assert un_source(empty) == before
    assert counts(empty, "un-sc", older, flags=["--force", "--withdraw"]) == (
        877,
        10,
        11,
        856,
        0,
        136,
    )
    assert un_source(empty)["current"] == 877
    assert accord_json("audit", "verify", "--home", empty)["ok"]


@pytest.fixture(scope="module")
def latin(empty_template: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node that holds the UN list without original scripts, and the wallets (off)."""
    folder = tmp_path_factory.mktemp("latin")
    home = Path(shutil.copytree(empty_template, folder / "home"))
    content, cut = ORIGINAL_SCRIPT.subn(b"", (data / "lists" / "un_2025.xml").read_bytes())
    assert cut == 380
    (folder / "un.xml").write_bytes(content)
    assert counts(home, "un-sc", folder / "un.xml")[:2] == (877, 877)
    files = sorted((data / "lists" / "ofac_crypto").glob("*.txt"))
    assert counts(home, "crypto-addresses", *files) == (654, 654, 0, 0, 0, 0)
    assert counts(home, "crypto-addresses", *files) == (654, 0, 0, 654, 0, 0)
    return home


def test_a_name_in_arabic_finds_the_entry_in_latin_letters(latin: Path) -> None:
    hits = ask(latin, "--name", "محمد طاهر أنوري")["hits"]
    assert "MUHAMMAD TAHER ANWARI" in hits[0]["names"][0]


def listed(data: Path, currency: str, start: str) -> str:
    """A listed address of a currency whose chain writes addresses that begin so."""
    path = data / "lists" / "ofac_crypto" / f"sanctioned_addresses_{currency}.txt"
    lines = path.read_text("utf-8").split()
    return next(line for line in lines if line.startswith(start) and line != line.lower())


def test_wallets_off_and_on(latin: Path, data: Path) -> None:
    evm, base58 = listed(data, "ETH", "0x"), listed(data, "XBT", "1")
    off = ask(latin, "--wallet", evm)
    assert off["hits"] == []
    assert off["outcomes"][0]["sources_not_asked"] == ["crypto-addresses"]
    assert "advice_source_not_asked" in {one["code"] for one in off["advice"]}
    accord_json("sources", "--home", latin, "--on", "crypto-addresses")
    for written in (evm, evm.lower(), "0x" + evm[2:].upper()):
        answer = ask(latin, "--wallet", written)
        assert {hit["source"] for hit in answer["hits"]} == {"crypto-addresses"}
        values = {one["value"] for hit in answer["hits"] for one in hit["subject"]["identifiers"]}
        assert {value.lower() for value in values} == {evm.lower()}, "exactly this one"
    assert ask(latin, "--wallet", base58)["hits"]
    assert ask(latin, "--wallet", base58.swapcase())["hits"] == []
