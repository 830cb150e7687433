"""The four language catalogs, and a code with its parameters rendered in one of them.

Catalogs are i18next v4 JSON, flat keys, one file a language; the browser reads the same
files. This floor must never decide anything: it only says what others decided.
"""

from accord.words.render import DEFAULT_LANGUAGE, languages, negotiate, render

__all__ = ["DEFAULT_LANGUAGE", "languages", "negotiate", "render"]
