"""Words for people as codes with parameters (DESIGN decision 15).

A code is a key of the catalogs in `words/`; its parameters are plain values, so that a
reason written in one language is read in another without a translator.
"""

import msgspec

Param = str | int | float


class Coded(msgspec.Struct, frozen=True, omit_defaults=True):
    """A code, its parameters, and (only on the way to a person) its text in one language."""

    code: str
    params: dict[str, Param] = {}
    text: str = ""
