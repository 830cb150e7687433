"""The list formats that Accord reads, by the id that `accord import --format` takes."""

from collections.abc import Callable, Sequence

import msgspec

from accord.formats import crypto_addresses, un_sc
from accord.formats.edition import Edition, NamedStream
from accord.model.records import Source

__all__ = ["FORMATS", "Format"]


class Format(msgspec.Struct, frozen=True):
    """How a list is read, and the source that it is unless the importer says otherwise."""

    id: str
    title: str
    source: Source
    read: Callable[[Sequence[NamedStream]], Edition]
    """Raises Invalid when the files as a whole are bad, here or while entries are read."""


FORMATS: dict[str, Format] = {
    found.id: found
    for found in (
        Format(
            id="un-sc",
            title="United Nations Security Council Consolidated List, XML",
            source=un_sc.SOURCE,
            read=un_sc.open_edition,
        ),
        Format(
            id="crypto-addresses",
            title="Digital currency addresses, one a line, a file for each currency",
            source=crypto_addresses.SOURCE,
            read=crypto_addresses.open_edition,
        ),
    )
}
