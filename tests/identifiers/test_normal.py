"""One rule a kind: what meets, and that nothing ever raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.identifiers.normal import normal_form
from accord.model.subjects import Identifier, IdentifierKind


def normal(kind: str, value: str) -> str:
    return normal_form(Identifier(kind=IdentifierKind(kind), value=value))


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        ("passport", " ab-12 3456/x", "AB123456X"),
        ("passport", "ＡＢ１２", "AB12"),
        ("national_id", "٠١٢-٣", "0123"),
        ("plate", "b·ab 12", "BAB12"),
        ("plate", "а 123 вс", "А123ВС"),
        ("vin", "1hgcm82633a0O4352", "1HGCM82633A004352"),
        ("imo", "IMO 9074729", "9074729"),
        ("iban", "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        ("card", "4111 1111-1111 1111", "4111111111111111"),
        ("phone", "+44 (0)20 7946 0000", "442079460000"),
        ("phone", "0044 20 7946 0000 ext. 12", "442079460000"),
        ("phone", "tel 020 7946 0000", "02079460000"),
        ("email", " mailto:Some.One@Example.ORG. ", "some.one@example.org"),
        ("email", "some[@]example[.]org", "some@example.org"),
        ("handle", "@SomeOne", "someone"),
        ("ip", "192.0.2.1", "192.0.2.1"),
        ("ip", "192[.]0[.]2[.]1", "192.0.2.1"),
        ("ip", "::ffff:192.0.2.1", "192.0.2.1"),
        ("ip", "2001:DB8:0:0::1", "2001:db8::1"),
        ("domain", "Example[.]ORG.", "example.org"),
        ("domain", "bücher.example", "xn--bcher-kva.example"),
        ("url", "hxxps://Example[.]org:443#top", "https://example.org/"),
        ("url", "http://EXAMPLE.org:8080/Path?Q=1", "http://example.org:8080/Path?Q=1"),
        ("file_hash", "SHA256: AB CD", "abcd"),
        ("wallet", "0x" + "AB" * 20, "0x" + "ab" * 20),
        ("phone", "call me", ""),
    ],
)
def test_rules(kind: str, written: str, expected: str) -> None:
    assert normal(kind, written) == expected


@given(st.sampled_from(IdentifierKind), st.text(alphabet=st.characters()))
def test_never_raises_and_is_final(kind: IdentifierKind, value: str) -> None:
    once = normal(kind, value)
    assert normal(kind, once) == once


@given(
    st.sampled_from(IdentifierKind),
    st.text(alphabet="0+-() x#:/?@[].hxtpsmailoHTPX1a%ü", max_size=40),
)
def test_what_looks_like_one_is_final_too(kind: IdentifierKind, value: str) -> None:
    once = normal(kind, value)
    assert normal(kind, once) == once


@given(st.text(min_size=1), st.sampled_from(IdentifierKind))
def test_currency_and_country_are_not_part_of_it(value: str, kind: IdentifierKind) -> None:
    bare = Identifier(kind=kind, value=value)
    said = Identifier(kind=kind, value=value, country="NOR", scheme="XBT")
    assert normal_form(bare) == normal_form(said)
