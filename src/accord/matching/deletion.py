"""Deletion keys: strings that differ by a slip of the pen share one (the SymSpell idea).

If the left and the right side are one insertion, deletion, substitution or transposition apart,
then dropping at most one letter on each side makes them equal somewhere. Pure.
"""

from functools import lru_cache

LEAST_LENGTH = 4
"""Shorter strings would meet half of the world."""


@lru_cache(maxsize=1 << 17)
def one_deletions(text: str) -> tuple[str, ...]:
    """`text` without one of its letters, each way once; empty when it is too short."""
    if len(text) < LEAST_LENGTH:
        return ()
    return tuple(dict.fromkeys(text[:at] + text[at + 1 :] for at in range(len(text))))


@lru_cache(maxsize=1 << 15)
def two_deletions(text: str) -> tuple[str, ...]:
    """`text` without two of its letters; empty below seven letters."""
    if len(text) < LEAST_LENGTH + 3:
        return ()
    found: dict[str, None] = {}
    for once in one_deletions(text):
        found.update(dict.fromkeys(one_deletions(once)))
    return tuple(found)
