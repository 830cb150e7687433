"""Profiles: what scoring needs to know of a record, small and quick to read.

A profile lies in the index beside the record id, so that candidates are scored without opening
their records. It is personal data like the record itself. Pure.
"""

from functools import lru_cache
from typing import Final

import msgspec

from accord.matching.keys import identifier_form
from accord.matching.tokens import Token, name_tokens
from accord.model.errors import Corrupt
from accord.model.subjects import MAX_TEXT, NameKind, Place, Sex, Subject, SubjectKind

VERSION: Final = 1
"""Rises when tokens or forms change: the index is then built anew."""
MAX_ALIASES = 100
"""Most names of one record that are scored."""


class Alias(msgspec.Struct, frozen=True, array_like=True):
    """One name: as written, and its tokens packed (see `pack_token`), parted by spaces."""

    text: str
    tokens: str
    weak: bool


class Profile(msgspec.Struct, frozen=True, array_like=True):
    """One record as scoring sees it."""

    version: int
    kind: SubjectKind
    aliases: tuple[Alias, ...]
    born: tuple[str, ...]
    nationalities: tuple[str, ...]
    sex: Sex
    places: tuple[str, ...]
    """Cities and regions, in ASCII and lower case, then country codes."""
    identifiers: tuple[str, ...]
    """See `keys.identifier_form`."""


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Profile)


def make_profile(subject: Subject) -> bytes:
    """The profile of `subject` as MessagePack."""
    return _encoder.encode(_profile_of(subject))


def read_profile(raw: bytes) -> Profile:
    """The profile in `raw`; raises Corrupt when it is none."""
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Corrupt("profile_unreadable") from error


@lru_cache(maxsize=512)
def profile_of(subject: Subject) -> Profile:
    """The profile as a value. A question's is asked for several times in one check."""
    return _profile_of(subject)


def _profile_of(subject: Subject) -> Profile:
    organization = subject.kind is not SubjectKind.PERSON
    aliases: dict[str, Alias] = {}
    for name in subject.names:
        packed = packed_name(name.text, organization)
        weak = name.kind is NameKind.WEAK_ALIAS
        known = aliases.get(packed)
        if packed and (known is None or (known.weak and not weak)):
            aliases[packed] = Alias(name.text[:MAX_TEXT], packed, weak)
    return Profile(
        version=VERSION,
        kind=subject.kind,
        aliases=tuple(aliases.values())[:MAX_ALIASES],
        born=subject.born,
        nationalities=subject.nationalities,
        sex=subject.sex,
        places=place_tokens((*subject.birth_places, *subject.addresses)),
        identifiers=tuple(filter(None, map(identifier_form, subject.identifiers))),
    )


def place_tokens(places: tuple[Place, ...]) -> tuple[str, ...]:
    """Sounds of cities and regions, and countries, each once."""
    found: dict[str, None] = {}
    for place in places[:20]:
        for text in (place.city, place.region):
            if text:
                sounds = (token.sound for token in name_tokens(text))
                found["".join(sounds)] = None
        if place.country:
            found[place.country] = None
    found.pop("", None)
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def packed_name(text: str, organization: bool) -> str:  # noqa: FBT001 - cached
    tokens = name_tokens(text, organization=organization)
    return " ".join(map(pack_token, tokens))


@lru_cache(maxsize=1 << 17)
def pack_token(token: Token) -> str:
    """A token as one word, so that a profile is quick to read."""
    telling = "+" if token.telling else "-"
    skeletons = ",".join(token.skeletons)
    return f"{token.script}{telling}{token.weight:.1f}/{token.ascii}/{token.sound}/{skeletons}"


@lru_cache(maxsize=1 << 17)
def unpack_token(packed: str) -> Token:
    """What `pack_token` packed; raises Corrupt when it is something else."""
    try:
        head, written, heard, skeletons = packed.split("/")
        readings = tuple(skeletons.split(",")) if skeletons else ()
        return Token(head[0], written, heard, readings, float(head[2:]), head[1] == "+")
    except (ValueError, IndexError) as error:
        raise Corrupt("profile_unreadable") from error


def alias_tokens(alias: Alias) -> list[Token]:
    """The tokens of one name, in order."""
    return [unpack_token(packed) for packed in alias.tokens.split()]
