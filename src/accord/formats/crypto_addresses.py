"""Sanctioned digital currency addresses: text files, one address a line, one file a currency.

The file's name gives the currency: `sanctioned_addresses_XBT.txt`, `list_ETH.txt` or `XMR.txt`.
One address may be named under several currencies; each of these is an entry of its own, since
identity is (currency, address). The format states no edition.
"""

import re
from collections.abc import Iterator, Sequence

from accord.formats.edition import Edition, NamedStream, Rejection, reject
from accord.formats.lines import read_lines
from accord.formats.markings import PUBLISHED
from accord.formats.text import clean_name
from accord.identifiers.wallets import wallet_normal_form
from accord.model.errors import Invalid
from accord.model.markings import Basis
from accord.model.records import Entry, RequestedAction, Source
from accord.model.subjects import Identifier, IdentifierKind, Subject, SubjectKind

SOURCE = Source(
    id="crypto-addresses",
    name="Digital currency addresses",
    basis=Basis.UNILATERAL_SANCTIONS,
    complete=True,
    first_line=False,
)

_CURRENCY_FILE = re.compile(r"^(?:.*_)?([A-Za-z0-9]{2,12})\.txt$", re.DOTALL)

_ADDRESS = re.compile(r"^[A-Za-z0-9:._-]{10,200}$")
"""Wide enough for every known chain; its check digits are advice, not a condition."""


def open_edition(streams: Sequence[NamedStream]) -> Edition:
    """One or more files of one edition. Raises Invalid (`file_name_without_currency`,
    `file_currency_twice`, `file_missing`) before anything is read.
    """
    if not streams:
        raise Invalid("file_missing")
    currencies = [_currency(stream.name) for stream in streams]
    if len(set(currencies)) < len(currencies):
        raise Invalid("file_currency_twice")
    return Edition(edition="", entries=_entries(streams, currencies))


def _currency(file_name: str) -> str:
    found = _CURRENCY_FILE.match(re.split(r"[/\\]", file_name)[-1])
    if found is None:
        raise Invalid("file_name_without_currency", file=file_name)
    return found[1].upper()


def _entries(
    streams: Sequence[NamedStream], currencies: Sequence[str]
) -> Iterator[Entry | Rejection]:
    for named, currency in zip(streams, currencies, strict=True):
        for line in read_lines(named.stream, name=named.name):
            if isinstance(line, Rejection):
                yield line
            elif line.text and not line.text.isspace():
                try:
                    yield _entry(line.text, currency)
                except Invalid as error:
                    yield reject(error, file=named.name, line=line.number)


def _entry(text: str, currency: str) -> Entry:
    address = clean_name(text, field="address")
    if not _ADDRESS.match(address):
        raise Invalid("address_unreadable")
    wallet = Identifier(kind=IdentifierKind.WALLET, value=address, scheme=currency)
    return Entry(
        entry_id=f"{currency}:{wallet_normal_form(address)}",
        subject=Subject(kind=SubjectKind.WALLET, identifiers=(wallet,)),
        requested=(RequestedAction.NO_TRANSACTION,),
        marking=PUBLISHED,
    )
