"""Made-up people of many scripts for the demo. Nobody here exists; likeness is chance.

The cast is fixed, so that the scenes can tell about it; the crowd around it comes from Faker with
a fixed seed, so that finding the cast is not a matter of an empty room.
"""

import random
from collections.abc import Iterator

from accord.model.markings import Audience, Basis, InformationEvaluation, Marking, SourceEvaluation
from accord.model.records import Entry, RequestedAction, Source
from accord.model.subjects import (
    Identifier,
    IdentifierKind,
    Name,
    NameKind,
    Place,
    Sex,
    Subject,
    SubjectKind,
)

SEED = 2021
CROWD = 3_000
LOCALES = (
    "ar_AA", "de_DE", "el_GR", "en_GB", "en_NG", "es_MX", "fa_IR", "fr_FR", "hi_IN", "hy_AM",
    "id_ID", "it_IT", "ja_JP", "ka_GE", "ko_KR", "pl_PL", "pt_BR", "ru_RU", "th_TH", "tr_TR",
    "uk_UA", "vi_VN", "zh_CN",
)  # fmt: skip

PEOPLE_SOURCE = Source(
    id="demo-wanted",
    name="Made-up wanted persons",
    basis=Basis.BODY_PUBLISHED,
    complete=True,
    first_line=True,
)
WALLET_SOURCE = Source(
    id="demo-wallets",
    name="Made-up listed wallets",
    basis=Basis.UNILATERAL_SANCTIONS,
    complete=True,
    first_line=False,
)
WALLET = "0x52908400098527886E0F7030069857D2E4169EE7"
"""The example address of EIP-55; nobody's."""

_MARKING = Marking(
    source_evaluation=SourceEvaluation.A,
    information_evaluation=InformationEvaluation.TWO,
    audience=Audience(everyone=True),
)


def cast() -> Iterator[Entry]:
    """Those whom the scenes are about."""
    yield _person(
        "cast-1", "Farouk Abd al-Rahman TANNOURI", born="1974-03-09", country="LBN",
        aliases=("Faruq Abdurrahman Tannuri",), city="Tripoli",
    )  # fmt: skip
    yield _person("cast-2", "OUYANG Zhiwei", born="1981-11-30", country="CHN")
    yield _person(
        "cast-3", "Aleksei Yurevich VERESHCHUKOV", born="1969", country="RUS", city="Tver"
    )
    yield _person(
        "cast-4", "Maria Inés QUIROGA SALVATIERRA", born="1990-07", country="BOL",
        sex=Sex.FEMALE,
    )  # fmt: skip
    yield _person(
        "cast-5", "Hyun-woo GWANAK-LEE", born="1985~", country="KOR", aliases=("관악이 현우",)
    )


def crowd(size: int = CROWD) -> Iterator[Entry]:
    """Other made-up people, the same ones each time."""
    from faker import Faker

    chance = random.Random(SEED)  # noqa: S311 (made-up people, not secrets)
    voices = [Faker(locale) for locale in LOCALES]
    for number, voice in enumerate(voices):
        voice.seed_instance(SEED + number)
    for number in range(size):
        voice = voices[number % len(voices)]
        year = chance.randint(1950, 2004)
        born = f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        yield _person(f"crowd-{number}", voice.name(), born=born)


def wallets() -> Iterator[Entry]:
    """One listed wallet."""
    yield Entry(
        entry_id="wallet-1",
        subject=Subject(
            kind=SubjectKind.WALLET,
            identifiers=(Identifier(IdentifierKind.WALLET, WALLET, scheme="ETH"),),
        ),
        requested=(RequestedAction.NO_TRANSACTION,),
        marking=_MARKING,
    )


def _person(
    entry_id: str,
    name: str,
    *,
    born: str,
    country: str = "",
    aliases: tuple[str, ...] = (),
    city: str = "",
    sex: Sex = Sex.UNKNOWN,
) -> Entry:
    names = (Name(name), *(Name(alias, NameKind.ALIAS) for alias in aliases))
    return Entry(
        entry_id=entry_id,
        subject=Subject(
            kind=SubjectKind.PERSON,
            names=names,
            born=(born,),
            nationalities=(country,) if country else (),
            birth_places=(Place(city=city),) if city else (),
            sex=sex,
        ),
        requested=(RequestedAction.LOCATE, RequestedAction.INFORM_HOLDER),
        marking=_MARKING,
        listed_on="2026-01-15",
    )
