"""Dates of birth compared: the same, nearly, about, swapped, one digit off, or another. Pure.

Several dates on one side are alternatives: the best pair counts.
"""

import math
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

from accord.matching import calibration as c
from accord.model.dates import ABOUT_YEARS, DateSpan, span
from accord.model.errors import Invalid

_MOST_KNOWN = 16


class Verdict(msgspec.Struct, frozen=True):
    """A reason's code and its log-odds, with the two dates that were compared."""

    code: str
    log_odds: float
    left: str
    right: str


def compare_births(asked: Sequence[str], known: Sequence[str]) -> Verdict | None:
    """The best of all pairs; None when one side says nothing."""
    found = [_compare(left, right) for left in asked[:8] for right in known[:_MOST_KNOWN]]
    kept = [verdict for verdict in found if verdict is not None]
    if not kept:
        return None
    best = max(kept, key=lambda verdict: verdict.log_odds)
    if best.log_odds <= 0:
        return best
    by_chance = math.log(len(set(known[:_MOST_KNOWN])))
    least = min(best.log_odds, c.BIRTH_LEAST_AGREEMENT)
    return msgspec.structs.replace(best, log_odds=max(least, best.log_odds - by_chance))


@lru_cache(maxsize=1 << 15)
def _span(text: str) -> DateSpan | None:
    try:
        return span(text)
    except Invalid:
        return None


@lru_cache(maxsize=1 << 15)
def _compare(left: str, right: str) -> Verdict | None:
    one, other = _span(left), _span(right)
    if one is None or other is None:
        return None
    code, log_odds = _judge(one, other)
    return Verdict(code, log_odds, left, right)


def _judge(one: DateSpan, other: DateSpan) -> tuple[str, float]:
    if _is_day(one) and _is_day(other):
        return _judge_days(one.earliest, other.earliest)
    if one.earliest <= other.latest and other.earliest <= one.latest:
        return _judge_overlap(one, other)
    reach = ABOUT_YEARS if one.about or other.about else 0
    apart = _years_apart(one, other)
    if apart <= reach:
        return "birth_date_about", c.BIRTH_ABOUT
    if apart - reach <= 1:
        return "birth_date_near", c.BIRTH_YEAR_OFF_BY_ONE
    return _judge_far(apart - reach)


def _is_day(days: DateSpan) -> bool:
    return days.earliest == days.latest and not days.about


def _is_placeholder(day: date) -> bool:
    return day.month == 1 and day.day == 1


def _judge_days(one: date, other: date) -> tuple[str, float]:
    if one == other:
        holder = _is_placeholder(one)
        code = "birth_date_year_same" if holder else "birth_date_same"
        return code, c.BIRTH_PLACEHOLDER if holder else c.BIRTH_DAY_SAME
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return "birth_date_day_month_swapped", c.BIRTH_SWAPPED
    if _one_digit_off(one, other):
        near = abs(one.year - other.year) <= 1
        return "birth_date_digit", c.BIRTH_DIGIT if near else c.BIRTH_DIGIT_OF_YEAR
    if one.year == other.year:
        if _is_placeholder(one) or _is_placeholder(other):
            return "birth_date_year_same", c.BIRTH_YEAR_SAME
        return "birth_date_differs", c.BIRTH_YEAR_ONLY_DAY_DIFFERS
    return _judge_far(abs(one.year - other.year))


def _one_digit_off(one: date, other: date) -> bool:
    pairs = zip(one.isoformat(), other.isoformat(), strict=True)
    return sum(left != right for left, right in pairs) == 1


def _judge_far(years: int) -> tuple[str, float]:
    return "birth_date_differs", c.BIRTH_NEAR if years <= 2 else c.BIRTH_DIFFERS


def _judge_overlap(one: DateSpan, other: DateSpan) -> tuple[str, float]:
    if one.about or other.about:
        return "birth_date_about", c.BIRTH_WITHIN
    widest = max((days.latest - days.earliest).days for days in (one, other))
    if widest <= 31:
        return "birth_date_month_same", c.BIRTH_MONTH_SAME
    if widest <= 366:
        return "birth_date_year_same", c.BIRTH_YEAR_SAME
    return "birth_date_within", c.BIRTH_WITHIN


def _years_apart(one: DateSpan, other: DateSpan) -> int:
    first, last = sorted((one, other), key=lambda days: days.earliest)
    return max(0, last.earliest.year - first.latest.year)
