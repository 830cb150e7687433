"""Profiles: whole after a round trip, refused when they are something else."""

import pytest
from hypothesis import given
from tests.matching.people import person, subjects, texts

from accord.matching.profile import (
    alias_tokens,
    make_profile,
    pack_token,
    profile_of,
    read_profile,
    unpack_token,
)
from accord.matching.tokens import name_tokens
from accord.model.errors import Corrupt
from accord.model.subjects import Name, NameKind, Place, Subject, SubjectKind


@given(subjects)
def test_what_is_made_is_read(subject: Subject) -> None:
    assert read_profile(make_profile(subject)) == profile_of(subject)


@given(texts)
def test_a_packed_token_is_whole_again(text: str) -> None:
    for token in name_tokens(text):
        again = unpack_token(pack_token(token))
        assert again.weight == pytest.approx(token.weight, abs=0.051)
        assert (again.script, again.ascii, again.sound) == (token.script, token.ascii, token.sound)
        assert (again.skeletons, again.telling) == (token.skeletons, token.telling)


def test_aliases_alike_are_kept_once() -> None:
    profile = profile_of(person("Zamir Kazvari", "ZAMIR  KAZVARI", "Zamir Tolendal"))
    assert [alias.text for alias in profile.aliases] == ["Zamir Kazvari", "Zamir Tolendal"]
    assert [token.ascii for token in alias_tokens(profile.aliases[0])] == ["zamir", "kazvari"]


def test_a_name_of_good_quality_outranks_the_same_weak_alias() -> None:
    names = (Name("Zamir", NameKind.WEAK_ALIAS), Name("ZAMIR", NameKind.PRIMARY))
    profile = profile_of(Subject(kind=SubjectKind.PERSON, names=names))
    assert [alias.weak for alias in profile.aliases] == [False]


def test_places_are_kept_as_they_sound() -> None:
    subject = Subject(
        kind=SubjectKind.PERSON, birth_places=(Place(country="UTO", city="Kazvár Täl"),)
    )
    assert profile_of(subject).places == ("kazvartal", "UTO")


@pytest.mark.parametrize("raw", [b"", b"\xc1", b"\x90", b"\x93\x01\x02\x03"])
def test_other_bytes_are_corrupt(raw: bytes) -> None:
    with pytest.raises(Corrupt):
        read_profile(raw)


@pytest.mark.parametrize("packed", ["", "l+", "l+x/a/b/C", "l+1.0/a/b"])
def test_other_words_are_corrupt(packed: str) -> None:
    with pytest.raises(Corrupt):
        unpack_token(packed)
