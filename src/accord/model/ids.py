"""Making and reading ids. UUID version 7 is RFC 9562, section 5.7."""

import os
import re

from accord.model.errors import Invalid
from accord.model.records import RECORD_ID_PATTERN, BodyId, RecordId

_RECORD_ID = re.compile(RECORD_ID_PATTERN)


def make_uuid7(time_us: int) -> str:
    """A UUID that sorts by time; the 74 random bits come from the operating system."""
    random = int.from_bytes(os.urandom(10), "big")
    value = (time_us // 1000 & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (random >> 68) << 64
    value |= 0b10 << 62 | random & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def make_record_id(body: BodyId, time_us: int) -> RecordId:
    return f"{body}:{make_uuid7(time_us)}"


def parse_record_id(raw: str) -> RecordId:
    if not _RECORD_ID.match(raw):
        raise Invalid("record_id_unreadable")
    return raw
