"""The real lists, where they are: counts and amendments only, nothing of anybody is told."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from accord.formats.content import content_bytes
from accord.formats.edition import NamedStream, Rejection
from accord.formats.registry import FORMATS
from accord.identifiers.wallets import checksum_state
from accord.model.records import Entry

pytestmark = pytest.mark.data


def read(format_id: str, *paths: Path) -> tuple[str, list[Entry | Rejection]]:
    with ExitStack() as opened:
        streams = [NamedStream(path.name, opened.enter_context(path.open("rb"))) for path in paths]
        edition = FORMATS[format_id].read(streams)
        return edition.edition, list(edition.entries)


def contents(path: Path) -> dict[str, bytes]:
    _, entries = read("un-sc", path)
    found = {entry.entry_id: content_bytes(entry) for entry in entries if isinstance(entry, Entry)}
    assert len(found) == len(entries)
    return found


def test_united_nations_list_is_read_whole(data: Path) -> None:
    edition, entries = read("un-sc", data / "lists" / "un_2025.xml")
    assert edition == "2025-04-19T23:00:04.625Z"
    assert len(entries) == 877
    assert not [entry for entry in entries if isinstance(entry, Rejection)]


def test_what_changed_between_two_editions(data: Path) -> None:
    old = contents(data / "lists" / "un_2025.xml")
    new = contents(data / "lists" / "un_consolidated_watchman.xml")
    both = old.keys() & new.keys()
    amended = sum(old[key] != new[key] for key in both)
    assert len(new.keys() - old.keys()) == 136
    assert len(old.keys() - new.keys()) == 10
    assert (amended, len(both) - amended) == (11, 856)


def test_wallets(data: Path) -> None:
    paths = sorted((data / "lists" / "ofac_crypto").glob("*.txt"))
    _, entries = read("crypto-addresses", *paths)
    found = [entry for entry in entries if isinstance(entry, Entry)]
    addresses = {entry.subject.identifiers[0].value for entry in found}
    assert len(paths) == 17
    assert len(entries) == len(found) == len({entry.entry_id for entry in found}) == 654
    assert len(addresses) == 641
    assert not [address for address in addresses if checksum_state(address) == "invalid"]
