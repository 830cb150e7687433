"""Partial dates, first-class: what is known of a date, and no more.

The written form is a subset of EDTF level 1 (Library of Congress, 2019; ISO 8601-2):

    1970          a year                    1970-05       a year and a month
    1970-05-12    a day                     1970~         about 1970
    1968/1971     between, both included    1970-05~      about May 1970

"Several" dates are a tuple of partial dates on the subject, since each one may be right.
Pure: reads no clock. A value of this type is always valid and in its shortest form.
"""

import calendar
import re
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from accord.model.errors import Invalid

_POINT = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?~?"
PARTIAL_DATE_PATTERN = rf"^{_POINT}(?:/{_POINT})?$"

PartialDate = Annotated[str, Meta(pattern=PARTIAL_DATE_PATTERN, max_length=23)]

EARLIEST_YEAR, LATEST_YEAR = 1000, 2200
ABOUT_YEARS = 2
"""How far `~` reaches to either side of a year. Ours, configurable in scoring."""

_POINT_RE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)$")


class DateSpan(msgspec.Struct, frozen=True):
    """The days that a partial date may mean, both ends included."""

    earliest: date
    latest: date
    about: bool


def parse_partial_date(raw: str) -> PartialDate:
    """Read EDTF as above; raises Invalid when it is another form or no such day."""
    text = raw.strip()
    span(text)
    return text


def span(text: PartialDate) -> DateSpan:
    """The days that `text` covers. `~` is not widened here: scoring decides its reach."""
    first, slash, last = text.partition("/")
    start = _point_span(first)
    if not slash:
        return start
    end = _point_span(last)
    if end.latest < start.earliest:
        raise Invalid("date_backwards")
    return DateSpan(start.earliest, end.latest, start.about or end.about)


def of_day(day: date) -> PartialDate:
    return day.isoformat()


def of_years(first: int, last: int) -> PartialDate:
    """A year, or the years between, both included."""
    return parse_partial_date(f"{first:04d}" if first == last else f"{first:04d}/{last:04d}")


def _point_span(text: str) -> DateSpan:
    found = _POINT_RE.match(text)
    if found is None:
        raise Invalid("date_unreadable")
    year = int(found[1])
    month = int(found[2]) if found[2] else None
    day = int(found[3]) if found[3] else None
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Invalid("date_out_of_range", year=year)
    try:
        earliest = date(year, month or 1, day or 1)
        last_month = month or 12
        latest = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except ValueError as error:
        raise Invalid("date_no_such_day") from error
    return DateSpan(earliest, latest, bool(found[4]))
