"""Two descriptions compared with each other, outside any search. Pure."""

from accord.matching import calibration as c
from accord.matching.profile import profile_of
from accord.matching.score import Score, score_profiles
from accord.model.subjects import Subject


def compare(left: Subject, right: Subject, *, prior: float = c.PAIR_PRIOR) -> Score:
    """How likely `left` and `right` are one subject. `prior` fits pairs that somebody thought
    worth comparing, about half of them true; a search has far fewer true ones.
    """
    return score_profiles(profile_of(left), [profile_of(right)], 1, prior)[0]
