"""Handling, visibility, evaluation, purpose, audience and basis.

The vocabularies are the field's: handling codes H0-H3 (Europol), dissemination white,
gray and black (LEXS) which we show as open, pointer and hidden, and the 4x4 evaluation.
"""

from enum import StrEnum

import msgspec


class Purpose(StrEnum):
    """Why somebody asks. Every check names one."""

    PREVENTION = "prevention"
    INVESTIGATION = "investigation"
    ARREST = "arrest"
    BORDER_CHECK = "border_check"
    MISSING_PERSON = "missing_person"
    IDENTIFICATION = "identification"
    PUBLIC_SAFETY = "public_safety"
    ASSET_TRACING = "asset_tracing"
    OFFICER_SAFETY = "officer_safety"
    OVERSIGHT = "oversight"


class Handling(StrEnum):
    """Europol handling codes; what the receiver may do with the information."""

    H0 = "H0"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"


class Visibility(StrEnum):
    """Open: shown. Pointer: whom to call. Hidden: indistinguishable from nothing."""

    OPEN = "open"
    POINTER = "pointer"
    HIDDEN = "hidden"


class SourceEvaluation(StrEnum):
    """Reliability of the source (4x4 system)."""

    A = "A"
    B = "B"
    C = "C"
    X = "X"


class InformationEvaluation(StrEnum):
    """Accuracy of the information (4x4 system)."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"


class Basis(StrEnum):
    """Why a record is lawful to show."""

    UN_BINDING = "un_binding"
    INTERPOL = "interpol"
    BODY_PUBLISHED = "body_published"
    NATIONAL_POLICE = "national_police"
    UNILATERAL_SANCTIONS = "unilateral_sanctions"
    CARRIER_DATA = "carrier_data"
    PARTNER_INTELLIGENCE = "partner_intelligence"
    TEST = "test"


class Audience(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who may receive: bodies and authorities, minus exclusions. Empty means nobody.

    `everyone` stands for all members; it has to be said, it is never the default.
    """

    everyone: bool = False
    bodies: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


class Marking(msgspec.Struct, frozen=True, omit_defaults=True):
    """How an item may be handled. The default is the strictest that still is useful at home:
    evaluation X4 and an empty audience, so nobody outside.
    """

    handling: Handling = Handling.H1
    handling_text: str = ""
    visibility: Visibility = Visibility.OPEN
    source_evaluation: SourceEvaluation = SourceEvaluation.X
    information_evaluation: InformationEvaluation = InformationEvaluation.FOUR
    purposes: tuple[Purpose, ...] = ()
    """Purposes it may be used for; empty means every purpose that the policy allows."""
    audience: Audience = Audience()
