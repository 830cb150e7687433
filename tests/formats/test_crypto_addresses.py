"""Digital currency addresses: one a line, the file's name gives the currency."""

import pytest
from tests.formats.reading import open_bytes

from accord.formats.edition import Rejection
from accord.model.errors import Invalid
from accord.model.records import Entry, RequestedAction
from accord.model.subjects import Identifier, IdentifierKind, SubjectKind

EVM = b"0x" + b"Ab" * 20
BASE58 = b"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"


def test_one_entry_a_line_and_currency() -> None:
    edition = open_bytes(
        "crypto-addresses",
        sanctioned_addresses_ETH__txt=EVM + b"\r\n\r\n",
        USDT__txt=b"\xef\xbb\xbf" + EVM + b"\n" + BASE58,
    )
    entries = [entry for entry in edition.entries if isinstance(entry, Entry)]
    folded = EVM.decode().lower()
    assert edition.edition == ""
    assert [entry.entry_id for entry in entries] == [
        f"ETH:{folded}",
        f"USDT:{folded}",
        f"USDT:{BASE58.decode()}",
    ]
    assert entries[0].subject.kind is SubjectKind.WALLET
    assert entries[0].subject.identifiers == (
        Identifier(kind=IdentifierKind.WALLET, value=EVM.decode(), scheme="ETH"),
    )
    assert entries[0].requested == (RequestedAction.NO_TRANSACTION,)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"two words of text", "address_unreadable"),
        (b"short", "address_unreadable"),
        (BASE58 + b"\x00", "text_control_character"),
        (b"\xff\xfe" + BASE58, "line_not_utf8"),
        (b"a" * 70_000, "line_too_long"),
        (b"a" * 1_001, "text_too_long"),
    ],
)
def test_a_bad_row_is_rejected_where_it_stands(row: bytes, code: str) -> None:
    content = BASE58 + b"\n" + row + b"\n" + BASE58
    first, bad, last = open_bytes("crypto-addresses", x_XBT__txt=content).entries
    assert isinstance(first, Entry)
    assert isinstance(bad, Rejection)
    assert (bad.file, bad.line, bad.code) == ("x_XBT.txt", 2, code)
    assert isinstance(last, Entry)


def test_files_that_name_no_currency() -> None:
    with pytest.raises(Invalid, match="file_name_without_currency"):
        open_bytes("crypto-addresses", addresses__csv=b"")
    with pytest.raises(Invalid, match="file_currency_twice"):
        open_bytes("crypto-addresses", a_XBT__txt=b"", b_xbt__txt=b"")
    with pytest.raises(Invalid, match="file_missing"):
        open_bytes("crypto-addresses")


def test_utf_16_is_refused_as_a_whole() -> None:
    edition = open_bytes("crypto-addresses", XBT__txt=BASE58.decode().encode("utf-16"))
    with pytest.raises(Invalid, match="file_not_utf8"):
        list(edition.entries)
