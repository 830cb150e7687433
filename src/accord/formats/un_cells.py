"""What stands in the elements of the UN list: texts, places and dates, cleaned.

Shared by the readers of `un_sc`. It must never drop a text silently: what is too long or not
readable is Invalid, and rejects the entry.
"""

import re
from collections.abc import Iterator, Mapping

from accord.formats.countries import country_code
from accord.formats.text import clean_name, clean_text
from accord.formats.xml import Node
from accord.model.dates import PartialDate, parse_partial_date
from accord.model.errors import Invalid
from accord.model.subjects import Place

MAX_REMARK = 20_000
"""Longest comment or note, in characters."""
MAX_LABEL = 60

ABSENT = frozenset({"", "na", "n/a", "-"})
"""How the list writes that it does not know."""


def cells_of(node: Node) -> dict[str, str]:
    """The texts of an element's children by tag, cleaned; several of one tag parted by commas.
    Raises Invalid for a text that is too long or holds control characters.
    """
    cells: dict[str, str] = {}
    for child in node.children:
        if child.tag == "NOTE":
            text = remark_of(child)
        elif child.children:
            text = bounded(clean_text(" ".join(texts_of(child))))
        else:
            text = clean_name(child.text, field=child.tag)
        if text:
            cells[child.tag] = f"{cells[child.tag]}, {text}" if child.tag in cells else text
    if node.text:
        cells["text"] = remark_of(node)
    return cells


def values_of(node: Node) -> list[str]:
    return [text for written in texts_of(node) if (text := clean_name(written, field=node.tag))]


def texts_of(node: Node) -> Iterator[str]:
    if node.text:
        yield node.text
    for child in node.children:
        yield from texts_of(child)


def remark_of(node: Node) -> str:
    return bounded(clean_text(" ".join(texts_of(node)) if node.children else node.text))


def bounded(text: str) -> str:
    if len(text) > MAX_REMARK:
        raise Invalid("text_too_long", characters=len(text), limit=MAX_REMARK)
    return text


def told(cells: Mapping[str, str]) -> Iterator[str]:
    for tag, text in cells.items():
        yield text if tag in ("NOTE", "text") else f"{label_of(tag).lower()} {text}"


def label_of(tag: str) -> str:
    bare = tag.removeprefix("INDIVIDUAL_").removeprefix("ENTITY_")
    return bare[:MAX_LABEL].replace("_", " ").capitalize()


def append_place(places: list[Place], cells: dict[str, str]) -> None:
    """Take the cells of a place out of `cells` and add the place, unless nothing is known of it."""
    street, zip_code = cells.pop("STREET", ""), cells.pop("ZIP_CODE", "")
    region, country = cells.pop("STATE_PROVINCE", ""), cells.pop("COUNTRY", "")
    code = country_code(country) if country else None
    place = Place(
        country=code,
        region=_joined(region, "" if code or country.lower() in ABSENT else country),
        city=cells.pop("CITY", ""),
        street=_joined(street, zip_code),
    )
    if place != Place():
        places.append(place)


def _joined(first: str, second: str) -> str:
    return f"{first}, {second}" if first and second else first or second


_ZONE = re.compile(r"(?<=^\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2}|T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)$")


def read_date(written: str, about: str = "") -> PartialDate:
    """A day or a year; XML Schema lets a date carry a time zone, which says nothing here."""
    return parse_partial_date(_ZONE.sub("", written.strip()) + about)


def read_year(written: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", written):
        raise Invalid("date_unreadable")
    return int(written)
