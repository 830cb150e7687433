"""What a record or a check describes.

One struct for every kind of subject: most facts (names, dates, countries, identifiers) are
shared, and a wallet is simply a subject whose one identifier is its address.
Countries are ICAO 9303 / ISO 3166-1 alpha-3 codes where they could be read, in capitals.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from accord.model.dates import PartialDate

MAX_TEXT = 1_000
"""Longest name, identifier or place that is accepted, in characters."""
MAX_MANY = 500
"""Most names, dates or identifiers of one subject."""

Text = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
Country = Annotated[str, Meta(pattern=r"^[A-Z<]{1,3}$")]


class SubjectKind(StrEnum):
    """What a record or a check is about."""

    PERSON = "person"
    ORGANIZATION = "organization"
    DOCUMENT = "document"
    VEHICLE = "vehicle"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    FIREARM = "firearm"
    ACCOUNT = "account"
    WALLET = "wallet"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    IP = "ip"
    DOMAIN = "domain"
    URL = "url"
    FILE_HASH = "file_hash"


class NameKind(StrEnum):
    """What a name is to its bearer. Low-quality aliases weigh less and never decide alone."""

    PRIMARY = "primary"
    ALIAS = "alias"
    WEAK_ALIAS = "weak_alias"
    ORIGINAL_SCRIPT = "original_script"


class Sex(StrEnum):
    """As INTERPOL's public notices write it."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class IdentifierKind(StrEnum):
    """What an identifier identifies; each kind has its own normal form."""

    PASSPORT = "passport"
    NATIONAL_ID = "national_id"
    DOCUMENT = "document"
    PLATE = "plate"
    VIN = "vin"
    IMO = "imo"
    MMSI = "mmsi"
    TAIL_NUMBER = "tail_number"
    SERIAL = "serial"
    IBAN = "iban"
    CARD = "card"
    ACCOUNT = "account"
    WALLET = "wallet"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    IP = "ip"
    DOMAIN = "domain"
    URL = "url"
    FILE_HASH = "file_hash"


class Name(msgspec.Struct, frozen=True, omit_defaults=True):
    """One name as written; `text` in its natural order when known."""

    text: Text
    kind: NameKind = NameKind.PRIMARY
    language: str = ""
    """BCP 47 tag when the source says so; else empty and the script decides."""


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """An identifier as written. Its normal form is computed in `identifiers/`, one rule a kind."""

    kind: IdentifierKind
    value: Text
    country: Country | None = None
    """The issuing country, when known."""
    scheme: str = ""
    """What qualifies the value: the currency of a wallet, the algorithm of a hash."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place as far as it is known; `country` may be a code, the rest is as written."""

    country: Country | None = None
    region: str = ""
    city: str = ""
    street: str = ""


class Subject(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One person, organization or thing."""

    kind: SubjectKind
    names: Annotated[tuple[Name, ...], Meta(max_length=MAX_MANY)] = ()
    born: Annotated[tuple[PartialDate, ...], Meta(max_length=MAX_MANY)] = ()
    birth_places: Annotated[tuple[Place, ...], Meta(max_length=MAX_MANY)] = ()
    nationalities: Annotated[tuple[Country, ...], Meta(max_length=MAX_MANY)] = ()
    sex: Sex = Sex.UNKNOWN
    identifiers: Annotated[tuple[Identifier, ...], Meta(max_length=MAX_MANY)] = ()
    titles: Annotated[tuple[Text, ...], Meta(max_length=MAX_MANY)] = ()
    addresses: Annotated[tuple[Place, ...], Meta(max_length=MAX_MANY)] = ()
