"""Rules on block keys that both indexes obey, so that one contract suite fits them.

It must never know how a key was made; only the prefix of identifier keys is agreed.
"""

from collections.abc import Iterable

IDENTIFIER_PREFIX = "i:"
"""Keys of an identifier's normal form: exact, so one that is shared always counts."""

IDENTIFIER_BOOST = 1_000.0
"""How much more an identifier counts than another key: sharing one outranks any namesake."""

MAX_KEY_BYTES = 200
"""Longer keys are left out, in entries and in questions alike: no honest key is so long."""

_IDENTIFIER = IDENTIFIER_PREFIX.encode()


def usable_keys(keys: Iterable[str]) -> list[bytes]:
    """The distinct keys as UTF-8, in order, without empty and overlong ones.

    What cannot be encoded (lone surrogates) is spelled out, so that it stays distinct.
    """
    distinct = dict.fromkeys(keys)
    try:
        encoded = [key.encode() for key in distinct]
    except UnicodeEncodeError:
        encoded = [key.encode("utf-8", "backslashreplace") for key in distinct]
    return [key for key in encoded if 0 < len(key) <= MAX_KEY_BYTES]


def is_identifier(key: bytes) -> bool:
    return key.startswith(_IDENTIFIER)
