"""A subject from flat text fields, as flags, CSV columns and web forms have them.

Everything here came from a keyboard or a file, so it is cleaned and read at this border:
whatever cannot be read is `Invalid` and names its field, and nothing is guessed silently.
"""

from collections.abc import Mapping

from accord.formats.countries import country_code
from accord.formats.text import clean_name
from accord.identifiers.normal import normal_form
from accord.model.dates import PartialDate, parse_partial_date
from accord.model.errors import Invalid
from accord.model.subjects import (
    Country,
    Identifier,
    IdentifierKind,
    Name,
    NameKind,
    Sex,
    Subject,
    SubjectKind,
)

IDENTIFIER_FIELDS: dict[str, tuple[IdentifierKind, SubjectKind]] = {
    "document": (IdentifierKind.DOCUMENT, SubjectKind.DOCUMENT),
    "passport": (IdentifierKind.PASSPORT, SubjectKind.DOCUMENT),
    "national_id": (IdentifierKind.NATIONAL_ID, SubjectKind.DOCUMENT),
    "plate": (IdentifierKind.PLATE, SubjectKind.VEHICLE),
    "vin": (IdentifierKind.VIN, SubjectKind.VEHICLE),
    "imo": (IdentifierKind.IMO, SubjectKind.VESSEL),
    "mmsi": (IdentifierKind.MMSI, SubjectKind.VESSEL),
    "tail_number": (IdentifierKind.TAIL_NUMBER, SubjectKind.AIRCRAFT),
    "serial": (IdentifierKind.SERIAL, SubjectKind.FIREARM),
    "iban": (IdentifierKind.IBAN, SubjectKind.ACCOUNT),
    "card": (IdentifierKind.CARD, SubjectKind.ACCOUNT),
    "account": (IdentifierKind.ACCOUNT, SubjectKind.ACCOUNT),
    "wallet": (IdentifierKind.WALLET, SubjectKind.WALLET),
    "phone": (IdentifierKind.PHONE, SubjectKind.PHONE),
    "email": (IdentifierKind.EMAIL, SubjectKind.EMAIL),
    "handle": (IdentifierKind.HANDLE, SubjectKind.HANDLE),
    "ip": (IdentifierKind.IP, SubjectKind.IP),
    "domain": (IdentifierKind.DOMAIN, SubjectKind.DOMAIN),
    "url": (IdentifierKind.URL, SubjectKind.URL),
    "hash": (IdentifierKind.FILE_HASH, SubjectKind.FILE_HASH),
}
"""A field's identifier, and the kind of subject that it means when nothing else says so."""

SUBJECT_FIELDS = frozenset({"kind", "name", "born", "nationality", "sex", *IDENTIFIER_FIELDS})

SEPARATOR = ";"
"""Between several names, dates or nationalities in one field."""
MAX_SEVERAL = 50


def make_subject(fields: Mapping[str, str]) -> Subject:
    """The subject that `fields` describe; keys outside SUBJECT_FIELDS are not looked at.

    `kind` may be left out: a name means a person, an identifier alone means its own kind.
    Raises Invalid with `field`: `subject_empty`, `kind_unknown`, `sex_unknown`,
    `nationality_unknown`, `identifier_unreadable`, `date_*`, `text_*`.
    """
    names = tuple(
        Name(text, NameKind.ALIAS if at else NameKind.PRIMARY)
        for at, text in enumerate(_several(fields, "name"))
    )
    identifiers = tuple(
        searchable(Identifier(kind=kind, value=text), field=field)
        for field, (kind, _) in IDENTIFIER_FIELDS.items()
        if (text := _one(fields, field))
    )
    if not names and not identifiers:
        raise Invalid("subject_empty")
    return Subject(
        kind=_kind(fields, has_name=bool(names)),
        names=names,
        born=tuple(_date(text) for text in _several(fields, "born")),
        nationalities=tuple(_country(text) for text in _several(fields, "nationality")),
        sex=_sex(_one(fields, "sex")),
        identifiers=identifiers,
    )


def searchable(identifier: Identifier, *, field: str) -> Identifier:
    """`identifier`, unchanged. Raises Invalid (`identifier_unreadable`) when nothing in it can
    be searched for, since an answer of "nothing found" would then say something untrue.
    """
    if not normal_form(identifier):
        raise Invalid("identifier_unreadable", field=field)
    return identifier


def _one(fields: Mapping[str, str], field: str) -> str:
    return clean_name(fields.get(field, ""), field=field)


def _several(fields: Mapping[str, str], field: str) -> list[str]:
    written = fields.get(field, "")
    cleaned = (clean_name(part, field=field) for part in written.split(SEPARATOR))
    several = [text for text in cleaned if text]
    if len(several) > MAX_SEVERAL:
        raise Invalid("text_too_many", field=field, limit=MAX_SEVERAL)
    return several


def _kind(fields: Mapping[str, str], *, has_name: bool) -> SubjectKind:
    if written := _one(fields, "kind").lower():
        try:
            return SubjectKind(written)
        except ValueError as error:
            raise Invalid("kind_unknown", field="kind") from error
    if has_name:
        return SubjectKind.PERSON
    means = (kind for field, (_, kind) in IDENTIFIER_FIELDS.items() if _one(fields, field))
    return next(means)


def _date(text: str) -> PartialDate:
    try:
        return parse_partial_date(text)
    except Invalid as error:
        raise Invalid(error.code, **(error.params | {"field": "born"})) from error


def _country(text: str) -> Country:
    code = country_code(text) or country_code(text.upper())
    if code is None:
        raise Invalid("nationality_unknown", field="nationality")
    return code


_SEXES = {
    "": Sex.UNKNOWN,
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
    "m": Sex.MALE,
    "male": Sex.MALE,
    "u": Sex.UNKNOWN,
    "x": Sex.UNKNOWN,
    "unknown": Sex.UNKNOWN,
}


def _sex(text: str) -> Sex:
    found = _SEXES.get(text.lower())
    if found is None:
        raise Invalid("sex_unknown", field="sex")
    return found
