"""Constants of the score, natural logarithms of odds. Set by `bench/matching_calibrate.py` and by
hand where the labelled sets say nothing; change one and the quality tests tell.
"""

from typing import Final

SEARCH_PRIOR: Final = -8.5
"""Before anything is compared: one search in about 5,000 has a true hit."""
PAIR_PRIOR: Final = -5.6
"""The same for two descriptions that somebody thought worth comparing."""

NAME_MOST: Final = 10.9
"""What an equal name can say at most, however rare: namesakes exist."""
NAME_HALFWAY: Final = 6.1
"""Rarity of the agreeing tokens at which 1 - 1/e of that is reached."""
ALIGN_FROM: Final = 0.64
"""Two tokens less alike than this are different tokens."""
ALIGN_LEAST: Final = 0.55
"""Part of a token's weight that counts when it is just alike enough."""
SPELLING: Final = 8.5
"""Cost of a token's unlikeness (0 to 1), where it aligns."""
CONTRADICTION: Final = 0.72
"""Cost of weight that is left over on both sides: another name, not a shorter one."""
OMITTED_BY_RECORD: Final = 0.24
"""Cost of weight that only the question has."""
OMITTED_BY_QUESTION: Final = 0.14
"""Cost of weight that only the record has."""
WEAK_ALIAS: Final = 2.0
"""Low-quality aliases weigh less and never decide alone."""
NAME_LEAST: Final = -8.0
NAME_LEAST_BESIDE_IDENTIFIER: Final = -3.0
"""Who carries an equal document under another name is still to be looked at."""

SOUND: Final = 0.98
"""What an equal sound under another spelling is worth."""
SAME_SKELETON: Final = 0.42
"""How far an equal skeleton closes the gap to equality."""
ABJAD_SAME: Final = 0.92
"""Likeness of equal skeletons where one side shows no vowels; the sound adds the rest."""
ABJAD_SKELETON: Final = 0.85
"""Part of an unequal skeleton there; the rest is the sound."""

ABJAD_SHORT: Final = 0.65
"""As `ABJAD_SAME`, for skeletons of one or two classes, which meet by accident."""

BIRTH_DAY_SAME: Final = 6.5
BIRTH_MONTH_SAME: Final = 4.5
BIRTH_YEAR_SAME: Final = 2.6
BIRTH_WITHIN: Final = 1.5
BIRTH_ABOUT: Final = 1.0
BIRTH_PLACEHOLDER: Final = 3.0
BIRTH_SWAPPED: Final = 4.5
BIRTH_DIGIT: Final = 2.5
BIRTH_DIGIT_OF_YEAR: Final = -4.6
"""Years apart, though only one digit differs: a slip, or somebody else of the same name."""
BIRTH_LEAST_AGREEMENT: Final = 0.2
"""Of many recorded dates one fits by accident: agreement loses the logarithm of their number."""
BIRTH_YEAR_OFF_BY_ONE: Final = -0.8
BIRTH_YEAR_ONLY_DAY_DIFFERS: Final = -0.8
BIRTH_NEAR: Final = -3.5
BIRTH_DIFFERS: Final = -6.5

NATIONALITY_SAME: Final = 1.2
NATIONALITY_DIFFERS: Final = -1.3
SEX_SAME: Final = 0.4
SEX_DIFFERS: Final = -3.0
PLACE_SAME: Final = 1.5
COUNTRY_SAME: Final = 0.5

IDENTIFIER_EQUAL: Final = 14.5
"""On its own it gives 0.997 in a search."""
IDENTIFIER_DIFFERS: Final = -0.5
IDENTIFIER_DIFFERS_ALONE: Final = -8.0
"""For a thing that is nothing but its identifier."""
KIND_DIFFERS: Final = -4.0
