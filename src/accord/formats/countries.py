"""A country as people and lists write it, as an ISO 3166-1 / ICAO 9303 alpha-3 code.

Names come from pycountry (ISO) and babel (CLDR, in the four languages of the word catalogs),
and from a small table of spellings of the United Nations. The table is built on first use,
because loading it takes longer than starting the command line.
"""

import re
import unicodedata
from functools import cache, lru_cache

LANGUAGES = ("en", "fr", "es", "ar")
MAX_CHARACTERS = 200
_PYCOUNTRY_FIELDS = ("name", "common_name", "official_name")

ICAO_CODES = frozenset(
    re.findall(
        r"\w+",
        """
        EUE GBD GBN GBO GBP GBS RKS UNA UNK UNO XAA XBA XCC XCE XCO XDC XEC XES XIM XMP XOM XPO
        XXA XXB XXC XXX
        """,
    )
)
"""Codes of ICAO Doc 9303 part 3, section 5, that are not of ISO 3166-1."""

UN_SPELLINGS = {
    "bolivia plurinational state of": "BOL",
    "cape verde": "CPV",
    "china hong kong special administrative region": "HKG",
    "china macao special administrative region": "MAC",
    "congo": "COG",
    "cote d ivoire": "CIV",
    "czech republic": "CZE",
    "democratic people s republic of korea": "PRK",
    "dprk": "PRK",
    "democratic republic of the congo": "COD",
    "iran islamic republic of": "IRN",
    "iran": "IRN",
    "kosovo": "RKS",
    "lao people s democratic republic": "LAO",
    "libyan arab jamahiriya": "LBY",
    "micronesia federated states of": "FSM",
    "netherlands kingdom of the": "NLD",
    "occupied palestinian territory": "PSE",
    "palestine": "PSE",
    "republic of korea": "KOR",
    "republic of moldova": "MDA",
    "russia": "RUS",
    "state of palestine": "PSE",
    "swaziland": "SWZ",
    "syria": "SYR",
    "the former yugoslav republic of macedonia": "MKD",
    "tanzania united republic of": "TZA",
    "turkey": "TUR",
    "uk": "GBR",
    "united kingdom of great britain and northern ireland": "GBR",
    "united republic of tanzania": "TZA",
    "united states": "USA",
    "usa": "USA",
    "venezuela bolivarian republic of": "VEN",
    "viet nam": "VNM",
}

_NOT_WORD = re.compile(r"[\W_]+")


def country_code(text: str) -> str | None:
    """The alpha-3 code that `text` names, by name or by code; None when it names none.

    A bare code must be in capitals, since `and` and `per` are words too.
    """
    return _lookup(text) if len(text) <= MAX_CHARACTERS else None


@lru_cache(maxsize=4096)
def _lookup(text: str) -> str | None:
    # A list names the same few dozen countries thousands of times.
    table = _table()
    return table.get(text.strip()) or table.get(_key(text))


@cache
def _table() -> dict[str, str]:
    import pycountry
    from babel import Locale

    names: dict[str, str] = {}
    for country in pycountry.countries:
        alpha_3: str = country.alpha_3
        written = [Locale(language).territories.get(country.alpha_2) for language in LANGUAGES]
        written += [getattr(country, field, None) for field in _PYCOUNTRY_FIELDS]
        names.update({_key(name): alpha_3 for name in written if name})
        names[country.alpha_2] = names[alpha_3] = alpha_3
    names.update({code: code for code in ICAO_CODES})
    names["D"] = "DEU"  # machine-readable zones write Germany with one letter
    return names | UN_SPELLINGS


def _key(name: str) -> str:
    bare = "".join(
        char
        for char in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(char)
    )
    return _NOT_WORD.sub(" ", bare).strip()
