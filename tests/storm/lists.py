"""Made-up editions of a list in the form of `un-sc`, as large as a test wants them."""

import random
from collections.abc import Mapping

from accord.model.subjects import Identifier, IdentifierKind, Subject, SubjectKind

SYLLABLES = [
    "ba",
    "de",
    "ko",
    "li",
    "mu",
    "na",
    "pe",
    "ro",
    "si",
    "ta",
    "ve",
    "zu",
    "kra",
    "spo",
    "tel",
    "vin",
    "mor",
    "gal",
    "hes",
    "dun",
]


def made_up_name(number: int) -> str:
    """Three tokens that depend on `number` alone."""
    dice = random.Random(number)
    return " ".join("".join(dice.choices(SYLLABLES, k=3)).capitalize() for _ in range(3))


def passport(number: int) -> str:
    return f"QZ{number:07d}"


def passport_of(entry_number: int) -> Subject:
    """The question by the document alone."""
    return Subject(
        kind=SubjectKind.PERSON,
        identifiers=(Identifier(kind=IdentifierKind.PASSPORT, value=passport(entry_number)),),
    )


def un_sc_edition(day: int, revisions: Mapping[int, int]) -> bytes:
    """An edition whose entries are the keys of `revisions`; another revision is an amendment."""
    inside = "\n".join(_individual(number, revision) for number, revision in revisions.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<CONSOLIDATED_LIST dateGenerated="2026-{1 + day // 28:02d}-{1 + day % 28:02d}'
        'T00:00:00.000Z"><INDIVIDUALS>\n'
        f"{inside}\n</INDIVIDUALS></CONSOLIDATED_LIST>"
    ).encode()


def _individual(number: int, revision: int) -> str:
    first, second, third = made_up_name(number).split()
    return (
        f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{first}</FIRST_NAME>"
        f"<SECOND_NAME>{second}</SECOND_NAME><THIRD_NAME>{third}</THIRD_NAME>"
        f"<COMMENTS1>Made up. Revision {revision}.</COMMENTS1>"
        "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
        f"<NUMBER>{passport(number)}</NUMBER></INDIVIDUAL_DOCUMENT></INDIVIDUAL>"
    )
