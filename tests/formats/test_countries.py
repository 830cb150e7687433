"""Countries as people and lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.formats.countries import country_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NOR", "NOR"),
        ("NO", "NOR"),
        ("D", "DEU"),
        ("XXB", "XXB"),
        ("Norway", "NOR"),
        ("norvège", "NOR"),
        ("Noruega", "NOR"),
        ("النرويج", "NOR"),
        ("Côte d'Ivoire", "CIV"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Democratic Republic of the Congo", "COD"),
        ("Congo", "COG"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
        ("State of Palestine", "PSE"),
        ("Nowhere Land", None),
        ("and", None),
        ("", None),
    ],
)
def test_codes(written: str, code: str | None) -> None:
    assert country_code(written) == code


@given(st.text(alphabet=st.characters()))
def test_never_raises(written: str) -> None:
    code = country_code(written)
    assert code is None or len(code) == 3
