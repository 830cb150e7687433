"""The normal form of an identifier: one rule a kind, so that two ways of writing it meet.

The normal form is what is searched and compared, never what is shown. It must never raise,
whatever was written, and applying it twice changes nothing. An empty normal form means that
nothing in the value can be searched for.

The scheme (a currency, an algorithm) and the country are not part of it: whoever asks often
knows neither.
"""

import re
import unicodedata
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from accord.identifiers.wallets import wallet_normal_form
from accord.model.subjects import Identifier, IdentifierKind


def normal_form(identifier: Identifier) -> str:
    """The normal form of `identifier`, by the rule of its kind."""
    return _RULES[identifier.kind](identifier.value)


def _letters_and_digits(value: str) -> str:
    """Capitals and ASCII digits, as on documents and plates; all else is layout."""
    if value.isascii() and value.isalnum():
        return value.upper()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).upper())
    return "".join(_plain_digit(char) for char in folded if char.isalnum())


def _plain_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _digits(value: str) -> str:
    return "".join(_plain_digit(char) for char in value if char.isdecimal())


_VIN_CONFUSED = str.maketrans("IOQ", "100")


def _vin(value: str) -> str:
    """ISO 3779 leaves out I, O and Q, so whoever wrote one meant the digit."""
    return _letters_and_digits(value).translate(_VIN_CONFUSED)


_EXTENSION = re.compile(r"(?i)\s*(?:ext|extension|poste|#|x)\.?\s*\d+\s*$")


def _phone(value: str) -> str:
    """Digits in the order of E.164, without `+`, the prefix `00`, a trunk `(0)` or an
    extension. A national number stays national: the country of the caller is not known.
    """
    text = _EXTENSION.sub("", value).replace("(0)", "")
    return re.sub(r"^(?:00)+", "", _digits(text))


def _plain(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", _refanged(value)).lower().split())


_DEFANGED_DOT = re.compile(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)", re.IGNORECASE)


def _refanged(value: str) -> str:
    """Undo how analysts keep indicators from being clicked on."""
    text = _DEFANGED_DOT.sub(".", value).replace("[:]", ":").replace("[@]", "@")
    return re.sub(r"(?i)^\s*hxxp(s?):", r"http\1:", text)


def _email(value: str) -> str:
    text = _plain(value).removeprefix("mailto:")
    local, at, domain = text.rpartition("@")
    return f"{local}@{_domain(domain)}" if at else text


def _domain(value: str) -> str:
    text = _plain(value).rstrip(".")
    if text.isascii():
        return text
    try:
        return text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return text


def _ip(value: str) -> str:
    text = _plain(value).strip("[]")
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return address.compressed


_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}


def _url(value: str) -> str:
    """Scheme and host in lower case, no default port, no fragment; path and query as written
    (RFC 3986, section 6.2.2 and 6.2.3).
    """
    text = "".join(_refanged(value).split())
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    if not parts.hostname:
        return text
    host = _domain(parts.hostname)
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{parts.path or '/'}{query}"


def _handle(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().lstrip("@").strip().casefold()


_ALGORITHM = re.compile(r"^\s*(?:md5|sha-?(?:1|224|256|384|512))\s*[:=]", re.IGNORECASE)


def _file_hash(value: str) -> str:
    bare = _ALGORITHM.sub("", value).lower()
    return "".join(char for char in bare if char in "0123456789abcdef")


def _settled(rule: Callable[[str], str]) -> Callable[[str], str]:
    """`rule` until it changes nothing: text inside text ("[[.].]") takes more than one pass."""

    def settle(value: str) -> str:
        for _ in range(_MOST_PASSES):
            once = rule(value)
            if once == value:
                break
            value = once
        return value

    return settle


_MOST_PASSES = 20

_RULES: dict[IdentifierKind, Callable[[str], str]] = {
    IdentifierKind.PASSPORT: _letters_and_digits,
    IdentifierKind.NATIONAL_ID: _letters_and_digits,
    IdentifierKind.DOCUMENT: _letters_and_digits,
    IdentifierKind.PLATE: _letters_and_digits,
    IdentifierKind.VIN: _vin,
    IdentifierKind.IMO: _digits,
    IdentifierKind.MMSI: _digits,
    IdentifierKind.TAIL_NUMBER: _letters_and_digits,
    IdentifierKind.SERIAL: _letters_and_digits,
    IdentifierKind.IBAN: _letters_and_digits,
    IdentifierKind.CARD: _digits,
    IdentifierKind.ACCOUNT: _letters_and_digits,
    IdentifierKind.WALLET: wallet_normal_form,
    IdentifierKind.PHONE: _phone,
    IdentifierKind.EMAIL: _settled(_email),
    IdentifierKind.HANDLE: _settled(_handle),
    IdentifierKind.IP: _settled(_ip),
    IdentifierKind.DOMAIN: _settled(_domain),
    IdentifierKind.URL: _settled(_url),
    IdentifierKind.FILE_HASH: _file_hash,
}
