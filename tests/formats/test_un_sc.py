"""The Consolidated List, on made-up entries in its form."""

import msgspec
import pytest
from tests.formats.reading import FIXTURES, individual, open_bytes, un_sc, un_sc_entries, un_sc_list

from accord.formats.content import content_bytes
from accord.formats.edition import Rejection
from accord.formats.un_measures import MEASURES, requested
from accord.model.errors import Invalid
from accord.model.records import Entry, RequestedAction
from accord.model.subjects import (
    Identifier,
    IdentifierKind,
    Name,
    NameKind,
    Place,
    Sex,
    SubjectKind,
)

SAMPLE = (FIXTURES / "un_sc.xml").read_bytes()


def entry(number: int) -> Entry:
    found = un_sc_entries(SAMPLE)[number]
    assert isinstance(found, Entry)
    return found


def only(content: bytes) -> Entry | Rejection:
    (found,) = un_sc_entries(content)
    return found


def test_edition_is_the_time_of_generation() -> None:
    assert un_sc(SAMPLE).edition == "2024-02-03T04:05:06.007Z"


def test_edition_is_told_in_utc() -> None:
    shifted = SAMPLE.replace(b"2024-02-03T04:05:06.007Z", b"2024-02-03T04:05:06+02:00")
    assert un_sc(shifted).edition == "2024-02-03T02:05:06.000Z"


def test_person_with_everything() -> None:
    subject = entry(0).subject
    assert subject.kind is SubjectKind.PERSON
    assert subject.names == (
        Name("TARVO BELANDIR OSKEM", NameKind.PRIMARY),
        Name("تارفو بلاندير", NameKind.ORIGINAL_SCRIPT),
        Name("تارفو اوسكيم", NameKind.ORIGINAL_SCRIPT),
        Name("Tarvo the Elder", NameKind.ALIAS),
        Name("Tarvo Oskem", NameKind.ALIAS),
        Name("Abu Nobody", NameKind.WEAK_ALIAS),
    )
    assert subject.born == ("1969-12-31", "1970-01-02", "1971~", "1968/1972")
    assert subject.birth_places == (
        Place(country="NOR", city="Bergen"),
        Place(country="NOR", region="Vestland", city="Bergen"),
    )
    assert subject.nationalities == ("NOR",)
    assert subject.sex is Sex.MALE
    assert subject.titles == ("Dr.", "Treasurer of nothing")
    assert subject.addresses == (
        Place(country="NOR", city="Oslo", street="1 Made-up Street, 0000"),
        Place(region="Nowhere Land"),
    )


def test_documents_are_found_by_their_number_alone() -> None:
    assert entry(0).subject.identifiers == (
        Identifier(kind=IdentifierKind.PASSPORT, value="ZZ 000111", country="NOR"),
        Identifier(kind=IdentifierKind.NATIONAL_ID, value="000-111-222"),
    )


def test_what_has_no_place_is_kept_in_the_remarks() -> None:
    remarks = entry(0).remarks.split("\n")
    assert remarks[0] == "Made up. For tests."
    assert set(remarks[1:]) == {
        "Nationality: former Kingdom of Nowhere",
        "Alias Tarvo the Elder; Tarvo Oskem: on a library card",
        "Address: former",
        "Date of birth: says a cousin",
        "Document Norwegian passport number ZZ 000111: Passport; date of issue 2001-01-01",
        "Shoe size: 44",
    }


def test_listing() -> None:
    found = entry(0)
    assert (found.entry_id, found.references) == ("9000001", ("ZZi.001",))
    assert (found.listed_on, found.regime) == ("2011-03-04", "Al-Qaida")
    assert found.marking.audience.everyone


def test_date_in_2999_rejects_its_entry_and_says_where() -> None:
    found = un_sc_entries(SAMPLE)[1]
    line = SAMPLE[: SAMPLE.index(b"9000002")].count(b"\n")
    assert found == Rejection(
        "list.xml",
        line,
        "date_out_of_range",
        {"year": 2999, "field": "INDIVIDUAL_DATE_OF_BIRTH", "entry_id": "9000002"},
    )


def test_organization() -> None:
    found = entry(2)
    assert found.subject.kind is SubjectKind.ORGANIZATION
    assert [name.text for name in found.subject.names] == [
        "BELANDIR TRADING (BT)",
        "Belandir & Sons",
    ]
    assert found.requested == (RequestedAction.ASSET_FREEZE,)


@pytest.mark.parametrize("regime", MEASURES)
def test_no_travel_ban_for_organizations(regime: str) -> None:
    assert RequestedAction.TRAVEL_BAN not in requested(regime, SubjectKind.ORGANIZATION, "")


def test_measures_by_regime() -> None:
    both = (RequestedAction.ASSET_FREEZE, RequestedAction.TRAVEL_BAN)
    person = SubjectKind.PERSON
    assert requested("Taliban", person, "") == (*both, RequestedAction.ARMS_EMBARGO)
    assert requested("DPRK", person, "") == both
    assert requested("Iraq", person, "") == (RequestedAction.ASSET_FREEZE,)
    assert requested("GB", person, "") == (RequestedAction.TRAVEL_BAN,)
    assert requested("Libya", person, "") == both
    assert requested("Libya", person, "para 15 (Travel Ban).") == (RequestedAction.TRAVEL_BAN,)
    assert requested("unheard of", person, "") == ()


def test_layout_and_administration_are_not_content() -> None:
    plain = only(un_sc_list(individual(extra="<COMMENTS1>one two</COMMENTS1>")))
    other = only(
        un_sc_list(
            individual(
                extra="<COMMENTS1>\n one\n\n two </COMMENTS1><LAST_DAY_UPDATED><VALUE>2020-01-01"
                "</VALUE></LAST_DAY_UPDATED><SORT_KEY_LAST_MOD>7</SORT_KEY_LAST_MOD>",
                data_id="2",
            )
        )
    )
    assert isinstance(plain, Entry)
    assert isinstance(other, Entry)
    assert plain.entry_id != other.entry_id
    assert content_bytes(plain) == content_bytes(other)


def test_a_changed_fact_is_content() -> None:
    found = entry(0)
    changed = msgspec.structs.replace(found, remarks=found.remarks + ".")
    assert content_bytes(found) != content_bytes(changed)


@pytest.mark.parametrize(
    ("inside", "code", "field"),
    [
        ("<INDIVIDUAL><FIRST_NAME>A</FIRST_NAME></INDIVIDUAL>", "entry_id_unreadable", "DATAID"),
        ("<INDIVIDUAL><DATAID>1</DATAID></INDIVIDUAL>", "name_missing", "FIRST_NAME"),
        (individual("A" * 10_000), "text_too_long", "FIRST_NAME"),
        (individual("A\x9bB"), "text_control_character", "FIRST_NAME"),
        (
            individual(
                extra="<INDIVIDUAL_ALIAS><ALIAS_NAME>A\x7fB</ALIAS_NAME></INDIVIDUAL_ALIAS>"
            ),
            "text_control_character",
            "INDIVIDUAL_ALIAS",
        ),
        (individual(extra="<LISTED_ON>soon</LISTED_ON>"), "date_unreadable", "LISTED_ON"),
        (
            individual(
                extra="<INDIVIDUAL_DATE_OF_BIRTH><FROM_YEAR>1980</FROM_YEAR><TO_YEAR>1970</TO_YEAR>"
                "</INDIVIDUAL_DATE_OF_BIRTH>"
            ),
            "date_backwards",
            "INDIVIDUAL_DATE_OF_BIRTH",
        ),
        (
            individual(extra="<NATIONALITY>" + "<VALUE>x</VALUE>" * 3 + "</NATIONALITY>" * 1)
            + individual(extra="".join(f"<TITLE><VALUE>t{n}</VALUE></TITLE>" for n in range(501))),
            "entry_not_acceptable",
            "subject.titles",
        ),
    ],
)
def test_what_cannot_be_read_rejects_the_entry(inside: str, code: str, field: str) -> None:
    found = un_sc_entries(un_sc_list(inside))[-1]
    assert isinstance(found, Rejection)
    assert (found.code, found.params["field"]) == (code, field)


def test_bidirectional_overrides_are_taken_out_of_names() -> None:
    found = only(un_sc_list(individual("TAR\u202eVO\u2066 B\u200bEL\u2069")))
    assert isinstance(found, Entry)
    assert found.subject.names[0].text == "TARVO BEL"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_declared_encodings(encoding: str) -> None:
    found = only(un_sc_list(individual("TÅRVO"), encoding=encoding))
    assert isinstance(found, Entry)
    assert found.subject.names[0].text == "TÅRVO"


def test_entries_before_a_truncation_do_not_hide_it() -> None:
    entries = un_sc(SAMPLE[:-200]).entries
    with pytest.raises(Invalid, match="xml_broken"):
        list(entries)


def test_one_file_at_a_time() -> None:
    with pytest.raises(Invalid, match="file_missing"):
        open_bytes("un-sc")
    with pytest.raises(Invalid, match="file_only_one"):
        open_bytes("un-sc", a__xml=SAMPLE, b__xml=SAMPLE)
