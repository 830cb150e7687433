"""Addresses of digital currencies: what family they are of, and what may be folded in them.

Which letters' case matters depends on the encoding, not on the currency, so an officer may
paste an address without knowing what it holds. Case is folded only where the encoding ignores
it; folding a Base58 address would make two owners one.

Sources: EIP-55 (hexadecimal addresses; its case is a checksum and carries nothing else),
BIP-173 and BIP-350 (Bech32, Bech32m), the Bitcoin Cash "CashAddr" specification, Base58Check
as in Bitcoin's wiki, BIP-21 and EIP-681 (URI prefixes).
"""

import hashlib
import re
from enum import StrEnum
from typing import Literal

ChecksumState = Literal["valid", "invalid", "unknown"]


class ChainFamily(StrEnum):
    """How an address is written."""

    EVM = "evm"
    HEX = "hex"
    BECH32 = "bech32"
    CASHADDR = "cashaddr"
    BASE58 = "base58"
    MONERO = "monero"
    UNKNOWN = "unknown"


BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE58_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

_URI_PREFIX = re.compile(
    r"^(?:bitcoin|ethereum|litecoin|dash|zcash|monero|tron|ripple|dogecoin):", re.IGNORECASE
)
_EVM = re.compile(r"^(?:0[xX])?[0-9a-fA-F]{40}$")
_HEX = re.compile(r"^(?:0[xX])?[0-9a-fA-F]{64}$")
_CASHADDR = re.compile(rf"^(?:(bitcoincash|bchtest|bchreg|ecash):)?([qprz][{BECH32}]{{41,111}})$")
_BECH32 = re.compile(rf"^([a-z]{{1,30}}|u|tex)1([{BECH32}]{{8,}})$")
_BASE58 = re.compile(rf"^[{BASE58}]{{25,50}}$")
_MONERO = re.compile(rf"^[48][{BASE58}]{{94}}(?:[{BASE58}]{{11}})?$")

KNOWN_HRPS = frozenset({"bc", "tb", "bcrt", "ltc", "tltc", "zs", "u", "tex", "addr"})
"""Human-readable parts that make an address Bech32 even when its checksum fails."""

MAX_CHECKED = 200
"""Longest address that is decoded; nothing that is used is longer and decoding is quadratic."""


def wallet_normal_form(address: str) -> str:
    """What all writings of one address share. Unknown families stay as they are written."""
    text = _bare(address)
    match chain_family(text):
        case ChainFamily.EVM:
            return "0x" + text.lower().removeprefix("0x")
        case ChainFamily.HEX | ChainFamily.BECH32:
            return text.lower()
        case ChainFamily.CASHADDR:
            return text.lower().removeprefix("bitcoincash:")
        case _:
            return text


def chain_family(address: str) -> ChainFamily:
    """The family that `address` is written in; UNKNOWN for whatever it could not be."""
    text = _bare(address)
    folded = text.lower()
    one_case = text in (folded, text.upper())
    if _EVM.match(text):
        return ChainFamily.EVM
    if _HEX.match(text):
        return ChainFamily.HEX
    if one_case and _CASHADDR.match(folded):
        return ChainFamily.CASHADDR
    if one_case and _is_bech32(folded):
        return ChainFamily.BECH32
    if _MONERO.match(text):
        return ChainFamily.MONERO
    return ChainFamily.BASE58 if _BASE58.match(text) else ChainFamily.UNKNOWN


def checksum_state(address: str) -> ChecksumState:
    """Whether the check digits of `address` hold. "unknown" where the family has none, or one
    that is not computed here (EIP-55 and Monero need Keccak).
    """
    text = _bare(address)
    match chain_family(text):
        case ChainFamily.BECH32:
            return _state(holds=_bech32_holds(text.lower()))
        case ChainFamily.CASHADDR:
            return _state(holds=_cashaddr_holds(text.lower()))
        case ChainFamily.BASE58:
            return _base58_state(text)
        case _:
            return "unknown"


def _state(*, holds: bool) -> ChecksumState:
    return "valid" if holds else "invalid"


def _bare(address: str) -> str:
    text = _URI_PREFIX.sub("", address.strip()).partition("?")[0]
    return text.strip()


def _is_bech32(folded: str) -> bool:
    found = _BECH32.match(folded)
    if found is None:
        return False
    return found[1] in KNOWN_HRPS or _bech32_holds(folded)


_BECH32_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CONSTANTS = (1, 0x2BC830A3)


def _bech32_holds(folded: str) -> bool:
    part, _, data = folded.rpartition("1")
    if len(folded) > MAX_CHECKED:
        return False
    values = [ord(char) >> 5 for char in part] + [0] + [ord(char) & 31 for char in part]
    values += [BECH32.index(char) for char in data]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate(_BECH32_GENERATORS):
            check ^= generator if top >> at & 1 else 0
    return check in _BECH32_CONSTANTS


_CASHADDR_GENERATORS = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)


def _cashaddr_holds(folded: str) -> bool:
    part, _, data = folded.rpartition(":")
    values = [ord(char) & 31 for char in part or "bitcoincash"] + [0]
    values += [BECH32.index(char) for char in data]
    check = 1
    for value in values:
        top = check >> 35
        check = (check & 0x07FFFFFFFF) << 5 ^ value
        for at, generator in enumerate(_CASHADDR_GENERATORS):
            check ^= generator if top >> at & 1 else 0
    return check == 1


def _base58_state(text: str) -> ChecksumState:
    alphabets = [BASE58_RIPPLE] if text.startswith("r") else [BASE58]
    raw = _base58_decoded(text, alphabets[0])
    if len(raw) > _LONGEST_CHECKED:
        return "unknown"
    digest = hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()
    return _state(holds=digest[:4] == raw[-4:])


_LONGEST_CHECKED = 27
"""Versions of one or two bytes, a hash of twenty and four check bytes make 25 or 26; longer
Base58 (Solana) has no check bytes."""


def _base58_decoded(text: str, alphabet: str) -> bytes:
    number = 0
    for char in text:
        number = number * 58 + alphabet.index(char)
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
