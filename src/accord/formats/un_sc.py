"""The United Nations Security Council Consolidated List, as the committees publish it in XML.

Schema: https://scsanctions.un.org/resources/xml/en/consolidated.xsd (`CONSOLIDATED_LIST`).

An entry's id is its DATAID. The permanent REFERENCE_NUMBER is kept as a reference: when the
publisher replaces an entry it gives a new DATAID under the same reference number, and that is
a withdrawal and an addition, not an amendment.

Content is what `Entry` keeps. The publisher's own administration is left out on purpose
(VERSIONNUM, LIST_TYPE, SORT_KEY, SORT_KEY_LAST_MOD, LAST_DAY_UPDATED): it tells when the list
was touched, nothing about the listed. Facts that the model has no place for are kept in
the remarks in the list's words. A fact that cannot be read rejects its entry; nothing is
silently dropped.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from accord.formats import un_measures
from accord.formats.accept import accepted
from accord.formats.countries import country_code
from accord.formats.edition import Edition, NamedStream, Rejection, reject
from accord.formats.markings import PUBLISHED
from accord.formats.text import clean_name, clean_text
from accord.formats.un_cells import (
    ABSENT,
    append_place,
    bounded,
    cells_of,
    label_of,
    read_date,
    read_year,
    remark_of,
    texts_of,
    told,
    values_of,
)
from accord.formats.un_documents import document_identifier
from accord.formats.xml import Document, Node, open_document
from accord.model.dates import PartialDate, of_years
from accord.model.errors import Invalid
from accord.model.markings import Basis
from accord.model.records import Entry, Source
from accord.model.subjects import (
    Country,
    Identifier,
    Name,
    NameKind,
    Place,
    Sex,
    Subject,
    SubjectKind,
)

Value = TypeVar("Value")

SOURCE = Source(
    id="un-sc",
    name="United Nations Security Council Consolidated List",
    basis=Basis.UN_BINDING,
    complete=True,
    first_line=True,
)

ROOT = "CONSOLIDATED_LIST"


def open_edition(streams: Sequence[NamedStream]) -> Edition:
    """Exactly one file. Raises Invalid (`file_missing`, `file_only_one`, `edition_unreadable`,
    and what `xml.open_document` raises), here or while entries are read.
    """
    if len(streams) != 1:
        raise Invalid("file_only_one" if streams else "file_missing")
    file = streams[0].name
    document = open_document(streams[0].stream, name=file, root=ROOT, entry_depth=2)
    return Edition(edition=_edition(document, file), entries=_entries(document, file))


def _edition(document: Document, file: str) -> str:
    written = document.attributes.get("dateGenerated", "").strip()
    if not written:
        return ""
    try:
        generated = datetime.fromisoformat(written)
        if generated.tzinfo is None:
            generated = generated.replace(tzinfo=UTC)
        generated = generated.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid("edition_unreadable", file=file) from error
    return generated.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _entries(document: Document, file: str) -> Iterator[Entry | Rejection]:
    for node in document.entries:
        entry_id = _entry_id(node)
        try:
            yield _entry(node, entry_id)
        except Invalid as error:
            yield reject(error, file=file, line=node.line, entry_id=entry_id)


_ENTRY_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def _entry_id(node: Node) -> str:
    """The DATAID; empty when there is none that could be told in a rejection."""
    written = next((child.text for child in node.children if child.tag == "DATAID"), "").strip()
    return written if _ENTRY_ID.match(written) else ""


class _Facts(msgspec.Struct):
    """What has been read of an entry so far."""

    parts: dict[str, str] = {}
    names: list[Name] = []
    born: list[PartialDate] = []
    birth_places: list[Place] = []
    nationalities: list[Country] = []
    identifiers: list[Identifier] = []
    titles: list[str] = []
    addresses: list[Place] = []
    remarks: list[str] = []
    comments: str = ""
    sex: Sex = Sex.UNKNOWN
    listed_on: PartialDate | None = None
    regime: str = ""
    reference: str = ""


_KINDS = {"INDIVIDUAL": SubjectKind.PERSON, "ENTITY": SubjectKind.ORGANIZATION}


def _entry(node: Node, entry_id: str) -> Entry:
    kind = _KINDS.get(node.tag)
    if kind is None:
        raise Invalid("entry_kind_unknown")
    if not entry_id:
        raise Invalid("entry_id_unreadable", field="DATAID")
    facts = _facts(node)
    return accepted(
        Entry(
            entry_id=entry_id,
            subject=_subject(facts, kind),
            requested=un_measures.requested(facts.regime, kind, facts.comments),
            remarks="\n".join(
                [facts.comments, *facts.remarks] if facts.comments else facts.remarks
            ),
            listed_on=facts.listed_on,
            regime=facts.regime,
            references=(facts.reference,) if facts.reference else (),
            marking=PUBLISHED,
        )
    )


def _facts(node: Node) -> _Facts:
    facts = _Facts()
    for child in node.children:
        reader = _READERS.get(child.tag)
        try:
            (reader or _read_unknown)(facts, child)
        except Invalid as error:
            # The name of an element that we do not know may hold anything.
            field = child.tag if reader else ""
            raise Invalid(error.code, **(error.params | {"field": field})) from error
    return facts


_NAME_PARTS = (
    "FIRST_NAME",
    "SECOND_NAME",
    "THIRD_NAME",
    "FOURTH_NAME",
    "FIFTH_NAME",
    "SIXTH_NAME",
)


def _subject(facts: _Facts, kind: SubjectKind) -> Subject:
    parts = (facts.parts.get(part, "") for part in _NAME_PARTS)
    primary = clean_name(" ".join(part for part in parts if part), field="FIRST_NAME")
    if not primary:
        raise Invalid("name_missing", field="FIRST_NAME")
    return Subject(
        kind=kind,
        names=_once([Name(primary), *facts.names]),
        born=_once(facts.born),
        birth_places=_once(facts.birth_places),
        nationalities=_once(facts.nationalities),
        sex=facts.sex,
        identifiers=_once(facts.identifiers),
        titles=_once(facts.titles),
        addresses=_once(facts.addresses),
    )


def _once(values: Sequence[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))


# Readers: one for each element of an entry.


def _read_part(facts: _Facts, node: Node) -> None:
    text = clean_name(node.text, field=node.tag)
    if text.lower() not in ABSENT:
        facts.parts[node.tag] = text


def _read_original_script(facts: _Facts, node: Node) -> None:
    for written in re.split(r"[;\n]", node.text):
        if text := clean_name(written, field=node.tag):
            facts.names.append(Name(text, NameKind.ORIGINAL_SCRIPT))


def _read_alias(facts: _Facts, node: Node) -> None:
    cells = cells_of(node)
    weak = cells.pop("QUALITY", "").lower() == "low"
    written = cells.pop("ALIAS_NAME", "")
    several = written.split(";") if ";" in written and "(" not in written else [written]
    for name in several:
        if text := name.strip():
            facts.names.append(Name(text, NameKind.WEAK_ALIAS if weak else NameKind.ALIAS))
    if date := cells.pop("DATE_OF_BIRTH", ""):
        facts.born.append(read_date(date))
    born_in = {
        "CITY": cells.pop("CITY_OF_BIRTH", ""),
        "COUNTRY": cells.pop("COUNTRY_OF_BIRTH", ""),
    }
    append_place(facts.birth_places, born_in)
    _keep(facts, f"Alias {written}".strip(), cells)


def _read_born(facts: _Facts, node: Node) -> None:
    cells = cells_of(node)
    about = "~" if cells.pop("TYPE_OF_DATE", "") == "APPROXIMATELY" else ""
    if "FROM_YEAR" in cells and "TO_YEAR" in cells:
        first, last = read_year(cells.pop("FROM_YEAR")), read_year(cells.pop("TO_YEAR"))
        facts.born.append(of_years(first, last) if first <= last else _backwards())
    elif "DATE" in cells:
        facts.born.append(read_date(cells.pop("DATE"), about))
    elif "YEAR" in cells:
        facts.born.append(read_date(cells.pop("YEAR"), about))
    _keep(facts, "Date of birth", cells)


def _backwards() -> PartialDate:
    raise Invalid("date_backwards")


def _read_birth_place(facts: _Facts, node: Node) -> None:
    cells = cells_of(node)
    append_place(facts.birth_places, cells)
    _keep(facts, "Place of birth", cells)


def _read_address(facts: _Facts, node: Node) -> None:
    cells = cells_of(node)
    append_place(facts.addresses, cells)
    _keep(facts, "Address", cells)


def _read_document(facts: _Facts, node: Node) -> None:
    cells = cells_of(node)
    identifier, remark = document_identifier(cells)
    if identifier is not None:
        facts.identifiers.append(identifier)
    if remark:
        facts.remarks.append(remark)


def _read_nationality(facts: _Facts, node: Node) -> None:
    for text in values_of(node):
        code = country_code(text)
        if code is not None:
            facts.nationalities.append(code)
        elif text.lower() not in ABSENT:
            facts.remarks.append(f"Nationality: {text}")


_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}


def _read_gender(facts: _Facts, node: Node) -> None:
    text = clean_name(node.text, field=node.tag)
    facts.sex = _SEXES.get(text.lower(), Sex.UNKNOWN)
    if facts.sex is Sex.UNKNOWN and text:
        facts.remarks.append(f"Gender: {text}")


def _read_titles(facts: _Facts, node: Node) -> None:
    facts.titles.extend(text for text in values_of(node) if text.lower() not in ABSENT)


def _read_comments(facts: _Facts, node: Node) -> None:
    facts.comments = remark_of(node)


def _read_listed_on(facts: _Facts, node: Node) -> None:
    if text := node.text.strip():
        facts.listed_on = read_date(text)


def _read_regime(facts: _Facts, node: Node) -> None:
    facts.regime = clean_name(node.text, field=node.tag)


def _read_reference(facts: _Facts, node: Node) -> None:
    facts.reference = clean_name(node.text, field=node.tag)


def _read_nothing(_facts: _Facts, _node: Node) -> None:
    """Administrative elements, named in the module's docstring."""


def _read_unknown(facts: _Facts, node: Node) -> None:
    if text := " ".join(texts_of(node)):
        facts.remarks.append(f"{label_of(node.tag)}: {bounded(clean_text(text))}")


_READERS: dict[str, Callable[[_Facts, Node], None]] = {
    **dict.fromkeys(_NAME_PARTS, _read_part),
    **dict.fromkeys(("INDIVIDUAL_ALIAS", "ENTITY_ALIAS"), _read_alias),
    **dict.fromkeys(("INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS"), _read_address),
    **dict.fromkeys(("TITLE", "DESIGNATION"), _read_titles),
    **dict.fromkeys(
        (
            "DATAID",
            "VERSIONNUM",
            "LIST_TYPE",
            "SORT_KEY",
            "SORT_KEY_LAST_MOD",
            "LAST_DAY_UPDATED",
        ),
        _read_nothing,
    ),
    "NAME_ORIGINAL_SCRIPT": _read_original_script,
    "INDIVIDUAL_DATE_OF_BIRTH": _read_born,
    "INDIVIDUAL_PLACE_OF_BIRTH": _read_birth_place,
    "INDIVIDUAL_DOCUMENT": _read_document,
    "NATIONALITY": _read_nationality,
    "GENDER": _read_gender,
    "COMMENTS1": _read_comments,
    "LISTED_ON": _read_listed_on,
    "UN_LIST_TYPE": _read_regime,
    "REFERENCE_NUMBER": _read_reference,
}


# Cells: the elements inside an element.


def _keep(facts: _Facts, label: str, cells: Mapping[str, str]) -> None:
    """What a reader had no place for goes to the remarks."""
    if cells:
        facts.remarks.append(f"{label}: {'; '.join(told(cells))}")
