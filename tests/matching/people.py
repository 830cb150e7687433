"""Made-up subjects for the tests of matching, and the strategy that makes hostile ones."""

from hypothesis import strategies as st

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

HOSTILE = (
    "\x00\x01\x02",
    "\u202eadlaz\u202c",
    "a" * 1_000,
    "ب" * 1_000,
    "e\u0301" * 500,
    "\u0301" * 1_000,
    "👩‍👩‍👧‍👦 🚀",
    "محمد 王小明 김정은 Иван Zoë",
    "﷽",
    "ال",
    "الله",
    "عبد",
    "...---...",
    "l/o/o/k +here,and:there",
    " ".join("abcdefghijklmnopqrstuvwxyz" * 20),
    " ".join(f"tok{at}en" for at in range(160)),
    "\ud800",
)

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(min_size=1, max_size=60),
    st.text(alphabet="abdul lahmtnsi-'", min_size=1, max_size=40),
    st.text(alphabet="ابتعدالرحمن هوي", min_size=1, max_size=40),
)

subjects = st.builds(
    Subject,
    kind=st.sampled_from(SubjectKind),
    names=st.lists(st.builds(Name, texts, st.sampled_from(NameKind)), max_size=6).map(tuple),
    born=st.lists(
        st.sampled_from(("1970-05-12", "1970", "1970~", "1968/1971", "2200", "1000~")), max_size=3
    ).map(tuple),
    birth_places=st.lists(st.builds(Place, city=texts), max_size=2).map(tuple),
    nationalities=st.lists(st.sampled_from(("UTO", "XXA", "D")), max_size=2).map(tuple),
    sex=st.sampled_from(Sex),
    identifiers=st.lists(
        st.builds(Identifier, st.sampled_from(IdentifierKind), texts), max_size=3
    ).map(tuple),
)


def person(
    *names: str,
    born: str = "",
    nationality: str = "",
    sex: Sex = Sex.UNKNOWN,
    document: str = "",
) -> Subject:
    return Subject(
        kind=SubjectKind.PERSON,
        names=tuple(Name(name) for name in names),
        born=(born,) if born else (),
        nationalities=(nationality,) if nationality else (),
        sex=sex,
        identifiers=(Identifier(IdentifierKind.PASSPORT, document),) if document else (),
    )


def organization(*names: str) -> Subject:
    return Subject(kind=SubjectKind.ORGANIZATION, names=tuple(Name(name) for name in names))


def wallet(address: str) -> Subject:
    return Subject(
        kind=SubjectKind.WALLET, identifiers=(Identifier(IdentifierKind.WALLET, address),)
    )
